"""The undo window as the newsroom shows it: when an edition leaves, and what is said before a press."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from roundup.core.errors import RoundupError
from roundup.core.moments_and_counts import clock_words
from roundup.core.newsroom_language import tell, tell_count
from roundup.editions.approvals import new_date_of
from roundup.editions.hours import as_it_leaves, gives_back_hour, hour_if_resumed, hour_if_sent
from roundup.editions.models import Edition
from roundup.editions.proof import proof_of
from roundup.editions.sponsors import sponsor_change
from roundup.publications.models import Publication
from roundup.sending.undo import is_window_open


@dataclass(frozen=True, slots=True)
class Window:
    """An open window: when the edition leaves, in how many seconds (0: a worker may begin at any moment).

    `hour_before` is the hour that undoing gives back to it; None if undoing holds it.
    """

    at: datetime
    seconds: int
    words: str
    hour_before: datetime | None = None


def window_of(edition: Edition, now: datetime) -> Window | None:
    """Return the open undo window of an edition; None if it is not about to leave."""
    if not is_window_open(edition, now):
        return None
    before = edition.hour_before if gives_back_hour(edition, now) else None
    if edition.send_at <= now:
        words = tell("It is due: it leaves as soon as a worker picks it up.")
        return Window(edition.send_at, 0, words, before)
    words = tell("Leaves at %(time)s.", time=clock_words(edition.send_at, edition.publication.zone))
    return Window(edition.send_at, round((edition.send_at - now).total_seconds()), words, before)


def delay_words(publication: Publication) -> str:
    """Return when an edition leaves after a press: `at once`, or after its undo window."""
    if not publication.undo_minutes:
        return tell("at once")
    return tell_count(
        "after %(n)s minute, in which it can be undone",
        "after %(n)s minutes, in which it can be undone",
        publication.undo_minutes,
    )


def leaves_if_sent(edition: Edition, now: datetime) -> datetime:
    """Return when an edition leaves if a person sends it from the newsroom now."""
    return hour_if_sent(edition, now, edition.publication.undo_window)


def date_if_sent(edition: Edition, now: datetime) -> date | None:
    """Return the new date that an edition gets if a person lets it leave now; None if it keeps its own."""
    return new_date_of(edition, leaves_if_sent(edition, now))


@dataclass(frozen=True, slots=True)
class Resumed:
    """What resuming a held edition does: when it leaves, whether that is its own hour, and what changes."""

    leaves: datetime
    is_its_hour: bool
    new_day: NewDay | None


def if_resumed(edition: Edition, now: datetime) -> Resumed | None:
    """Return what resuming does to a held edition that is approved and has not begun to leave."""
    if not edition.held_at or edition.status != Edition.Status.APPROVED or edition.is_on_its_way:
        return None
    leaves = hour_if_resumed(edition, now, edition.publication.undo_window)
    return Resumed(leaves, leaves == edition.send_at, new_day(edition, leaves))


def as_shown(edition: Edition, now: datetime) -> Edition:
    """Return the edition as an editor sees it. If its hour has passed, it has the date on which it would
    leave if it were approved now, because that is what would be approved.
    """
    is_overdue = edition.status == Edition.Status.DRAFT and edition.send_at <= now
    if not is_overdue or edition.held_at:
        return edition
    return as_it_leaves(edition, leaves_if_sent(edition, now))


@dataclass(frozen=True, slots=True)
class NewDay:
    """What a press changes in the letter because it moves the day: its date, and whether the sponsor runs.

    `hash` is that of the proof of that day, which the press approves. `problem` says why there is none.
    """

    day: date
    sponsor: str
    hash: str = ""
    problem: str = ""


def new_day(edition: Edition, leaves: datetime) -> NewDay | None:
    """Return what changes if an edition leaves then; None if it keeps its date."""
    dated = as_it_leaves(edition, leaves)
    if dated is edition:
        return None
    sponsor = sponsor_change(edition, dated.dated)
    try:
        return NewDay(dated.dated, sponsor, proof_of(dated).hash)
    except RoundupError as error:
        return NewDay(dated.dated, sponsor, problem=str(error))


def what_happens_next(edition: Edition, now: datetime) -> str:
    """Return a sentence for an editor who has just approved, resumed or sent an edition: when it leaves."""
    if edition.held_at:
        return tell("It is held: it leaves once somebody resumes it.")
    if found := window_of(edition, now):
        until_then = tell("Until then it can be undone.")
        return f"{found.words} {until_then}" if found.seconds else found.words
    return tell("It leaves within seconds.") if edition.send_at <= now else ""
