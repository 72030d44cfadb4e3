"""Reading the provider's own suppression lists: what it would not deliver, we do not hand over.

Its events tell most of that already; the lists tell what was lost on the way, or was entered by
hand over there.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Protocol, runtime_checkable

from django.db.models import Q

from roundup.core.errors import RoundupError
from roundup.core.suppression import Reason
from roundup.editions.models import Edition
from roundup.events.alarms import clear_all, tell_all
from roundup.events.consequences import Ending, end, said_hash
from roundup.events.models import Reconciliation
from roundup.sending.turns import turn

log = logging.getLogger(__name__)

# Entries appear in the lists some time after the moment that they name.
OVERLAP = timedelta(hours=2)
EVERY = timedelta(hours=1)
BEFORE_A_MAILING = timedelta(minutes=15)
RETRY = timedelta(minutes=10)
# Longer than the task may live (`tasks.reconcile_lists`): whoever began is gone.
LEASE = timedelta(minutes=70)
ALARM_AFTER = timedelta(days=1)
_BEGINNING = datetime(2009, 1, 1, tzinfo=UTC)
_ALARM = "events:lists"
_ROWS = 500
_REASONS = {
    "bounces": Reason.BOUNCED,
    "invalid_emails": Reason.INVALID,
    "spam_reports": Reason.COMPLAINED,
    "unsubscribes": Reason.UNSUBSCRIBED,
}


@runtime_checkable
class KeepsLists(Protocol):
    """A provider that can tell whom it does not deliver to: address, list, and since when."""

    name: str

    def suppressions(self, since: datetime) -> Iterator[tuple[str, str, datetime]]: ...


def reconcile_due(provider: KeepsLists, now: datetime) -> bool:
    """Read the lists if it is time: every hour, and right before a mailing. Return whether it was.

    Never raises for what the provider does: it is written down, and told when it lasts a day.
    """
    if not _claim(provider.name, now):
        return False
    reconcile(provider, now)
    return True


def reconcile(provider: KeepsLists, now: datetime) -> bool:
    """Read what is new in the lists; return whether that went well. Safe to run twice, at once too."""
    row = Reconciliation.objects.get_or_create(provider=provider.name)[0]
    since = row.last_ok - OVERLAP if row.last_ok else _BEGINNING
    try:
        read = _take_in(provider, since, now)
    except Exception as error:
        _failed(row, str(error) if isinstance(error, RoundupError) else type(error).__name__, now)
        return False
    log.info("the lists of %s are read: %s entries", provider.name, read)
    Reconciliation.objects.filter(pk=row.pk).update(
        begun_at=None, tried_at=now, last_ok=now, failing_since=None, error=""
    )
    clear_all(_ALARM, now)
    return True


def _claim(name: str, now: datetime) -> bool:
    """Say whether it is time and nobody else is reading; then nobody else is until we have ended."""
    row = Reconciliation.objects.get_or_create(provider=name)[0]
    if row.tried_at and now - row.tried_at < _pause(row, now):
        return False
    free = Reconciliation.objects.filter(Q(begun_at=None) | Q(begun_at__lte=now - LEASE), pk=name)
    return bool(free.filter(tried_at=row.tried_at).update(begun_at=now))


def _pause(row: Reconciliation, now: datetime) -> timedelta:
    if row.failing_since:
        return RETRY
    soon = Edition.objects.filter(
        status=Edition.Status.APPROVED, send_at__gt=now, send_at__lte=now + BEFORE_A_MAILING
    )
    return BEFORE_A_MAILING if soon.exists() else EVERY


def _take_in(provider: KeepsLists, since: datetime, now: datetime) -> int:
    count = 0
    for page in _paged(provider.suppressions(since)):
        endings = [ending for entry in page if (ending := _ending(provider.name, *entry))]
        with turn():
            end(endings, now)
        count += len(page)
    return count


def _ending(source: str, email: str, kind: str, at: datetime) -> Ending | None:
    """Return what an entry means; None for a list that says nothing of later mail, or for no address."""
    reason, email_hash = _REASONS.get(kind), said_hash(email)
    if reason is None or not email_hash:
        return None
    return Ending(at=at, email_hash=email_hash, source=f"{source} {kind}", reason=reason)


def _paged(entries: Iterable[tuple[str, str, datetime]]) -> Iterator[list[tuple[str, str, datetime]]]:
    left = iter(entries)
    while page := list(islice(left, _ROWS)):
        yield page


def _failed(row: Reconciliation, why: str, now: datetime) -> None:
    since = row.failing_since or now
    log.warning("the lists of %s cannot be read: %s", row.provider, why)
    Reconciliation.objects.filter(pk=row.pk).update(
        begun_at=None, tried_at=now, failing_since=since, error=why[:300]
    )
    if now - since >= ALARM_AFTER:
        tell_all(
            _ALARM,
            f"The suppression lists of {row.provider} could not be read for a day: {why} Mailings go out all "
            "the same; who is on those lists gets nothing from the provider.",
            now,
        )
