"""Where an edition stands, in words for its editors."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Sum

from roundup.core.newsroom_language import tell, tell_count, tell_later
from roundup.editions.models import Edition
from roundup.events.mailing_totals import totals_of
from roundup.sending.account import account_of
from roundup.sending.audience_counts import forecast_of, last_count
from roundup.sending.models import Batch, Mailing
from roundup.sending.undo import is_window_open
from roundup.subscribers.models import Subscriber

Status = Edition.Status

_WHY_LEFT_OUT = {
    "unsubscribed": tell_later("%(n)s unsubscribed"),
    "suppressed": tell_later("%(n)s on the list of addresses not to be mailed"),
    "paused": tell_later("%(n)s pausing"),
    "every-second": tell_later("%(n)s get every second edition, and not this one"),
    "monthly": tell_later("%(n)s get the best of each month instead"),
    "weekly": tell_later("%(n)s get the weekly editions instead"),
    "erased": tell_later("%(n)s erased"),
    "no-stories": tell_later("%(n)s follow nothing in this edition"),
    "mailed-before": tell_later("%(n)s got it before the database was restored"),
    "cancelled": tell_later("%(n)s cancelled before it left"),
}


@dataclass(frozen=True, slots=True)
class State:
    """`key` is stable, `label` a word or two, `look` one of good, warn, bad or empty."""

    key: str
    english: str
    look: str = ""

    @property
    def label(self) -> str:
        return tell(self.english)


_BY_STATUS = {
    Status.DRAFT: State("draft", tell_later("Draft")),
    Status.APPROVED: State("approved", tell_later("Approved"), "good"),
    Status.MAILED: State("mailed", tell_later("Mailed"), "good"),
    Status.SKIPPED: State("skipped", tell_later("Skipped")),
    Status.CANCELLED: State("cancelled", tell_later("Cancelled"), "bad"),
}


def left_out_words(why: str, readers: int) -> str:
    """Return how many readers are left out for a reason, such as `3 pausing`."""
    return tell(_WHY_LEFT_OUT.get(why, f"%(n)s {why}"), n=f"{readers:,}")


def mailing_of(edition: Edition) -> Mailing | None:
    return Mailing.objects.filter(edition=edition).first()


def state_of(edition: Edition, mailing: Mailing | None, now: datetime) -> State:
    """Return where an edition stands, including its mailing."""
    is_going = mailing is not None and mailing.status in (Mailing.Status.PREPARING, Mailing.Status.SENDING)
    is_open = is_going or edition.status in (Status.DRAFT, Status.APPROVED)
    if (is_open and edition.held_at) or (mailing and mailing.status == Mailing.Status.HELD):
        return State("held", tell_later("Held"), "warn")
    if is_going:
        return State("sending", tell_later("On its way"), "good")
    if edition.status == Status.DRAFT and edition.send_at <= now:
        return State("overdue", tell_later("Overdue"), "bad")
    if is_window_open(edition, now):
        return State("leaving", tell_later("About to leave"), "good")
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
    """The account of a mailing for people. `done` of `all` readers are settled; the lines add up.

    `left_out` says for each reason how many it left out.
    """

    done: int
    all: int
    words: str
    lines: tuple[Line, ...]
    left_out: tuple[str, ...]


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
        left_out=tuple(left_out_words(why, readers) for why, readers in sums["excluded"].items()),
    )


def _way(mailing: Mailing, sums: dict[str, Any], excluded: int) -> tuple[int, int, str]:
    """Return how much of a mailing is done, how much there is in all, and both in words."""
    if mailing.status == Mailing.Status.PREPARING:
        # About this many, because nothing records who leaves meanwhile; never fewer than are listed already.
        of = max(_to_prepare(mailing), mailing.candidates)
        words = tell(
            "Listing the readers: %(done)s of about %(all)s.",
            done=f"{mailing.candidates:,}",
            all=f"{of:,}",
        )
        return mailing.candidates, of, words
    copies = sums["candidates"] - excluded
    done = copies - sums["pending"] - sums["uncertain"]
    return done, copies, _handed_over(done, copies, sums["uncertain"])


def _handed_over(done: int, copies: int, uncertain: int) -> str:
    if not uncertain:
        return tell_count(
            "%(done)s of %(n)s copy handed over.",
            "%(done)s of %(n)s copies handed over.",
            copies,
            done=f"{done:,}",
        )
    return tell_count(
        "%(done)s of %(n)s copy handed over, %(uncertain)s uncertain.",
        "%(done)s of %(n)s copies handed over, %(uncertain)s uncertain.",
        copies,
        done=f"{done:,}",
        uncertain=f"{uncertain:,}",
    )


def _to_prepare(mailing: Mailing) -> int:
    """Return about how many readers there are. The page asks every few seconds, so the last count will do."""
    if count := last_count(mailing.edition):
        return forecast_of(count).candidates
    return Subscriber.objects.filter(
        publication=mailing.edition.publication_id,
        status=Subscriber.Status.ACTIVE,
        pk__lte=mailing.audience_bound,
    ).count()


def _lines(sums: dict[str, Any], excluded: int) -> tuple[Line, ...]:
    return (
        Line("accepted", tell("accepted by the mailer"), sums["accepted"], tell("it delivers them")),
        Line("excluded", tell("left out on purpose"), excluded, tell("each for a reason, below")),
        Line("refused", tell("refused"), sums["refused"], tell("the mailer will not take them")),
        Line(
            "uncertain",
            tell("uncertain"),
            sums["uncertain"],
            tell("may have gone out; not sent again without evidence"),
        ),
        Line("pending", tell("waiting"), sums["pending"], tell("not handed over yet")),
    )


_REPORTED = {
    "delivered": tell_later("delivered to the mailbox"),
    "processed": tell_later("taken by the mailer, with no report since"),
    "deferred": tell_later("put off by the receiving server"),
    "dropped": tell_later("dropped by the mailer"),
    "blocked": tell_later("blocked by the receiving server"),
    "bounced": tell_later("bounced"),
    "opened": tell_later("opened"),
    "opened-by-machine": tell_later("opened only by a machine"),
    "clicked": tell_later("clicked"),
    "unsubscribed": tell_later("unsubscribed"),
    "complained": tell_later("called it spam"),
}


def reported(mailing: Mailing) -> list[Line]:
    """Return what the provider has reported of a mailing's copies, in readers; zeros are left out."""
    found = totals_of(mailing.pk)
    return [Line(key, tell(words), found[key], "") for key, words in _REPORTED.items() if found.get(key)]
