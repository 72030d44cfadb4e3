"""Keeps the bodies that providers post until they are applied, and a few days longer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from django.db.models import Min, Q, QuerySet

from roundup.events.models import Notice

# Providers repeat a body for a day or so; a copy that comes after this is applied again and changes nothing.
KEEP = timedelta(days=3)
RETRY = timedelta(minutes=10)
_MOST_NOTICES = 500
_MOST_BYTES = 1_000_000


# The provider and the exact bytes.
Body = tuple[str, bytes]


@dataclass(frozen=True, slots=True)
class Backlog:
    """What is waiting to be applied: how many notices, and since when."""

    waiting: int
    since: datetime | None


def keep_notice(provider: str, body: bytes, now: datetime) -> None:
    """Store a body, in one statement. If it is already stored, nothing changes."""
    notice = Notice(
        provider=provider, digest=sha256(body).hexdigest(), received_at=now, size=len(body), body=body
    )
    Notice.objects.bulk_create([notice], ignore_conflicts=True)


def waiting_notices() -> QuerySet[Notice]:
    return Notice.objects.filter(applied_at=None)


def next_bodies(now: datetime) -> dict[int, Body]:
    """Return the oldest waiting notices: about a megabyte of them, and at least one."""
    due = waiting_notices().filter(Q(retry_at=None) | Q(retry_at__lte=now)).order_by("pk")
    chosen: list[int] = []
    total = 0
    for pk, size in due.values_list("pk", "size")[:_MOST_NOTICES]:
        total += size
        if chosen and total > _MOST_BYTES:
            break
        chosen.append(pk)
    rows = Notice.objects.filter(pk__in=chosen).order_by("pk").values_list("pk", "provider", "body")
    return {pk: (provider, bytes(body)) for pk, provider, body in rows}


def take_notices(ids: Iterable[int]) -> list[int]:
    """Lock and return those of these notices that are still waiting and that nobody else has locked."""
    mine = waiting_notices().select_for_update(skip_locked=True).filter(pk__in=list(ids)).order_by("pk")
    return list(mine.values_list("pk", flat=True))


def put_off(notice_id: int, why: str, now: datetime) -> None:
    """Put off a notice that cannot be applied, so that the others can go on."""
    waiting_notices().filter(pk=notice_id).update(retry_at=now + RETRY, error=why[:200])


def notice_backlog() -> Backlog:
    found = waiting_notices().aggregate(since=Min("received_at"))
    return Backlog(waiting_notices().count(), found["since"])


def erase_applied(now: datetime) -> int:
    """Erase bodies that were applied some days ago, because they contain addresses; return how many."""
    return Notice.objects.filter(applied_at__lte=now - KEEP).delete()[0]
