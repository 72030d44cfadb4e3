"""A second record, outside the database, of who left, was forgotten or came back.

A database restored from a backup has forgotten who left since. This file has not: before anything is sent,
the database learns from it what it does not know (`subscribers.journal_reading`). The file contains no
addresses, only the same keyed hashes as suppressions.

Several processes append to the file. Each line is on the disk before its transaction is committed, except
lines about new consent, which are written afterwards. So a crash in between can stop mail that should have
gone on, but can never bring mail to somebody who left.
"""

from __future__ import annotations

import fcntl
import logging
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import partial
from hashlib import blake2b
from pathlib import Path

import orjson
from django.conf import settings
from django.db import transaction

from roundup.core.newsroom_language import tell
from roundup.publications.alarms import raise_alarm
from roundup.publications.models import Publication
from roundup.subscribers.models import Consent, Subscriber

log = logging.getLogger(__name__)

_ALARM = "installation:leaves"
_LONGEST_LINE = 10_000


class Act(StrEnum):
    """What a line is about. The words are those of `Consent.Act`, if it has one."""

    LEFT = Consent.Act.UNSUBSCRIBED.value
    ERASED = Consent.Act.ERASED.value
    AGREED = Consent.Act.CONFIRMED.value
    RENEWED = "renewed"


_ACTS = frozenset(act.value for act in Act)


@dataclass(frozen=True, slots=True)
class Entry:
    """One line. `who` is the hash of an address; `generation` is that of the links after a renewal."""

    at: datetime
    act: Act
    publication: str
    who: str
    generation: int = 0


def note(subscriber: Subscriber, act: str, now: datetime, *, generation: int = 0) -> None:
    """Record what a reader did, if it is one of `Act`. Call it inside the transaction that does it."""
    if act not in _ACTS or not subscriber.email_hash:
        return
    entry = Entry(now, Act(act), subscriber.publication.slug, subscriber.email_hash, generation)
    if entry.act is Act.AGREED:
        transaction.on_commit(partial(append, [entry], now))
    else:
        append([entry], now)


def append(entries: Sequence[Entry], now: datetime) -> None:
    """Add lines, which are on the disk when this returns. A full disk raises an alarm, but no error."""
    try:
        _append(b"".join(orjson.dumps(entry) + b"\n" for entry in entries))
    except OSError as error:
        log.error("%s lines could not be added to the journal of leaves (%s)", len(entries), error)
        _tell({entry.publication for entry in entries}, error, now)


def _path() -> Path:
    return Path(settings.DATA) / "leaves.jsonl"


def _append(lines: bytes) -> None:
    _path().parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(_path(), os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        size = os.fstat(handle).st_size
        torn = size > 0 and os.pread(handle, 1, size - 1) != b"\n"
        whole = b"\n" + lines if torn else lines
        if os.write(handle, whole) != len(whole):
            raise OSError("the disk is full")
        os.fsync(handle)
        if not size:
            _sync_folder()
    finally:
        os.close(handle)


def _sync_folder() -> None:
    """Make a new file's name permanent, because a power cut could remove it again."""
    folder = os.open(_path().parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _tell(slugs: Iterable[str], error: OSError, now: datetime) -> None:
    for publication in Publication.objects.filter(slug__in=slugs):
        raise_alarm(
            publication,
            _ALARM,
            tell(
                "Readers left, but leaves.jsonl in the data folder could not be written to (%(error)s). They "
                "get no mail, unless you restore a backup from before that. Make room, take a backup, and "
                "dismiss this alarm.",
                error=error.strerror or error,
            ),
            now,
        )


def name() -> str:
    """Return a name that distinguishes this file from any that may replace it, or '' if there is no file.

    It is made from the first line.
    """
    try:
        with _path().open("rb") as file:
            first = file.readline(_LONGEST_LINE)
    except FileNotFoundError:
        return ""
    whole = first.endswith(b"\n") or len(first) == _LONGEST_LINE
    return blake2b(first, digest_size=16).hexdigest() if whole else ""


def read(after: int) -> tuple[list[Entry], int]:
    """Return the entries in the file from the place `after` on, and where to read from next time.

    A file that was shortened is read from its start. A line that a power cut damaged, or that we do not
    understand, is skipped.
    """
    with _path().open("rb") as file:
        size = file.seek(0, os.SEEK_END)
        start = file.seek(after if after <= size else 0)
        found = file.read(size - start)
    whole = found[: found.rfind(b"\n") + 1]
    lines = whole.splitlines()
    entries = [entry for line in lines if (entry := _entry(line))]
    if strange := len(lines) - len(entries):
        log.warning("%s lines of the journal of leaves could not be understood and were passed over", strange)
    return entries, start + len(whole)


def _entry(line: bytes) -> Entry | None:
    try:
        said = orjson.loads(line)
        return Entry(
            datetime.fromisoformat(said["at"]).astimezone(),
            Act(said["act"]),
            str(said["publication"]),
            str(said["who"]),
            int(said["generation"]),
        )
    except (KeyError, TypeError, ValueError):
        return None
