"""Results that the database did not take, kept in a file until it does.

A provider gives an answer only once. A worker that cannot write it to the database appends it here, synced
to the disk, and the next tick writes it with the same epoch: replaying changes nothing that a later epoch
has moved on.
"""

from __future__ import annotations

import fcntl
import logging
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO

import orjson
from django.conf import settings

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Part:
    """Readers whose outcome differs from that of their batch, by id, and what happened to them."""

    state: str
    readers: Sequence[int]
    said: str = ""
    not_before: str = ""


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one attempt. `not_before` is an ISO moment, or empty.

    `parts` are the readers whose outcomes differ from that of the batch.
    """

    batch_id: int
    epoch: int
    state: str
    provider_id: str = ""
    said: str = ""
    not_before: str = ""
    parts: Sequence[Part] = ()


def _path() -> Path:
    return Path(settings.DATA) / "journal.jsonl"


@contextmanager
def _locked(mode: str) -> Iterator[IO[bytes]]:
    with _path().open(mode) as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield file


def keep(result: Result) -> None:
    """Append a result and sync it to the disk before returning."""
    _path().parent.mkdir(parents=True, exist_ok=True)
    with _locked("a+b") as file:
        # Half a line that a full disk left behind must not swallow this line.
        file.seek(max(file.seek(0, os.SEEK_END) - 1, 0))
        is_torn = file.read(1) not in (b"", b"\n")
        file.write(b"\n" * is_torn + orjson.dumps(asdict(result)) + b"\n")
        file.flush()
        os.fsync(file.fileno())


def replay(write: Callable[[Result], object]) -> int:
    """Write every kept result and remove it; return how many there were. Safe to run at any time.

    If `write` fails, all of them stay.
    """
    if not _path().exists() or not _path().stat().st_size:
        return 0
    with _locked("r+b") as file:
        results = [result for line in file if (result := _read(line))]
        for result in results:
            write(result)
        file.seek(0)
        file.truncate()
        os.fsync(file.fileno())
    return len(results)


def waiting() -> int:
    """Return how many results wait to be written."""
    try:
        return len(_path().read_bytes().splitlines())
    except FileNotFoundError:
        return 0


def _read(line: bytes) -> Result | None:
    try:
        said = orjson.loads(line)
        return Result(**said | {"parts": tuple(Part(**part) for part in said.get("parts", ()))})
    except (orjson.JSONDecodeError, TypeError):
        # The power failed while it was written: the attempt stays uncertain, and is settled as such.
        log.warning("a line of the journal is incomplete and was passed over")
        return None
