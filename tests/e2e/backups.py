"""A backup of the database, and what it is to restore it, as the operations manual says."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import psycopg
from django.db import connection

_PLACE = ("host", "port", "user", "password")

Restore = Callable[[], None]


def backup(kept: Path) -> Restore:
    """Back the test's database up while it runs; what is returned puts the backup in its place, once.

    SQLite's goes to the file `kept`.
    """
    return _of_postgresql() if connection.vendor == "postgresql" else _of_sqlite(kept)


def _of_sqlite(kept: Path) -> Restore:
    here = Path(connection.settings_dict["NAME"])
    with closing(sqlite3.connect(here)) as running:
        running.execute("VACUUM INTO ?", [str(kept)])

    def restore() -> None:
        connection.close()
        for tail in ("-wal", "-shm"):
            here.with_name(here.name + tail).unlink(missing_ok=True)
        shutil.copyfile(kept, here)

    return restore


def _of_postgresql() -> Restore:
    """Copy the database as a whole, its counters too, which is what `pg_dump` keeps."""
    here = connection.settings_dict["NAME"]
    kept = f"{here}_backup"
    _copied(here, kept)

    def restore() -> None:
        _copied(kept, here)
        _run(f'DROP DATABASE "{kept}"')

    return restore


def _copied(source: str, target: str) -> None:
    connection.close()
    _run(f'DROP DATABASE IF EXISTS "{target}" WITH (FORCE)')
    _run(f'CREATE DATABASE "{target}" TEMPLATE "{source}"')


def _run(statement: str) -> None:
    here = {key: value for key, value in connection.get_connection_params().items() if key in _PLACE}
    with psycopg.connect(**here | {"dbname": "postgres"}, autocommit=True) as line:
        line.execute(statement.encode())
