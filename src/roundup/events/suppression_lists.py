"""Reads the provider's own suppression lists: we do not hand over what it would not deliver.

The provider's events already say most of this; the lists show what was lost on the way or entered by hand.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import islice

from django.db.models import Q

from roundup.core.errors import ProviderHalted, RoundupError
from roundup.core.newsroom_language import tell
from roundup.core.suppression import SuppressionReason
from roundup.editions.models import Edition
from roundup.events.consequences import Ending, end_mail, said_hash
from roundup.events.models import Reconciliation
from roundup.events.provider_clearings import clear_due
from roundup.providers.base import KeepsSuppressions, ReportedSuppression
from roundup.publications.alarms import clear_everywhere, raise_everywhere
from roundup.sending.preparing import provider_lists
from roundup.sending.transactions import write_transaction
from roundup.subscribers import clearings
from roundup.subscribers.eligibility import mailable_readers

log = logging.getLogger(__name__)

# Entries appear in the lists some time after the moment that they state.
OVERLAP = timedelta(hours=2)
EVERY = timedelta(hours=1)
BEFORE_A_MAILING = timedelta(minutes=15)
RETRY = timedelta(minutes=10)
# Longer than a provider may take (`LISTS_WITHIN`): after this, the worker that began counts as lost.
LEASE = timedelta(minutes=70)
ALARM_AFTER = timedelta(days=1)
_BEGINNING = datetime(2009, 1, 1, tzinfo=UTC)
_ALARM = "events:lists"
_ROWS = 500


def read_lists_if_due(name: str, provider: KeepsSuppressions, now: datetime) -> bool:
    """Read the lists if it is time: every hour, and for each mailing. Return whether it was time.

    Never raises for a failure of the provider: the failure is recorded and, if necessary, told.
    """
    if not _claim(name, now):
        return False
    read_lists(name, provider, now)
    return True


def read_lists(name: str, provider: KeepsSuppressions, now: datetime) -> bool:
    """Read what is new in the lists; return whether that worked. Safe to run twice, even at the same time."""
    row = Reconciliation.objects.get_or_create(provider=name)[0]
    since = row.last_ok - OVERLAP if row.last_ok else _BEGINNING
    try:
        read = _take_in(name, provider, since, now)
        clear_due(provider, now)
    except Exception as error:
        why = str(error) if isinstance(error, RoundupError) else type(error).__name__
        _failed(row, why, now, needs_person=isinstance(error, ProviderHalted))
        return False
    log.info("the lists of %s are read: %s entries", name, read)
    Reconciliation.objects.filter(pk=row.pk).update(
        begun_at=None, tried_at=now, last_ok=now, failing_since=None, error=""
    )
    provider_lists.were_read(now)
    clear_everywhere(_ALARM, now)
    return True


def _claim(name: str, now: datetime) -> bool:
    """Claim the reading if it is time and nobody else is reading; return whether we have the claim."""
    row = Reconciliation.objects.get_or_create(provider=name)[0]
    if not _is_due(row, now):
        return False
    free = Reconciliation.objects.filter(Q(begun_at=None) | Q(begun_at__lte=now - LEASE), pk=name)
    return bool(free.filter(tried_at=row.tried_at).update(begun_at=now))


def lists_are_due(name: str, now: datetime) -> bool:
    """Say whether it is time to read, without claiming it."""
    row = Reconciliation.objects.filter(provider=name).first()
    return row is None or _is_due(row, now)


def _is_due(row: Reconciliation, now: datetime) -> bool:
    if row.tried_at and now - row.tried_at < _pause(row, now):
        # The last reading's time does not matter here: the clock of the worker that read last may be ahead.
        return provider_lists.waiting().exists()
    return True


def _pause(row: Reconciliation, now: datetime) -> timedelta:
    if row.failing_since:
        return RETRY
    soon = Edition.objects.filter(
        status=Edition.Status.APPROVED, send_at__gt=now, send_at__lte=now + BEFORE_A_MAILING
    )
    return BEFORE_A_MAILING if soon.exists() else EVERY


def _take_in(name: str, provider: KeepsSuppressions, since: datetime, now: datetime) -> int:
    count = 0
    for page in _paged(provider.suppressions(since)):
        endings = [ending for entry in page if not entry.passing and (ending := _ending(name, entry))]
        with write_transaction():
            end_mail(endings, now)
            _try_again([entry for entry in page if entry.passing], now)
        count += len(page)
    return count


def _try_again(entries: Sequence[ReportedSuppression], now: datetime) -> None:
    """Get addresses that may recover taken off the list; `soft_bounces` gives them up if they do not."""
    hashes = {said_hash(entry.email) for entry in entries} - {""}
    for reader in mailable_readers().filter(email_hash__in=hashes).order_by("pk"):
        clearings.want(reader, {SuppressionReason.BOUNCED}, now)


def _ending(source: str, entry: ReportedSuppression) -> Ending | None:
    """Return what an entry means, or None if it is not an address that we could mail."""
    email_hash = said_hash(entry.email)
    if not email_hash:
        return None
    leaves = entry.kind is SuppressionReason.UNSUBSCRIBED
    return Ending(
        entry.created_at, email_hash, f"list of {source}", entry.kind, leaves=leaves, of_a_list=True
    )


def _paged(entries: Iterable[ReportedSuppression]) -> Iterator[list[ReportedSuppression]]:
    left = iter(entries)
    while page := list(islice(left, _ROWS)):
        yield page


def _failed(row: Reconciliation, why: str, now: datetime, *, needs_person: bool) -> None:
    """Note a failure. Editors are told at once if only a person can end it, or else after a day."""
    since = row.failing_since or now
    log.warning("the lists of %s cannot be read: %s", row.provider, why)
    Reconciliation.objects.filter(pk=row.pk).update(
        begun_at=None, tried_at=now, failing_since=since, error=why[:300]
    )
    provider_lists.were_read(now, why)
    if needs_person or now - since >= ALARM_AFTER:
        raise_everywhere(
            _ALARM,
            tell(
                "The suppression lists of %(provider)s cannot be read: %(why)s Readers on those lists get "
                "nothing from the provider.",
                provider=row.provider,
                why=why,
            ),
            now,
        )
