"""Runs the few statements that every batch needs, written by hand.

For each batch the ORM would spend more time on writing the query than the database on running it, as
`python -m benchmarks sending` shows. Tests compare each with what the ORM does
(`tests/sending/test_claiming_by_hand.py`, `test_posting_by_hand.py`).
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import connection


def first_row(statement: str, *values: Any) -> Any:
    """Return the first row that a statement finds, as a tuple, or None."""
    with connection.cursor() as cursor:
        cursor.execute(statement, _written(values))
        return cursor.fetchone()


def all_rows(statement: str, *values: Any) -> list[tuple[Any, ...]]:
    """Return all rows that a statement finds."""
    with connection.cursor() as cursor:
        cursor.execute(statement, _written(values))
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


def run_change(statement: str, *values: Any) -> int:
    """Run a statement and return how many rows it wrote."""
    with connection.cursor() as cursor:
        cursor.execute(statement, _written(values))
        return int(cursor.rowcount)


def lock_words(words: str) -> str:
    """Return `words`, which lock the rows that a statement reads; for SQLite, with its one writer, ''."""
    return words if connection.vendor == "postgresql" else ""


def join_by_index(table: str, alias: str, condition: str) -> str:
    """Return a left join that finds each row of `table` by an index.

    If PostgreSQL thinks it cheaper, it reads the whole table instead, again for every batch, and the time
    of a mailing grows with the square of its readers. `OFFSET 0` leaves it no choice.
    """
    if connection.vendor == "postgresql":
        rows = f"SELECT * FROM {table} {alias} WHERE {condition} OFFSET 0"  # noqa: S608 - our own tables
        return f"LEFT JOIN LATERAL ({rows}) {alias} ON true"
    return f"LEFT JOIN {table} {alias} ON {condition}"


def _written(values: tuple[Any, ...]) -> list[Any]:
    moment = connection.ops.adapt_datetimefield_value
    return [moment(value) if isinstance(value, datetime) else value for value in values]
