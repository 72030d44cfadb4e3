"""Stores each event once, however often it comes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import orjson
from django.db import connection

from roundup.events.facts import Fact
from roundup.events.models import Event

# Rows of eight values each; PostgreSQL and SQLite both take many more in one statement.
_ROWS = 1000
_COLUMNS = ("mailing_id", "subscriber_id", "kind", "at", "detail_hash", "batch_id", "nonce", "event_id")
_TYPES = ("bigint", "bigint", "smallint", "bigint", "bigint", "bigint", "text", "text")
_KEY = _COLUMNS[:5]


def store_facts(facts: Sequence[Fact], batches: Mapping[str, int]) -> list[Fact]:
    """Store the new facts and return them, in the order of their keys; `batches` are keyed by nonce.

    All writers write in the order of keys, so that one waits for the other, and they never block each other.
    """
    ordered = sorted(facts, key=lambda fact: fact.key)
    fresh: list[Fact] = []
    for place in range(0, len(ordered), _ROWS):
        page = ordered[place : place + _ROWS]
        written = _insert(page, batches)
        fresh += [fact for fact in page if fact.key in written]
    return fresh


def _insert(page: Sequence[Fact], batches: Mapping[str, int]) -> set[tuple[int, ...]]:
    """Insert the events that are not stored yet; return their keys."""
    # SQL written by hand, because Django does not say which rows were new; `python -m benchmarks events`
    # shows the gain.
    rows = [(*fact.key, batches.get(fact.nonce), fact.nonce, fact.event_id) for fact in page]
    source, values = _as_json(rows) if connection.vendor == "postgresql" else _as_values(rows)
    # The names of the table and columns are ours; all values are parameters.
    sql = (
        f"INSERT INTO {connection.ops.quote_name(Event._meta.db_table)} ({', '.join(_COLUMNS)}) "
        f"{source} ON CONFLICT DO NOTHING RETURNING {', '.join(_KEY)}"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return set(cursor.fetchall())


_Rows = Sequence[tuple[int | str | None, ...]]


def _as_values(rows: _Rows) -> tuple[str, list[int | str | None]]:
    row = f"({', '.join(['%s'] * len(_COLUMNS))})"
    return f"VALUES {', '.join([row] * len(rows))}", [value for row in rows for value in row]


def _as_json(rows: _Rows) -> tuple[str, list[int | str | None]]:
    """Return SQL with one value for PostgreSQL instead of thousands, which its driver handles far slower."""
    casts = ", ".join(f"(fact->>{place})::{cast}" for place, cast in enumerate(_TYPES))
    source = f"SELECT {casts} FROM json_array_elements(%s::json) WITH ORDINALITY AS f(fact, n) ORDER BY n"  # noqa: S608
    return source, [orjson.dumps(rows).decode()]
