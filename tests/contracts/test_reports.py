"""What a provider that reports events owes to `events`, over all that do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from contextlib import suppress

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from roundup.core.deliveries import EventKind
from roundup.core.errors import Refused
from roundup.core.suppression import SuppressionReason
from roundup.events.facts import Fact, Reading, facts_in
from roundup.providers import Hook, ReportedEvent
from tests.contracts.cases import REPORTING
from tests.contracts.provider_case import Never
from tests.contracts.report_case import Reporting


def _events(hook: Hook, bodies: Sequence[bytes]) -> list[ReportedEvent]:
    return [event for body in bodies for event in hook.read(body)]


def _reasons(hook: Hook, bodies: Sequence[bytes]) -> list[SuppressionReason]:
    """Return the reasons not to mail somebody; a body that cannot be read may also be refused."""
    found = []
    for body in bodies:
        with suppress(Refused):
            found += [event.reason for event in hook.read(body) if event.reason]
    return found


def _readings(name: str, bodies: Sequence[bytes]) -> list[Reading]:
    return [facts_in(name, body, b"key") for body in bodies]


def _facts(readings: Sequence[Reading]) -> dict[tuple[int, ...], Fact]:
    return {key: fact for one in readings for key, fact in one.facts.items()}


def test_what_a_provider_posts_means_these_kinds(reporting: Reporting) -> None:
    _, hook, report = reporting
    events = _events(hook, report.whole())

    assert [event.kind for event in events] == [kind for _, kind in report.rows]
    assert {(event.email, event.attempt, event.delivery_id) for event in events} == {
        ("ada@example.org", "n1", "7-1")
    }


def test_each_kind_of_event_is_reported_or_never_for_a_reason(reporting: Reporting) -> None:
    _, _, report = reporting
    shown = {kind for _, kind in report.rows}

    assert shown | report.never.keys() == {*EventKind}
    assert not shown & report.never.keys()
    assert all(why.is_told for why in report.never.values()), "say in the README what it does not report"


def test_an_event_keeps_its_moment_and_its_own_name(reporting: Reporting) -> None:
    _, hook, report = reporting
    events = _events(hook, report.whole())

    assert {event.at for event in events} == {report.moment}
    named = {event.event_id for event in events} - {""}
    assert named == (set() if isinstance(report.event_id, Never) else {report.event_id})


def test_two_events_of_one_second_are_told_apart_by_their_details(reporting: Reporting) -> None:
    name, hook, report = reporting
    if isinstance(report.twins, Never):
        assert report.twins.because
        return
    bodies = report.bodies(report.twins)

    assert len({(event.kind, event.at, event.email) for event in _events(hook, bodies)}) == 1
    assert len(_facts(_readings(name, bodies))) == 2


def test_each_kind_of_event_has_what_follows_and_nothing_else(reporting: Reporting) -> None:
    _, hook, report = reporting
    for event in _events(hook, report.whole()):
        assert event.kind is not None
        assert event.reason in FOLLOWS[event.kind], f"{event.kind.word} must not suppress for {event.reason}"
        assert event.leaves == (event.reason is SuppressionReason.UNSUBSCRIBED)


# Why an address is suppressed after each kind. A copy is dropped for what the provider's own lists hold.
NOTHING = {None}
FOLLOWS: Mapping[EventKind, Set[SuppressionReason | None]] = {
    EventKind.PROCESSED: NOTHING,
    EventKind.DEFERRED: NOTHING,
    EventKind.DELIVERED: NOTHING,
    EventKind.OPENED: NOTHING,
    EventKind.OPENED_BY_MACHINE: NOTHING,
    EventKind.CLICKED: NOTHING,
    EventKind.DROPPED: {*SuppressionReason, None} - {SuppressionReason.BY_EDITOR},
    EventKind.OVER_QUOTA: NOTHING,
    EventKind.BLOCKED: NOTHING,
    EventKind.SOFT_BOUNCED: NOTHING,
    EventKind.BOUNCED: {SuppressionReason.BOUNCED},
    EventKind.UNSUBSCRIBED: {SuppressionReason.UNSUBSCRIBED},
    EventKind.COMPLAINED: {SuppressionReason.COMPLAINED},
}


def test_no_kind_of_event_is_without_what_follows() -> None:
    assert FOLLOWS.keys() == {*EventKind}


def test_a_word_that_nobody_knows_spoils_no_other_event(reporting: Reporting) -> None:
    name, hook, report = reporting
    bodies = report.bodies([report.unknown, report.rows[0][0]])

    unknown, known = _events(hook, bodies)
    assert (unknown.kind, unknown.reason, unknown.leaves) == (None, None, False)
    assert known.kind is report.rows[0][1]
    readings = _readings(name, bodies)
    assert (len(_facts(readings)), sum(one.passed_over for one in readings)) == (1, 1)
    assert not [one.error for one in readings if one.error]


def test_a_body_that_comes_again_gives_the_same_facts(reporting: Reporting) -> None:
    name, _, report = reporting
    once, again = (_facts(_readings(name, report.whole())) for _ in range(2))
    twice = _readings(name, report.bodies([row for row, _ in report.rows] * 2))

    assert once == again == _facts(twice)
    assert len(once) == len(report.rows)
    assert sum(len(one.facts) + one.copies for one in twice) == 2 * len(once)


@pytest.mark.parametrize("name", sorted(REPORTING))
@given(body=st.binary(max_size=80) | st.text(max_size=80).map(str.encode))
@example(body=b"[" * 100_000)
@example(body=b'[{"event":' * 2_000)
def test_no_body_breaks_the_reading(name: str, body: bytes) -> None:
    assert facts_in(name, body, b"key").facts == {}


ODD = [
    '"\\ud800"',
    '"a\\u0000b"',
    '"\\u0661"',
    '"a\udcffb"',
    f'"{"x" * 5000}"',
    '""',
    "-1",
    "0.5",
    "1e18",
    "1e400",
    "NaN",
    "9" * 30,
    "9" * 5000,
    "[]",
    "[[{}]]",
    "{}",
    '{"a": null}',
    "null",
    "true",
    '"false"',
    '"0"',
    "0",
    "false",
]


@pytest.mark.parametrize("odd", ODD, ids=lambda odd: ascii(odd[:12]))
def test_an_odd_value_spoils_no_other_row_and_gives_nothing_that_cannot_be_kept(
    reporting: Reporting, odd: str
) -> None:
    name, _, report = reporting
    sound = _facts(_readings(name, report.bodies([report.rows[0][0]]))).keys()

    for bodies in report.with_odd(odd):
        readings = _readings(name, bodies)
        assert sound <= _facts(readings).keys(), [one.error for one in readings]
        assert all(_can_be_kept(value) for fact in _facts(readings).values() for value in fact)


# Either may be the very word for a dead address.
PLAIN = ("true", "false")


@pytest.mark.parametrize("odd", [odd for odd in ODD if odd not in PLAIN], ids=lambda odd: ascii(odd[:12]))
def test_an_odd_value_suppresses_nobody(reporting: Reporting, odd: str) -> None:
    """What decides that an address is dead must say so: a reader is lost otherwise."""
    _, hook, report = reporting
    for row in report.quiet_rows(_events(hook, report.whole())):
        for bodies in report.odd_bodies(row, odd):
            assert not _reasons(hook, bodies), bodies


def test_a_missing_value_suppresses_nobody(reporting: Reporting) -> None:
    _, hook, report = reporting
    for row in report.quiet_rows(_events(hook, report.whole())):
        for bodies in report.lacking_bodies(row):
            assert not _reasons(hook, bodies), bodies


def _can_be_kept(value: object) -> bool:
    """Say whether both databases take it."""
    if isinstance(value, str):
        return "\0" not in value and value == value.encode(errors="replace").decode()
    return not isinstance(value, int) or -(2**63) <= value < 2**63
