"""Applies the notices that came in: in any order, any number of times, with the same result.

Everything that a notice causes happens in the transaction that marks it as applied; if that is too much,
parts of it get their own transactions first. An applied part is recognised by its events, so after a crash
only the rest is applied. Only one of several workers applies notices; the others find the rows locked, and do
nothing.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from django.conf import settings
from django.db import OperationalError

from roundup.core.deliveries import DROPS, EventKind
from roundup.events import notices, stored_events
from roundup.events.belief import believed_facts
from roundup.events.consequences import follow_events
from roundup.events.facts import Fact, Reading, facts_in
from roundup.events.mailing_alarms import tell_lost_to_quota
from roundup.events.models import Notice
from roundup.events.tallies import add_to_tallies
from roundup.sending.models import Attempt, Installation
from roundup.sending.settling import before_restore, resolve
from roundup.sending.transactions import let_others_write, write_transaction

log = logging.getLogger(__name__)

COPIES, PASSED_OVER, OF_OTHERS = "copies", "passed-over", "of-others"
# Each takes six milliseconds at worst. Meanwhile others wait, if the database allows only one writer.
MOST_CONSEQUENCES = 200


@dataclass(slots=True)
class Applied:
    """What was applied. `stored` counts new events; `of_others` counts those of other senders."""

    notices: int = 0
    stored: int = 0
    copies: int = 0
    passed_over: int = 0
    of_others: int = 0
    complained_about: set[int] = field(default_factory=set)
    bounced: set[int] = field(default_factory=set)

    def add(self, other: Applied) -> None:
        self.notices += other.notices
        self.stored += other.stored
        self.copies += other.copies
        self.passed_over += other.passed_over
        self.of_others += other.of_others
        self.complained_about |= other.complained_about
        self.bounced |= other.bounced


def apply_next(now: datetime) -> Applied:
    """Apply the oldest waiting notices, about a megabyte of them, in transactions of limited size.

    Nothing is applied (`notices` is 0) if none is waiting or if another worker is applying. A notice that
    cannot be applied is put off, and does not stop the others.
    """
    bodies = notices.next_bodies(now)
    if not bodies and not notices.waiting_notices().exists():
        # Only from here on is silence about a batch evidence: see sending.neighbours.
        Installation.objects.filter(pk=1).update(events_read_at=now)
    try:
        return _apply(bodies, now) if bodies else Applied()
    except OperationalError:
        raise  # The database is down or busy: that is not the notice's fault.
    except Exception as error:
        log.warning("some of %s notices cannot be applied (%s)", len(bodies), type(error).__name__)
        return _one_by_one(bodies, now)


def _one_by_one(bodies: Mapping[int, notices.Body], now: datetime) -> Applied:
    total = Applied()
    for pk, body in bodies.items():
        try:
            total.add(_apply({pk: body}, now))
        except OperationalError:
            raise
        except Exception as error:
            # The words of the error may contain an address.
            log.error("notice %s cannot be applied (%s); it is tried again", pk, type(error).__name__)
            notices.put_off(pk, type(error).__name__, now)
            total.notices += 1
    return total


def _apply(bodies: Mapping[int, notices.Body], now: datetime) -> Applied:
    key = settings.SECRET_KEY.encode()[:64]
    readings = {pk: facts_in(provider, body, key) for pk, (provider, body) in bodies.items()}
    applied = Applied()
    for part in _ahead(readings.values()):
        with write_transaction():
            if not notices.take_notices(bodies):
                return applied
            applied.add(_write([part], now))
        let_others_write()
    with write_transaction():
        mine = notices.take_notices(bodies)
        applied.add(_write([readings[pk] for pk in mine], now))
        _mark(mine, readings, now)
    applied.notices = len(mine)
    return applied


def _ahead(readings: Collection[Reading]) -> Iterator[Reading]:
    """Yield, in parts, the consequences that are too many for a transaction; take them out of `readings`."""
    holder = {key: one for one in readings for key, fact in one.facts.items() if fact.reason or fact.leaves}
    keys = sorted(holder)
    for place in range(0, len(keys) - MOST_CONSEQUENCES, MOST_CONSEQUENCES):
        part = Reading()
        for key in keys[place : place + MOST_CONSEQUENCES]:
            fact = part.facts[key] = holder[key].facts.pop(key)
            part.nonces |= holder[key].nonces & {fact.nonce}
        yield part


def _write(readings: Iterable[Reading], now: datetime) -> Applied:
    facts: dict[tuple[int, ...], Fact] = {}
    applied = Applied()
    nonces: set[str] = set()
    for reading in readings:
        applied.copies += reading.copies + len(reading.facts)
        applied.passed_over += reading.passed_over
        facts |= reading.facts
        nonces |= reading.nonces
    batches = _batches(nonces)
    ours = believed_facts(facts.values(), batches)
    fresh = stored_events.store_facts(ours, batches)
    applied.stored = len(fresh)
    applied.of_others = len(facts) - len(ours)
    applied.copies -= len(fresh) + applied.of_others
    applied.complained_about = {one.mailing_id for one in fresh if one.kind == EventKind.COMPLAINED}
    applied.bounced = {one.mailing_id for one in fresh if one.kind == EventKind.BOUNCED}
    follow_events(fresh, now)
    tell_lost_to_quota({one.mailing_id for one in fresh if one.kind == EventKind.OVER_QUOTA}, now)
    _count(fresh, applied)
    if batches:
        resolve.prove_taken(batches, now)
    before_restore.remember_copy(_strange(fresh, batches))
    return applied


def _strange(facts: Iterable[Fact], batches: Mapping[str, int]) -> list[before_restore.Told]:
    """Return the copies from attempts that this database does not know: it must have been restored."""
    return [
        before_restore.Told(fact.nonce, fact.subscriber_id, datetime.fromtimestamp(fact.at, UTC))
        for fact in facts
        if fact.subscriber_id and fact.nonce not in batches and fact.kind not in DROPS
    ]


def _batches(nonces: set[str]) -> dict[str, int]:
    return dict(Attempt.objects.filter(nonce__in=nonces).values_list("nonce", "batch_id"))


def _mark(ids: Iterable[int], readings: Mapping[int, Reading], now: datetime) -> None:
    Notice.objects.filter(pk__in=list(ids)).update(applied_at=now, retry_at=None, error="")
    for pk in ids:
        reading = readings[pk]
        if reading.passed_over or reading.error:
            Notice.objects.filter(pk=pk).update(passed_over=reading.passed_over, error=reading.error[:200])


def _count(fresh: Iterable[Fact], applied: Applied) -> None:
    counts = Counter(EventKind(fact.kind).word for fact in fresh)
    counts.update({COPIES: applied.copies, PASSED_OVER: applied.passed_over, OF_OTHERS: applied.of_others})
    add_to_tallies(counts)
