"""Where an edition stands, in words for its editors."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Sum

from roundup.editions.models import Edition
from roundup.newsroom.words import count_words
from roundup.sending.models import Batch, Mailing
from roundup.sending.progress import account

Status = Edition.Status

_LEFT_OUT = {
    "unsubscribed": "unsubscribed",
    "suppressed": "on the list of addresses not to be mailed",
    "paused": "pausing",
    "erased": "erased",
    "no-stories": "follow no section of this edition",
    "cancelled": "cancelled before it left",
}


@dataclass(frozen=True, slots=True)
class State:
    """`key` is stable, `label` a word or two, `look` one of good, warn, bad or empty."""

    key: str
    label: str
    look: str = ""


_BY_STATUS = {
    Status.DRAFT: State("draft", "Draft"),
    Status.APPROVED: State("approved", "Approved", "good"),
    Status.MAILED: State("mailed", "Mailed", "good"),
    Status.SKIPPED: State("skipped", "Skipped"),
    Status.CANCELLED: State("cancelled", "Cancelled", "bad"),
}


def mailing_of(edition: Edition) -> Mailing | None:
    return Mailing.objects.filter(edition=edition).first()


def state_of(edition: Edition, mailing: Mailing | None, now: datetime) -> State:
    """Return where an edition stands, its mailing included."""
    is_open = edition.status in (Status.DRAFT, Status.APPROVED)
    if is_open and (edition.held_at or (mailing and mailing.status == Mailing.Status.HELD)):
        return State("held", "Held", "warn")
    if mailing and mailing.status in (Mailing.Status.PREPARING, Mailing.Status.SENDING):
        return State("sending", "On its way", "good")
    if edition.status == Status.DRAFT and edition.send_at <= now:
        return State("overdue", "Overdue", "bad")
    return _BY_STATUS[Status(edition.status)]


def stage_of(edition: Edition, now: datetime) -> str:
    """Return a word that changes whenever the edition's page would look different."""
    mailing = mailing_of(edition)
    return f"{state_of(edition, mailing, now).key}-{mailing.status if mailing else 'none'}"


def accepted_of(mailing: Mailing) -> int:
    """Return how many copies the provider took, from the batches alone: cheap for a list."""
    taken = Batch.objects.filter(mailing=mailing, state=Batch.State.ACCEPTED)
    return taken.aggregate(n=Sum("posted"))["n"] or 0


@dataclass(frozen=True, slots=True)
class Tally:
    """The account of a mailing for people. `done` of `all` readers are settled; the lines add up."""

    done: int
    all: int
    words: str
    lines: tuple[tuple[str, int, str], ...]
    left_out: tuple[tuple[str, int], ...]
    uncertain: tuple[dict[str, Any], ...]
    events: dict[str, int]


def tally(edition: Edition) -> Tally | None:
    """Return the account of an edition in words; None while there is no mailing."""
    found = account(edition)
    sums = found["account"]
    if sums is None:
        return None
    excluded = sum(sums["excluded"].values())
    copies = sums["candidates"] - excluded
    done = copies - sums["pending"]
    return Tally(
        done=done,
        all=copies,
        words=f"{done:,} of {count_words(copies, 'copy', 'copies')} handed over.",
        lines=_lines(sums, excluded),
        left_out=tuple((_LEFT_OUT.get(why, why), count) for why, count in sums["excluded"].items()),
        uncertain=tuple(found["uncertain"]),
        events=found["events"],
    )


def _lines(sums: dict[str, Any], excluded: int) -> tuple[tuple[str, int, str], ...]:
    return (
        ("accepted", sums["accepted"], "the mailer took them"),
        ("left out", excluded, "each with a reason, below"),
        ("refused", sums["refused"], "the mailer will not take them"),
        ("uncertain", sums["uncertain"], "may have gone out; not sent again without evidence"),
        ("waiting", sums["pending"], "not handed over yet"),
    )
