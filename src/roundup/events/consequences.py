"""What the provider's reports mean for readers: who is no longer mailed.

An event is matched by its delivery first. Its address decides only if there is no such delivery, or if the
reader of that delivery now has another address: then the old one failed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from roundup.core.deliveries import EventKind
from roundup.core.email_addresses import normalise_address
from roundup.core.errors import Refused
from roundup.core.suppression import BY_RETURNING, SuppressionReason, stronger_reason
from roundup.events.facts import Fact
from roundup.subscribers import clearings, consents
from roundup.subscribers.models import Clearing, Confirmation, Subscriber, Suppression
from roundup.subscribers.subscriptions import unsubscribe
from roundup.subscribers.suppressions import hash_of, suppress_hash

T = TypeVar("T")

CHANNEL = "provider"
# Fewer than the values that every database accepts in one query.
_PAGE = 500
# The provider may use an old copy of its list for a while.
_HEARD_OF = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Ending:
    """One address that must not be mailed any more, or one reader who wants no more mail.

    `at` is when it happened; a reader who has agreed again since then stays. `of_a_list` means that one of
    the provider's own lists says so; `dropped` means that the provider showed it by dropping a copy, whenever
    the address was put on its list.
    """

    at: datetime
    email_hash: str
    source: str
    reason: SuppressionReason | None = None
    leaves: bool = False
    subscriber_id: int = 0
    mailing_id: int = 0
    of_a_list: bool = False
    dropped: bool = False


class _Readers:
    """The readers whom some endings concern, when they last agreed, and what was cleared for them."""

    def __init__(self, endings: Sequence[Ending]) -> None:
        self._by_id: dict[int, Subscriber] = {}
        self._by_hash: dict[str, list[Subscriber]] = {}
        self._agreed: dict[int, datetime] = {}
        self._clearings: dict[str, list[Clearing]] = {}
        rows = Subscriber.objects.only("pk", "email_hash")
        for page in in_pages(sorted({ending.subscriber_id for ending in endings if ending.subscriber_id})):
            self._by_id.update(rows.in_bulk(page))
        for hashes in in_pages(sorted({ending.email_hash for ending in endings if ending.email_hash})):
            for reader in rows.filter(email_hash__in=hashes):
                self._by_hash.setdefault(reader.email_hash, []).append(reader)
            self._clearings |= clearings.clearings_of(hashes)
        everybody = {*self._by_id, *(one.pk for readers in self._by_hash.values() for one in readers)}
        for ids in in_pages(sorted(everybody)):
            self._agreed |= consents.agreed_at(ids)

    def leaving(self, ending: Ending) -> list[Subscriber]:
        """Return who leaves: the delivery's reader and, if all mail is to end, everybody at the address."""
        mine = [self._by_id[ending.subscriber_id]] if ending.subscriber_id in self._by_id else []
        everybody = ending.reason is not None or not ending.subscriber_id
        there = self._by_hash.get(ending.email_hash, []) if everybody else []
        return list({one.pk: one for one in (*mine, *there)}.values())

    def agreed_since(self, ending: Ending) -> Subscriber | None:
        """Return a reader at the ending's address who has agreed since its moment, or None."""
        there = self._by_hash.get(ending.email_hash, [])
        return next((reader for reader in there if self.is_newer(reader, ending)), None)

    def is_newer(self, reader: Subscriber, ending: Ending) -> bool:
        agreed = self._agreed.get(reader.pk)
        return bool(agreed and agreed > ending.at)

    def is_outlived(self, ending: Ending) -> bool:
        """Say whether an ending no longer counts: a reader there agreed since, or it was cleared."""
        if ending.reason not in BY_RETURNING:
            return False
        return self.agreed_since(ending) is not None or self.is_cleared(ending)

    def is_complaint_outlived(self, ending: Ending) -> bool:
        """Say whether somebody complained but has since agreed in one publication.

        Only that publication continues to mail them.
        """
        return ending.reason is SuppressionReason.COMPLAINED and self.is_outlived(ending)

    def is_cleared(self, ending: Ending) -> bool:
        """Say whether a copy was dropped because of a list entry that has been or will be removed."""
        if not ending.dropped:
            return False
        mine = [row for row in self._clearings.get(ending.email_hash, []) if ending.reason in row.reasons]
        return any(row.done_at is None or ending.at <= row.done_at + _HEARD_OF for row in mine)


def follow_events(facts: Iterable[Fact], now: datetime) -> None:
    """Suppress and unsubscribe the readers whom these events concern. Safe to repeat, and in any order."""
    telling = [fact for fact in facts if fact.reason or fact.leaves]
    if telling:
        end_mail([ending for page in in_pages(telling) for ending in _endings(page)], now)


def end_mail(endings: Sequence[Ending], now: datetime) -> None:
    """Carry out these endings in a fixed order, so that one of two transactions waits for the other."""
    readers = _Readers(endings)
    _suppress((ending for ending in endings if not readers.is_outlived(ending)), now)
    leavers: dict[int, tuple[Subscriber, Ending]] = {}
    for ending in endings:
        if (ending.leaves or readers.is_complaint_outlived(ending)) and not readers.is_cleared(ending):
            stay = [one for one in readers.leaving(ending) if not readers.is_newer(one, ending)]
            leavers |= {reader.pk: (reader, ending) for reader in stay}
    for pk in sorted(leavers):
        reader, ending = leavers[pk]
        unsubscribe(reader, CHANNEL, now, mailing_id=ending.mailing_id or None)
    _clear_outlived(endings, readers, now)


def _clear_outlived(endings: Sequence[Ending], readers: _Readers, now: datetime) -> None:
    """Ask the provider to clear addresses that came onto its lists before their readers agreed."""
    for ending in endings:
        if ending.of_a_list and ending.reason in BY_RETURNING and (reader := readers.agreed_since(ending)):
            clearings.want(reader, {ending.reason}, now)


def said_hash(email: str) -> str:
    """Return the hash of an address, or '' if we could not mail it."""
    try:
        return hash_of(normalise_address(email).key)
    except Refused:
        return ""


def in_pages(rows: Sequence[T]) -> Iterator[Sequence[T]]:
    """Yield `rows` in parts that fit into one query."""
    return (rows[place : place + _PAGE] for place in range(0, len(rows), _PAGE))


def _endings(facts: Sequence[Fact]) -> list[Ending]:
    by_confirmation = _askers({fact.confirmation_id for fact in facts if fact.confirmation_id})
    ids = [fact.subscriber_id or by_confirmation.get(fact.confirmation_id, 0) for fact in facts]
    known = dict(Subscriber.objects.filter(pk__in=set(ids)).values_list("pk", "email_hash"))
    return [
        Ending(
            at=datetime.fromtimestamp(fact.at, UTC),
            email_hash=said_hash(fact.email) or known.get(pk, ""),
            source=fact.source,
            reason=fact.reason,
            leaves=fact.leaves,
            subscriber_id=pk if pk in known else 0,
            mailing_id=fact.mailing_id,
            dropped=fact.kind == EventKind.DROPPED,
        )
        for fact, pk in zip(facts, ids, strict=True)
    ]


def _askers(confirmation_ids: set[int]) -> dict[int, int]:
    rows = Confirmation.objects.filter(pk__in=confirmation_ids)
    return dict(rows.values_list("pk", "subscriber_id"))


def _suppress(endings: Iterable[Ending], now: datetime) -> None:
    wanted: dict[str, tuple[SuppressionReason, str]] = {}
    for ending in endings:
        if ending.reason and ending.email_hash:
            before = wanted.get(ending.email_hash)
            if not before or _outranks(ending.reason, before[0]):
                wanted[ending.email_hash] = (ending.reason, ending.source)
    for page in in_pages(sorted(wanted)):
        there = dict(Suppression.objects.filter(email_hash__in=page).values_list("email_hash", "reason"))
        for email_hash in page:
            reason, source = wanted[email_hash]
            if email_hash not in there or _outranks(reason, SuppressionReason(there[email_hash])):
                suppress_hash(email_hash, reason, now, source)


def _outranks(one: SuppressionReason, other: SuppressionReason) -> bool:
    return stronger_reason(one, other) is not other
