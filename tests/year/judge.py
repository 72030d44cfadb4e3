"""Compares what came of each week with the plan, and makes a table of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from tests.year.observer import Observer, SeenAlarm, SeenEdition, SeenMail
from tests.year.shapes import FIRST_FRIDAY, ZONE, Mail, Outcome, Trouble, Week, moment

# A step may see what happened a moment later.
_GRACE = timedelta(seconds=30)


@dataclass
class Judged:
    """What a week expected, what it got, and how they differ."""

    week: Week
    got: str
    differences: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class _Window:
    begins: datetime
    ends: datetime

    def holds(self, at: datetime) -> bool:
        return self.begins - _GRACE <= at <= self.ends + _GRACE

    def __str__(self) -> str:
        return said(self.begins)


def said(at: datetime) -> str:
    """Return `w9 Fri 07:02`."""
    local = at.astimezone(ZONE)
    return f"w{_week_of(at)} {local:%a %H:%M}"


def _week_of(at: datetime) -> int:
    # A week begins on the Saturday, six days before its Friday.
    return ((at.astimezone(ZONE).date() - FIRST_FRIDAY).days + 6) // 7 + 1


def _window(week: int, said_at: str, within: int) -> _Window:
    begins = moment(week, said_at).astimezone(UTC)
    return _Window(begins, begins + timedelta(minutes=within))


def judge(weeks: Sequence[Week], seen: Observer) -> list[Judged]:
    """Compare each week's edition, then all mails and alarms, which belong to the rows that cause them."""
    found = {week.number: Judged(week, _got(week, seen)) for week in weeks}
    for week in weeks:
        found[week.number].differences += _edition_differs(week, seen)
    _compare_mails(weeks, list(seen.mails), found)
    _compare_alarms(weeks, list(seen.alarms), found)
    for at, failure in seen.failures:
        _blame(found, at, f"{said(at)} {failure}")
    return list(found.values())


def _blame(found: dict[int, Judged], at: datetime, difference: str) -> None:
    week = min(max(_week_of(at), min(found)), max(found))
    found[week].differences.append(difference)


def _edition(week: Week, seen: Observer) -> SeenEdition | None:
    return next((one for one in seen.editions.values() if one.week == week.number), None)


def _edition_differs(week: Week, seen: Observer) -> list[str]:
    edition, outcome = _edition(week, seen), week.outcome
    if edition is None or outcome.state == "none":
        same = edition is None and outcome.state == "none"
        return [] if same else [f"an edition: expected {outcome.state}, got {edition and edition.state}"]
    return [
        *_ending_differs(week, edition),
        *_copies_differ(week, edition, seen),
        *_holding_differs(week, edition),
    ]


def _ending_differs(week: Week, edition: SeenEdition) -> list[str]:
    outcome = week.outcome
    window = _window(week.number, outcome.at, outcome.within)
    if edition.state == outcome.state and any(
        state == outcome.state and window.holds(at) for at, state in edition.turns
    ):
        return []
    turns = ", ".join(f"{state} {said(at)}" for at, state in edition.turns)
    return [f"edition: expected {outcome.state} at {window} within {outcome.within}, got {turns}"]


def _copies_differ(week: Week, edition: SeenEdition, seen: Observer) -> list[str]:
    copies, moments = seen.copies(edition)
    found = []
    if len(copies) != week.outcome.readers:
        found.append(f"readers: expected {week.outcome.readers}, got {len(copies)}")
    if twice := sum(count > 1 for count in copies.values()):
        found.append(f"{twice} readers got it more than once")
    earliest = min(moment(week.number, "Fri 07:00"), moment(week.number, week.outcome.at)).timestamp()
    if moments and min(moments) < earliest:
        found.append(f"the first copy left at {said(datetime.fromtimestamp(min(moments), UTC))}")
    return found


def _holding_differs(week: Week, edition: SeenEdition) -> list[str]:
    held = week.outcome.held
    window = _window(week.number, held, 10) if held else None
    if (window is None and edition.held is None) or (window and edition.held and window.holds(edition.held)):
        return []
    return [f"held: expected {held or 'never'}, got {edition.held and said(edition.held)}"]


def _compare_mails(weeks: Sequence[Week], left: list[SeenMail], found: dict[int, Judged]) -> None:
    wanted = [
        (week, mail, _window(week.number, mail.at, mail.within)) for week in weeks for mail in week.mails
    ]
    for week, mail, window in sorted(wanted, key=lambda one: one[2].ends):
        same = [one for one in left if _is_meant(one, mail) and window.holds(one.at)]
        if same:
            left.remove(same[0])
        else:
            found[week.number].differences.append(f"no mail: {_words(mail.kind, mail.about)} at {window}")
    for one in left:
        _blame(found, one.at, f"mail too many: {_words(one.kind, one.about)} at {said(one.at)}")


def _is_meant(seen: SeenMail, mail: Mail) -> bool:
    return (seen.kind, seen.about) == (mail.kind, tuple(sorted(mail.about)))


def _words(kind: str, about: tuple[str, ...]) -> str:
    return f"{kind} ({', '.join(about)})" if about else kind


def _compare_alarms(weeks: Sequence[Week], left: list[SeenAlarm], found: dict[int, Judged]) -> None:
    wanted = [
        (week, alarm, _window(week.number, alarm.raised, alarm.within))
        for week in weeks
        for alarm in week.alarms
    ]
    for week, alarm, window in sorted(wanted, key=lambda one: one[2].ends):
        same = [one for one in left if one.kind == alarm.kind and window.holds(one.raised)]
        if same:
            left.remove(same[0])
            found[week.number].differences += _end_differs(week, alarm, same[0])
        else:
            found[week.number].differences.append(f"no alarm: {alarm.kind} at {window}")
    for one in left:
        over = said(one.over) if one.over else "never"
        _blame(found, one.raised, f"alarm too many: {one.kind} at {said(one.raised)}, over {over}")


def _end_differs(week: Week, alarm: Trouble, seen: SeenAlarm) -> list[str]:
    window = _window(week.number, alarm.over, alarm.over_within)
    if seen.over and window.holds(seen.over) and seen.dismissed == alarm.dismissed:
        return []
    got = f"{'dismissed' if seen.dismissed else 'over'} {said(seen.over)}" if seen.over else "still open"
    return [
        f"alarm {alarm.kind}: expected {'dismissed' if alarm.dismissed else 'over'} at {window}, got {got}"
    ]


def _got(week: Week, seen: Observer) -> str:
    edition = _edition(week, seen)
    if edition is None:
        return "none"
    copies, _ = seen.copies(edition)
    held = f", held {said(edition.held)}" if edition.held else ""
    return f"{edition.state} {said(edition.turns[-1][0])}, {len(copies)} readers{held}"


def expected(outcome: Outcome) -> str:
    """Return what the plan says of an edition."""
    if outcome.state == "none":
        return "none"
    held = f", held {outcome.held}" if outcome.held else ""
    return f"{outcome.state} {outcome.at}, {outcome.readers} readers{held}"
