"""Short write transactions."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

_ONE_WRITER = threading.Lock()


@contextmanager
def turn() -> Iterator[None]:
    """Run the block as one transaction.

    SQLite has one writer, and who finds it busy sleeps before looking again: the threads of a
    process queue here instead, so that none of them sleeps longer than it must.
    """
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        with transaction.atomic():
            yield
        return
    with _ONE_WRITER, transaction.atomic():
        yield
