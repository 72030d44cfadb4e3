"""What follows for readers from what the provider reported: who is not mailed any more.

An event is matched by its delivery first. The address in it decides only where no delivery does,
or where the reader of that delivery has another address by now: it was the old one that failed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TypeVar

from roundup.core.addresses import normalise
from roundup.core.errors import Refused
from roundup.core.suppression import Reason, stronger
from roundup.events.reading import Fact
from roundup.subscribers.models import Confirmation, Subscriber, Suppression
from roundup.subscribers.services import unsubscribe
from roundup.subscribers.suppressions import hash_of, suppress_hash

T = TypeVar("T")

CHANNEL = "provider"
# Below the number of values that any database takes in one question.
_PAGE = 500


@dataclass(frozen=True, slots=True)
class Ending:
    """One address that is not to be mailed any more, or one reader who wants no more.

    `at` is when it happened: who has agreed anew since then stays.
    """

    at: datetime
    email_hash: str
    source: str
    reason: Reason | None = None
    leaves: bool = False
    subscriber_id: int = 0
    mailing_id: int = 0


class _Readers:
    """The readers whom some endings concern."""

    def __init__(self, endings: Sequence[Ending]) -> None:
        self._by_id: dict[int, Subscriber] = {}
        self._by_hash: dict[str, list[Subscriber]] = {}
        rows = Subscriber.objects.only("pk", "email_hash", "confirmed_at")
        for page in pages(sorted({ending.subscriber_id for ending in endings if ending.subscriber_id})):
            self._by_id.update(rows.in_bulk(page))
        alone = {ending.email_hash for ending in endings if ending.email_hash and not ending.subscriber_id}
        for hashes in pages(sorted(alone)):
            for reader in rows.filter(email_hash__in=hashes):
                self._by_hash.setdefault(reader.email_hash, []).append(reader)

    def of(self, ending: Ending) -> list[Subscriber]:
        """Return the reader of the delivery; without one, everybody at that address."""
        if ending.subscriber_id:
            reader = self._by_id.get(ending.subscriber_id)
            return [reader] if reader else []
        return self._by_hash.get(ending.email_hash, [])


def follow(facts: Iterable[Fact], source: str, now: datetime) -> None:
    """Suppress and unsubscribe whom these events concern. Safe to repeat, in any order."""
    telling = [fact for fact in facts if fact.reason or fact.leaves]
    if telling:
        end([ending for page in pages(telling) for ending in _endings(page, source)], now)


def end(endings: Sequence[Ending], now: datetime) -> None:
    """Bring these endings about, in one order: of two transactions at once, one waits for the other."""
    readers = _Readers([ending for ending in endings if ending.reason in (None, Reason.UNSUBSCRIBED)])
    lasting = [ending for ending in endings if not _agreed_since(ending, readers)]
    _suppress(lasting, now)
    leavers = {reader.pk: (reader, one) for one in lasting if one.leaves for reader in readers.of(one)}
    for pk in sorted(leavers):
        reader, ending = leavers[pk]
        unsubscribe(reader, CHANNEL, now, mailing_id=ending.mailing_id or None)


def said_hash(email: str) -> str:
    """Return the hash of an address, or nothing for what is none that we could mail."""
    try:
        return hash_of(normalise(email).key)
    except Refused:
        return ""


def pages(rows: Sequence[T]) -> Iterator[Sequence[T]]:
    """Cut `rows` into parts that fit into one question."""
    return (rows[place : place + _PAGE] for place in range(0, len(rows), _PAGE))


def _endings(facts: Sequence[Fact], source: str) -> list[Ending]:
    by_confirmation = _askers({fact.confirmation_id for fact in facts if fact.confirmation_id})
    ids = [fact.subscriber_id or by_confirmation.get(fact.confirmation_id, 0) for fact in facts]
    known = dict(Subscriber.objects.filter(pk__in=set(ids)).values_list("pk", "email_hash"))
    return [
        Ending(
            at=datetime.fromtimestamp(fact.at, UTC),
            email_hash=said_hash(fact.email) or known.get(pk, ""),
            source=source,
            reason=fact.reason,
            leaves=fact.leaves,
            subscriber_id=pk if pk in known else 0,
            mailing_id=fact.mailing_id,
        )
        for fact, pk in zip(facts, ids, strict=True)
    ]


def _askers(confirmation_ids: set[int]) -> dict[int, int]:
    rows = Confirmation.objects.filter(pk__in=confirmation_ids)
    return dict(rows.values_list("pk", "subscriber_id"))


def _agreed_since(ending: Ending, readers: _Readers) -> bool:
    """Say whether a leave is older than the reader's own new consent. Nothing undoes a bounce so."""
    if ending.reason not in (None, Reason.UNSUBSCRIBED):
        return False
    return any(reader.confirmed_at and reader.confirmed_at > ending.at for reader in readers.of(ending))


def _suppress(endings: Iterable[Ending], now: datetime) -> None:
    wanted: dict[str, tuple[Reason, str]] = {}
    for ending in endings:
        if ending.reason and ending.email_hash:
            before = wanted.get(ending.email_hash)
            if not before or _outranks(ending.reason, before[0]):
                wanted[ending.email_hash] = (ending.reason, ending.source)
    for page in pages(sorted(wanted)):
        there = dict(Suppression.objects.filter(email_hash__in=page).values_list("email_hash", "reason"))
        for email_hash in page:
            reason, source = wanted[email_hash]
            if email_hash not in there or _outranks(reason, Reason(there[email_hash])):
                suppress_hash(email_hash, reason, now, source)


def _outranks(one: Reason, other: Reason) -> bool:
    return stronger(one, other) is not other
