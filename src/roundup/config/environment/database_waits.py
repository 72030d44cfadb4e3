"""Ends our own wait for a database that no longer answers.

PostgreSQL's own time-outs do not help if its machine or its disk hangs: a statement would wait for ever. The
code that has to report this must not wait as well.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import partial
from typing import Any

import psycopg
from django.db.backends.signals import connection_created
from psycopg.errors import _WaitTimeout

_LONGEST: ContextVar[float | None] = ContextVar("longest_wait", default=None)


@contextmanager
def waiting_at_most(seconds: float) -> Iterator[None]:
    """Let no statement of this thread wait longer until the end of the block: it raises OperationalError."""
    token = _LONGEST.set(seconds)
    try:
        yield
    finally:
        _LONGEST.reset(token)


def limit_waits() -> None:
    """Make each connection that is opened from now on heed `waiting_at_most`."""
    connection_created.connect(_limit_waits_of, dispatch_uid="waiting_at_most")


def _limit_waits_of(connection: Any, **_: Any) -> None:
    if connection.vendor == "postgresql":
        opened: psycopg.Connection[Any] = connection.connection
        opened.wait = partial(_wait, opened)  # type: ignore[method-assign] # every statement uses it


def _wait(opened: psycopg.Connection[Any], steps: Any, interval: float = 0.1, **_: Any) -> Any:
    longest = _LONGEST.get()
    try:
        return type(opened).wait(opened, steps, interval, timeout=longest)
    except _WaitTimeout:
        # An answer that came later could not be matched with its statement.
        opened.close()
        raise psycopg.OperationalError(f"no answer for {longest:.0f} s") from None
