"""Running the few statements that every batch needs, written by hand.

For each batch the ORM would spend more time on the words than the database does on the work.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import connection


def first(statement: str, *values: Any) -> Any:
    """Return the first row that a statement finds, as a tuple, or None."""
    with connection.cursor() as cursor:
        cursor.execute(statement, _written(values))
        return cursor.fetchone()


def every(statement: str, *values: Any) -> list[tuple[Any, ...]]:
    """Return all rows that a statement finds."""
    with connection.cursor() as cursor:
        cursor.execute(statement, _written(values))
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


def change(statement: str, *values: Any) -> int:
    """Run a statement and return how many rows it wrote."""
    with connection.cursor() as cursor:
        cursor.execute(statement, _written(values))
        return int(cursor.rowcount)


def locked(words: str) -> str:
    """Return `words`, which lock what a statement reads; SQLite has one writer, and locks nothing."""
    return words if connection.vendor == "postgresql" else ""


def _written(values: tuple[Any, ...]) -> list[Any]:
    moment = connection.ops.adapt_datetimefield_value
    return [moment(value) if isinstance(value, datetime) else value for value in values]
