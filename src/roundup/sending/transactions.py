"""Short write transactions."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

_ONE_WRITER = threading.Lock()
# A writer that waits for SQLite checks again after at most a tenth of a second.
_LONGER_THAN_A_LOOK = 0.12


@contextmanager
def write_transaction() -> Iterator[None]:
    """Run the block as one transaction.

    SQLite has one writer, and a thread that finds it busy sleeps before trying again: the threads of a
    process queue here instead, so that none of them sleeps longer than necessary.
    """
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        with transaction.atomic():
            yield
        return
    with _ONE_WRITER, transaction.atomic():
        yield


def let_others_write() -> None:
    """Let threads and processes that wait for SQLite write: call it between the turns of long work.

    Without it they would never find a moment in which nobody writes, however short each turn is.
    """
    if connection.vendor == "sqlite":
        time.sleep(_LONGER_THAN_A_LOOK)
