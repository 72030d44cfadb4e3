"""Brings the database's tables up to date, in one process at a time."""

from __future__ import annotations

import fcntl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import Error, connection
from django.db.migrations.executor import MigrationExecutor

from roundup.config.doctor.check_results import database_silence
from roundup.core.errors import RoundupError

# Any number will do; this one stands for us.
_LOCK = 7268_1135
_PAUSE = 0.2
_NONE_YET = (
    "There is no database yet: `roundup up` creates it. If there should be one, check DATABASE_URL or "
    "ROUNDUP_DATA."
)


class AnotherVersion(RoundupError):
    """Raised if the tables are not those that this code knows."""


def update_tables() -> None:
    """Bring the database's tables up to date if they are not. Safe to call at every start.

    If several processes start at once, one does it and the others wait. Raises RoundupError if the database
    does not answer, or if it is from a newer version than this code.
    """
    if _is_behind(_known()):
        with _alone():
            if _is_behind(_known()):
                call_command("migrate", verbosity=0, interactive=False)


def has_tables() -> bool:
    """Say whether there is a database with tables, of whatever version. Changes nothing.

    Raises RoundupError if the database does not answer.
    """
    if _has_no_file():
        return False
    try:
        return bool(connection.introspection.table_names())
    except Error as error:
        raise RoundupError(database_silence(error)) from None


def require_tables() -> None:
    """Change nothing, but raise AnotherVersion if the tables are not those that this code knows.

    Raises RoundupError if there are none yet, and if the database does not answer.
    """
    known = None if _has_no_file() else _known()
    if not known or not known.loader.applied_migrations:
        raise RoundupError(_NONE_YET)
    if _is_behind(known):
        raise AnotherVersion(
            "The database is from an earlier version. Back it up; any command except `doctor` then brings it "
            "up to date."
        )


def _has_no_file() -> bool:
    """Say whether SQLite's file is missing: SQLite would create it even if we only looked."""
    if connection.vendor != "sqlite" or connection.connection is not None:
        return False
    file = Path(connection.settings_dict["NAME"])
    return file.parent.is_dir() and not file.exists()


def _known() -> MigrationExecutor:
    """Return what this code and the database know about tables. Raises RoundupError without an answer."""
    try:
        connection.ensure_connection()
        return MigrationExecutor(connection)
    except Error as error:
        raise RoundupError(database_silence(error)) from None


def _is_behind(executor: MigrationExecutor) -> bool:
    """Say whether tables must be brought up to date. Raises AnotherVersion if only newer code knows them."""
    known = executor.loader.disk_migrations or {}
    newer = [
        f"{app}.{name}"
        for app, name in sorted(executor.loader.applied_migrations or ())
        if app in executor.loader.migrated_apps and (app, name) not in known
    ]
    if newer:
        raise AnotherVersion(
            f"The database is from a newer version of Roundup than this code ({newer[-1]} is not known "
            "here). Install that version again, or restore the backup from before its upgrade; nothing was "
            "changed."
        )
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


@contextmanager
def _alone() -> Iterator[None]:
    """Wait until no other process updates the tables: a lock file guards one machine, PostgreSQL several.

    PostgreSQL is asked again and again: making an index concurrently waits for all running statements, so a
    statement that waited for the lock would block it, and both would wait for each other.
    """
    with (settings.DATA / "tables.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        while not _on_postgresql("SELECT pg_try_advisory_lock(%s)"):
            time.sleep(_PAUSE)
        try:
            yield
        finally:
            _on_postgresql("SELECT pg_advisory_unlock(%s)")


def _on_postgresql(statement: str) -> bool:
    """Return the statement's result, or True if the database is not PostgreSQL."""
    if connection.vendor != "postgresql":
        return True
    # SQL by hand: Django has no way to take such a lock.
    with connection.cursor() as cursor:
        cursor.execute(statement, [_LOCK])
        return bool(cursor.fetchone()[0])
