"""The undo window as the newsroom tells it: when an edition leaves, and what is said before a press."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from roundup.core.moments_and_counts import clock_words
from roundup.core.newsroom_language import tell, tell_count
from roundup.editions.approvals import new_date_of
from roundup.editions.lifecycle import hour_if_sent
from roundup.editions.models import Edition
from roundup.publications.models import Publication
from roundup.sending.undo import is_window_open


@dataclass(frozen=True, slots=True)
class Window:
    """An open window: when the edition leaves, in how many seconds (0: a worker may begin any moment)."""

    at: datetime
    seconds: int
    words: str


def window_of(edition: Edition, now: datetime) -> Window | None:
    """Return the open undo window of an edition; None if it is not about to leave."""
    if not is_window_open(edition, now):
        return None
    if edition.send_at <= now:
        return Window(edition.send_at, 0, tell("Its hour has come: it leaves as soon as a worker looks."))
    words = tell("Leaves at %(time)s.", time=clock_words(edition.send_at, edition.publication.zone))
    return Window(edition.send_at, round((edition.send_at - now).total_seconds()), words)


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


def what_happens_next(edition: Edition, now: datetime) -> str:
    """Return a sentence for whoever has just approved, resumed or sent an edition: when it leaves."""
    if edition.held_at:
        return tell("It is held: it leaves once somebody resumes it.")
    if found := window_of(edition, now):
        until_then = tell("Until then it can be undone.")
        return f"{found.words} {until_then}" if found.seconds else found.words
    return tell("It leaves within the next seconds.") if edition.send_at <= now else ""
