"""A database restored from yesterday sends nothing by itself.

The marker grows with every start and every posting; a copy of it is kept in the data folder. A
database whose marker is behind the copy has forgotten something that may have been mailed: all
that would leave by itself is held until a person has looked.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.models import F
from django.db.models.functions import Greatest

from roundup.core.errors import Refused
from roundup.editions.models import Edition
from roundup.publications.models import Publication
from roundup.publications.services import clear_alarm, raise_alarm
from roundup.sending.models import Batch, Installation, Mailing
from roundup.sending.turns import turn
from roundup.subscribers.catching_up import catch_up

_ADVANCE = f"UPDATE {Installation._meta.db_table} SET marker = marker + 1 WHERE id = 1 RETURNING marker"  # noqa: S608 - our own table
# Digits, always as many: writing a marker over another changes bytes, and nothing else of the file.
_WIDTH = 20
_ABOUT = "installation:restored"
_WHY = "The database was restored from a backup."
_GOING = (Mailing.Status.PREPARING, Mailing.Status.SENDING, Mailing.Status.HELD)
_OPEN = (Batch.State.READY, Batch.State.LEASED, Batch.State.POSTING, Batch.State.UNCERTAIN)


def _path() -> Path:
    return Path(settings.DATA) / "marker"


@contextmanager
def _locked(flags: int, kind: int) -> Iterator[int]:
    """Open the copy for the block, which no other thread or process interrupts."""
    handle = os.open(_path(), flags, 0o644)
    try:
        fcntl.flock(handle, kind)
        yield handle
    finally:
        os.close(handle)


def _read(handle: int) -> int:
    try:
        return int(os.pread(handle, _WIDTH, 0) or 0)
    except ValueError:
        return 0


def _copy() -> int:
    try:
        with _locked(os.O_RDONLY, fcntl.LOCK_SH) as handle:
            return _read(handle)
    except FileNotFoundError:
        return 0


def installation() -> Installation:
    return Installation.objects.get_or_create(pk=1)[0]


def advance() -> int:
    """Grow the marker inside the caller's transaction and return it; `note` it after the commit.

    Call it last: every worker writes this row, and keeps it locked until its commit.
    """
    with connection.cursor() as cursor:
        cursor.execute(_ADVANCE)
        row = cursor.fetchone()
    if row is None:
        installation()
        return advance()
    return int(row[0])


def note(marker: int) -> None:
    """Copy a committed marker out of the database. The copy never shrinks.

    It may lag behind after a power cut: it is only ever too small.
    """
    _path().parent.mkdir(parents=True, exist_ok=True)
    with _locked(os.O_RDWR | os.O_CREAT, fcntl.LOCK_EX) as handle:
        if marker > _read(handle):
            os.pwrite(handle, f"{marker:0{_WIDTH}}".encode(), 0)


def is_up() -> bool:
    """Say whether a person must look before anything leaves."""
    return Installation.objects.filter(fenced_at__isnull=False).exists()


def is_behind() -> bool:
    """Say whether this database knows less than the copy of its marker: then it was restored."""
    kept = _copy()  # Before the database, whose marker may grow between the two looks.
    return installation().marker < kept


def check(now: datetime) -> bool:
    """Put the fence up if this database is behind its copy; return whether it is up.

    Before anything leaves, whoever left since a backup has left here too (`catch_up`).
    """
    catch_up(now)
    if is_up():
        return True
    if not is_behind():
        return False
    _put_up(now)
    return True


def _put_up(now: datetime) -> None:
    """Hold everything that would leave by itself; whatever was open is uncertain now.

    Their epochs grow: what the provider says of an attempt that this database remembers says nothing
    of those that it has forgotten.
    """
    with turn():
        # As far as the copy here: another machine's may be behind it.
        Installation.objects.filter(pk=1).update(fenced_at=now, marker=Greatest(F("marker"), _copy()))
        going = Mailing.objects.filter(status__in=_GOING)
        unfinished = Batch.objects.filter(mailing__in=going, state__in=_OPEN)
        unfinished.update(
            state=Batch.State.UNCERTAIN, epoch=F("epoch") + 1, lease_until=None, posted_at=now, evidence=_WHY
        )
        going.update(status=Mailing.Status.HELD, held_reason=_WHY)
        Edition.objects.filter(status=Edition.Status.APPROVED, mailing=None, held_at=None).update(
            held_at=now, held_reason=_WHY
        )
    for publication in Publication.objects.all():
        raise_alarm(
            publication,
            _ABOUT,
            "The database was restored from a backup. Nothing leaves by itself until you have looked at "
            "what was mailed since, and run `roundup doctor --accept-restore`.",
            now,
        )


def lift(now: datetime) -> None:
    """Let things leave again, after a person has looked. Raises Refused where no fence is up.

    What was held or made uncertain stays so: each edition is resumed, and each batch settled, by itself.
    """
    if not is_up():
        raise Refused("There is no fence to lift: this database knows all that was mailed.")
    Installation.objects.filter(pk=1).update(fenced_at=None, marker=Greatest(F("marker"), _copy()))
    for publication in Publication.objects.all():
        clear_alarm(publication, _ABOUT, now)
