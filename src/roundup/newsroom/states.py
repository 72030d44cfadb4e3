"""Where an edition stands, in words for its editors."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Sum

from roundup.core.moments_and_counts import count_words
from roundup.editions.models import Edition
from roundup.events.mailing_totals import totals_of
from roundup.sending.account import account_of
from roundup.sending.audience_counts import forecast_of, last_count
from roundup.sending.models import Batch, Mailing
from roundup.sending.undo import is_window_open
from roundup.subscribers.models import Subscriber

Status = Edition.Status

WHY_LEFT_OUT = {
    "unsubscribed": "unsubscribed",
    "suppressed": "on the list of addresses not to be mailed",
    "paused": "pausing",
    "erased": "erased",
    "no-stories": "follow no section of this edition",
    "mailed-before": "got it before the database was restored",
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
    is_going = mailing is not None and mailing.status in (Mailing.Status.PREPARING, Mailing.Status.SENDING)
    is_open = is_going or edition.status in (Status.DRAFT, Status.APPROVED)
    if (is_open and edition.held_at) or (mailing and mailing.status == Mailing.Status.HELD):
        return State("held", "Held", "warn")
    if is_going:
        return State("sending", "On its way", "good")
    if edition.status == Status.DRAFT and edition.send_at <= now:
        return State("overdue", "Overdue", "bad")
    if is_window_open(edition, now):
        return State("leaving", "About to leave", "good")
    return _BY_STATUS[Status(edition.status)]


def stage_of(edition: Edition, now: datetime) -> str:
    """Return a word that changes whenever the edition's page would look different."""
    mailing = mailing_of(edition)
    key = state_of(edition, mailing, now).key
    if mailing is None:
        return f"{key}-none"
    return f"{key}-{mailing.status}-{mailing.batches.filter(state=Batch.State.UNCERTAIN).count()}"


def accepted_of(mailing: Mailing) -> int:
    """Return how many copies the provider took, from the batches alone: cheap for a list."""
    taken = Batch.objects.filter(mailing=mailing, state=Batch.State.ACCEPTED)
    return taken.aggregate(n=Sum("posted"))["n"] or 0


@dataclass(frozen=True, slots=True)
class Line:
    """One row of an account. `key` is stable, `name` and `meaning` are for people."""

    key: str
    name: str
    count: int
    meaning: str


@dataclass(frozen=True, slots=True)
class Tally:
    """The account of a mailing for people. `done` of `all` readers are settled; the lines add up."""

    done: int
    all: int
    words: str
    lines: tuple[Line, ...]
    left_out: tuple[tuple[str, int], ...]


def tally(edition: Edition) -> Tally | None:
    """Return the account of an edition in words; None while there is no mailing."""
    sums = account_of(edition)["account"]
    mailing = mailing_of(edition)
    if sums is None or mailing is None:
        return None
    excluded = sum(sums["excluded"].values())
    done, of, words = _way(mailing, sums, excluded)
    return Tally(
        done=done,
        all=of,
        words=words,
        lines=_lines(sums, excluded),
        left_out=tuple((WHY_LEFT_OUT.get(why, why), count) for why, count in sums["excluded"].items()),
    )


def _way(mailing: Mailing, sums: dict[str, Any], excluded: int) -> tuple[int, int, str]:
    """Return how far a mailing has got, of how much, and the same in words."""
    if mailing.status == Mailing.Status.PREPARING:
        # Who leaves meanwhile is not written down: about so many, and never fewer than there are.
        of = max(_to_prepare(mailing), mailing.candidates)
        return mailing.candidates, of, f"Writing down the readers: {mailing.candidates:,} of about {of:,}."
    copies = sums["candidates"] - excluded
    done = copies - sums["pending"] - sums["uncertain"]
    doubtful = f", {sums['uncertain']:,} uncertain" if sums["uncertain"] else ""
    return done, copies, f"{done:,} of {count_words(copies, 'copy', 'copies')} handed over{doubtful}."


def _to_prepare(mailing: Mailing) -> int:
    """Return about how many readers there are: as they were last counted, since this is asked every few
    seconds.
    """
    if count := last_count(mailing.edition):
        return forecast_of(count).candidates
    return Subscriber.objects.filter(
        publication=mailing.edition.publication_id,
        status=Subscriber.Status.ACTIVE,
        pk__lte=mailing.audience_bound,
    ).count()


def _lines(sums: dict[str, Any], excluded: int) -> tuple[Line, ...]:
    return (
        Line("accepted", "accepted", sums["accepted"], "the mailer took them"),
        Line("excluded", "left out", excluded, "each with a reason, below"),
        Line("refused", "refused", sums["refused"], "the mailer will not take them"),
        Line(
            "uncertain", "uncertain", sums["uncertain"], "may have gone out; not sent again without evidence"
        ),
        Line("pending", "waiting", sums["pending"], "not handed over yet"),
    )


_REPORTED = {
    "delivered": "delivered to the mailbox",
    "processed": "taken by the mailer, with no report since",
    "deferred": "put off by the receiving server",
    "dropped": "dropped by the mailer",
    "blocked": "blocked by the receiving server",
    "bounced": "bounced",
    "opened": "opened",
    "opened-by-machine": "opened by a machine only",
    "clicked": "clicked",
    "unsubscribed": "unsubscribed",
    "complained": "called it spam",
}


def reported(mailing: Mailing) -> list[Line]:
    """Return what the provider has reported of a mailing's copies, in readers; zeros are left out."""
    found = totals_of(mailing.pk)
    return [Line(key, words, found[key], "") for key, words in _REPORTED.items() if found.get(key)]
