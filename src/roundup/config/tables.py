"""Bringing the database's tables up to date, by one process at a time."""

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

# The number means nothing but us.
_LOCK = 7268_1135
_PAUSE = 0.2
_NONE_YET = (
    "There is no database yet: `roundup up` makes it. If there should be one, see to DATABASE_URL or "
    "ROUNDUP_DATA."
)


class AnotherVersion(RoundupError):
    """The tables are not those that this code knows."""


def update_tables() -> None:
    """Bring the database's tables up to date where they are not. Safe to call at every start.

    Of several that start at once, one does it and the others wait. Raises RoundupError where the
    database does not answer, or is of a newer version than this code.
    """
    if _is_behind(_known()):
        with _alone():
            if _is_behind(_known()):
                call_command("migrate", verbosity=0, interactive=False)


def require_tables() -> None:
    """Change nothing, and raise AnotherVersion where the tables are not those that this code knows.

    Raises RoundupError where there are none yet, and where the database does not answer.
    """
    known = None if _has_no_file() else _known()
    if not known or not known.loader.applied_migrations:
        raise RoundupError(_NONE_YET)
    if _is_behind(known):
        raise AnotherVersion(
            "The database is of an earlier version. Back it up; any command but `doctor` then brings it up "
            "to date, and so does `roundup up`."
        )


def _has_no_file() -> bool:
    """Say whether SQLite would make its file for us: it does so for whoever only looks."""
    if connection.vendor != "sqlite" or connection.connection is not None:
        return False
    file = Path(connection.settings_dict["NAME"])
    return file.parent.is_dir() and not file.exists()


def _known() -> MigrationExecutor:
    """Return what this code and the database know of tables. Raises RoundupError without an answer."""
    try:
        connection.ensure_connection()
        return MigrationExecutor(connection)
    except Error as error:
        raise RoundupError(database_silence(error)) from None


def _is_behind(executor: MigrationExecutor) -> bool:
    """Say whether tables are to be brought up to date. Raises AnotherVersion where only newer code can."""
    known = executor.loader.disk_migrations or {}
    newer = [
        f"{app}.{name}"
        for app, name in sorted(executor.loader.applied_migrations or ())
        if app in executor.loader.migrated_apps and (app, name) not in known
    ]
    if newer:
        raise AnotherVersion(
            f"The database is of a newer version of Roundup than this code ({newer[-1]} is not known here). "
            "Install that version again, or restore the backup from before its upgrade; nothing was changed."
        )
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


@contextmanager
def _alone() -> Iterator[None]:
    """Wait until nobody else does it: on this machine by a file, elsewhere by PostgreSQL.

    There it is asked again and again: an index that is made beside writers waits for whoever waits in
    a statement, and both would wait for each other.
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
    """Return what the statement says; True where there is no PostgreSQL to ask."""
    if connection.vendor != "postgresql":
        return True
    # By hand: Django has no word for such a lock.
    with connection.cursor() as cursor:
        cursor.execute(statement, [_LOCK])
        return bool(cursor.fetchone()[0])
