"""Keeps a database restored from yesterday's backup from sending anything by itself.

A marker grows with every start and with every posting of a batch or a confirmation; a copy of it is kept in
the data folder. A database with a marker behind the copy has forgotten something that may have been mailed:
everything that would leave by itself is held until a person has looked.

There are several markers, so that no transaction waits for another: a worker that vanishes in the middle of
one keeps only a marker that nobody else needs (decision 49).
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.core.management.color import no_style
from django.db import connection
from django.db.models import F

from roundup.core.errors import Refused
from roundup.core.newsroom_language import tell, tell_later
from roundup.editions.models import Edition
from roundup.publications.alarms import clear_everywhere, raise_everywhere
from roundup.sending.models import Batch, Installation, Mailing, Marker
from roundup.sending.sql import first_row, lock_words
from roundup.sending.transactions import write_transaction
from roundup.subscribers.journal_reading import catch_up
from roundup.subscribers.models import READER_MAIL

_TABLE = Marker._meta.db_table
# SQL by hand: `python -m benchmarks sending` shows what this gains (decision 16).
_FREE = f"SELECT id FROM {_TABLE} ORDER BY id LIMIT 1"  # noqa: S608 - our own table
_MOVE = f"UPDATE {_TABLE} SET value = value + 1 WHERE id = (%s) RETURNING id, value"  # noqa: S608
# A fixed number of digits, so that overwriting a marker changes only its own bytes in the file.
_WIDTH = 20
_ABOUT = "installation:restored"
_WHY = tell_later("The database was restored from a backup.")
_MORE = tell_later(
    "Nothing leaves by itself until you have looked at what was mailed since, and run "
    "`roundup doctor --accept-restore`."
)
_GOING = (Mailing.Status.PREPARING, Mailing.Status.SENDING, Mailing.Status.HELD)
_OPEN = (Batch.State.READY, Batch.State.LEASED, Batch.State.POSTING, Batch.State.UNCERTAIN)


def _path() -> Path:
    return Path(settings.DATA) / "marker"


@contextmanager
def _locked(flags: int, kind: int) -> Iterator[int]:
    """Open the copy for the block and lock it against other threads and processes."""
    handle = os.open(_path(), flags, 0o644)
    try:
        fcntl.flock(handle, kind)
        yield handle
    finally:
        os.close(handle)


def _read(handle: int, marker: int) -> int:
    """Return one marker from the copy, where each has a fixed place."""
    try:
        return int(os.pread(handle, _WIDTH, (marker - 1) * _WIDTH) or 0)
    except ValueError:
        return 0


def _copy() -> Mapping[int, int]:
    """Return the markers kept outside the database, by number."""
    try:
        with _locked(os.O_RDONLY, fcntl.LOCK_SH) as handle:
            places = range(1, -(-os.fstat(handle).st_size // _WIDTH) + 1)
            return {marker: value for marker in places if (value := _read(handle, marker))}
    except FileNotFoundError:
        return {}


def installation() -> Installation:
    return Installation.objects.get_or_create(pk=1)[0]


def advance() -> Marker:
    """Move a marker inside the caller's transaction and return it; `note` it after the commit.

    It takes a marker that nobody else is moving, or a new one: a lost session keeps its lock until the
    database notices.
    """
    free = _FREE + lock_words(" FOR UPDATE SKIP LOCKED")
    if found := first_row(_MOVE % free):
        return Marker(*found)
    return Marker.objects.create(value=1)


def note(marker: Marker) -> None:
    """Copy a committed marker out of the database. The numbers in the copy never go down.

    After a power cut the copy may lag behind, but it is never ahead.
    """
    _path().parent.mkdir(parents=True, exist_ok=True)
    with _locked(os.O_RDWR | os.O_CREAT, fcntl.LOCK_EX) as handle:
        if marker.value > _read(handle, marker.pk):
            os.pwrite(handle, f"{marker.value:0{_WIDTH}}".encode(), (marker.pk - 1) * _WIDTH)


def is_up() -> bool:
    """Say whether the fence is up: a person must look before anything leaves."""
    return Installation.objects.filter(fenced_at__isnull=False).exists()


def is_behind() -> bool:
    """Say whether this database is behind the copy of its markers: then it was restored."""
    kept = _copy()  # The copy is read before the database, whose markers may grow in between.
    known = dict(Marker.objects.values_list("pk", "value"))
    return any(value > known.get(marker, 0) for marker, value in kept.items())


def check(now: datetime) -> bool:
    """Put the fence up if this database is behind its copy; return whether it is up.

    Before anything leaves, it also makes sure that readers who left since a backup have left in this
    database, too (`catch_up`).
    """
    catch_up(now)
    if is_up():
        return True
    if not is_behind():
        return False
    put_up(now, tell(_WHY), tell(_MORE))
    return True


def put_up(now: datetime, why: str, more: str) -> None:
    """Hold everything that would leave by itself; whatever was under way becomes uncertain.

    `why` is kept with everything that is held; editors are told `why` and `more`. Epochs go up, because what
    the provider says about an attempt that this database remembers proves nothing about attempts that it has
    forgotten.
    """
    with write_transaction():
        Installation.objects.update_or_create(pk=1, defaults={"fenced_at": now})
        _catch_up()
        going = Mailing.objects.filter(status__in=_GOING)
        unfinished = Batch.objects.filter(mailing__in=going, state__in=_OPEN)
        unfinished.update(
            state=Batch.State.UNCERTAIN, epoch=F("epoch") + 1, lease_until=None, posted_at=now, evidence=why
        )
        going.update(status=Mailing.Status.HELD, held_reason=why)
        Edition.objects.filter(status=Edition.Status.APPROVED, mailing=None, held_at=None).update(
            held_at=now, held_reason=why
        )
        for kind in READER_MAIL:
            waiting = kind._default_manager.filter(status=kind.Status.WAITING)
            waiting.update(status=kind.Status.UNCERTAIN, error=why)
    raise_everywhere(_ABOUT, f"{why} {more}", now)


def _catch_up() -> None:
    """Move the markers up to the copy on this machine; the copy on another machine may be behind this one."""
    for marker, value in sorted(_copy().items()):
        Marker.objects.get_or_create(pk=marker)
        Marker.objects.filter(pk=marker, value__lt=value).update(value=value)
    with connection.cursor() as cursor:
        # SQL by hand: PostgreSQL does not notice by itself that these numbers are used.
        for statement in connection.ops.sequence_reset_sql(no_style(), [Marker]):
            cursor.execute(statement)


def lift(now: datetime) -> None:
    """Let things leave again, after a person has looked. Raises Refused if no fence is up.

    Everything that was held or made uncertain stays so: a person resumes each edition and settles each batch.
    """
    if not is_up():
        raise Refused(tell("There is no fence to lift: this database knows all that was mailed."))
    with write_transaction():
        Installation.objects.filter(pk=1).update(fenced_at=None)
        _catch_up()
    clear_everywhere(_ABOUT, now)
