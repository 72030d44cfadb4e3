"""Uncertain batches, which may or may not have gone out: what we know about them, and who is in them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Q

from roundup.core.csv_cells import csv_line
from roundup.core.errors import Refused
from roundup.core.newsroom_language import tell
from roundup.sending.models import Attempt, Batch, Delivery, Mailing
from roundup.sending.settling.resolve import decide_uncertain
from roundup.subscribers.audience import current_candidates

_FOLLOWING = Q(deliveries__outcome=Delivery.Outcome.FOLLOWS_BATCH)
_COLUMNS = ("delivery", "email", "name", "status")
_A_PAGE = 1000
_EVENTS_REPEATED = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Try:
    """One handing-over: when it began and ended, and what came back. `ended` is None if nothing came back."""

    began: datetime
    ended: datetime | None
    readers: int
    answer: str


@dataclass(frozen=True, slots=True)
class Doubt:
    """An uncertain batch with the evidence about it. It may have reached its `readers`, or not."""

    seq: int
    readers: int
    since: datetime | None
    evidence: str
    tries: tuple[Try, ...]

    def is_old(self, now: datetime) -> bool:
        """Say whether it is too late for any event: the provider repeats them for a day only."""
        return self.since is not None and now - self.since >= _EVENTS_REPEATED


def doubts_of(mailing: Mailing) -> list[Doubt]:
    """Return the uncertain batches of a mailing, in order."""
    batches = mailing.batches.filter(state=Batch.State.UNCERTAIN).prefetch_related("attempts")
    counted = batches.annotate(following=Count("deliveries", filter=_FOLLOWING)).order_by("seq")
    return [
        Doubt(batch.seq, batch.following, batch.posted_at, batch.evidence, _tries(batch)) for batch in counted
    ]


def doubt_of(mailing: Mailing, seq: int) -> tuple[Batch, Doubt]:
    """Return one uncertain batch. Raises Refused if it has been settled."""
    batch = mailing.batches.filter(seq=seq, state=Batch.State.UNCERTAIN).first()
    if batch is None:
        raise Refused(
            tell("Batch %(batch)s is not uncertain, or no longer is: see what happened to it.", batch=seq)
        )
    return batch, next(doubt for doubt in doubts_of(mailing) if doubt.seq == seq)


def settle_by_person(mailing: Mailing, seq: int, *, taken: bool, who: str, now: datetime) -> None:
    """Mark an uncertain batch accepted, or have it sent again, as `who` decides.

    Raises Refused if it has been settled, or if it is to be sent again although its edition was cancelled.
    """
    batch, _ = doubt_of(mailing, seq)
    if not taken and mailing.status == Mailing.Status.CANCELLED:
        raise Refused(tell("This edition was cancelled: no more of it is sent."))
    if not decide_uncertain(batch.pk, taken=taken, who=who, now=now):
        raise Refused(tell("This batch has just been settled: see what happened to it."))


def _tries(batch: Batch) -> tuple[Try, ...]:
    attempts = sorted(batch.attempts.all(), key=lambda attempt: attempt.epoch)
    return tuple(Try(a.posting_at, a.finished_at, a.readers, _answer(a)) for a in attempts)


def _answer(attempt: Attempt) -> str:
    taken = tell("The mailer took it.") if attempt.result == Batch.State.ACCEPTED else ""
    later = tell("The mailer was asked later, and did not know it.") if attempt.missed_at else ""
    said = attempt.error or taken or tell("No answer was written down.")
    return f"{said} {later}" if later else said


def accepted_twice(mailing: Mailing) -> list[tuple[int, int]]:
    """Return the number and the readers of each batch that the provider certainly took more than once."""
    proven = mailing.batches.annotate(proofs=Count("attempts", filter=Q(attempts__proven_at__isnull=False)))
    return list(proven.filter(proofs__gt=1).order_by("seq").values_list("seq", "posted"))


def list_of(batch: Batch) -> Iterator[str]:
    """Yield the lines of a CSV file with everybody in the batch (`people_of`).

    An apostrophe is put before anything that a spreadsheet would take for a formula (`core.csv_cells`).
    """
    yield csv_line(_COLUMNS)
    for person in people_of(batch):
        yield csv_line(person.values())


def people_of(batch: Batch) -> Iterator[dict[str, str]]:
    """Yield everybody in the batch, as they are now, without erased readers."""
    ids = batch.deliveries.filter(outcome=Delivery.Outcome.FOLLOWS_BATCH).order_by("subscriber_id")
    readers = list(ids.values_list("subscriber_id", flat=True))
    for place in range(0, len(readers), _A_PAGE):
        page = current_candidates(readers[place : place + _A_PAGE])
        for reader in (page[pk] for pk in sorted(page)):
            status = "suppressed" if reader.suppressed else reader.status
            told = (f"{batch.mailing_id}-{reader.id}", reader.email, reader.name, status)
            yield dict(zip(_COLUMNS, told, strict=True))
