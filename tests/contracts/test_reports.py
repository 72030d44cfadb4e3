"""What a provider that reports events owes to `events`, over all that do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress

import pytest
from django.utils.datastructures import CaseInsensitiveMapping
from hypothesis import example, given
from hypothesis import strategies as st

from roundup.config.environment.variables import read_settings
from roundup.core.deliveries import EventKind
from roundup.core.errors import Refused
from roundup.core.settings import BadSetting
from roundup.core.suppression import SuppressionReason
from roundup.events.facts import Fact, Reading, facts_in
from roundup.providers import PROVIDERS, Hook, ReportedEvent, Values
from tests.contracts.cases import REPORTING, REPORTS
from tests.contracts.provider_case import Never
from tests.contracts.report_case import ReportCase

Reporting = tuple[str, Hook, ReportCase]


@pytest.fixture(params=sorted(REPORTING))
def reporting(request: pytest.FixtureRequest) -> Reporting:
    return request.param, REPORTING[request.param], REPORTS[request.param]


def _events(hook: Hook, bodies: Sequence[bytes]) -> list[ReportedEvent]:
    return [event for body in bodies for event in hook.read(body)]


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
    assert all(why.because for why in report.never.values())


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


def test_bounces_complaints_and_leaves_say_what_follows(reporting: Reporting) -> None:
    _, hook, report = reporting
    for event in _events(hook, report.whole()):
        if event.kind in _FOLLOWS:
            assert event.reason is _FOLLOWS[event.kind]
        assert event.leaves == (event.kind is EventKind.UNSUBSCRIBED)


_FOLLOWS = {
    EventKind.BOUNCED: SuppressionReason.BOUNCED,
    EventKind.COMPLAINED: SuppressionReason.COMPLAINED,
    EventKind.UNSUBSCRIBED: SuppressionReason.UNSUBSCRIBED,
    EventKind.SOFT_BOUNCED: None,
    EventKind.BLOCKED: None,
    EventKind.OVER_QUOTA: None,
    EventKind.DELIVERED: None,
}


def test_a_word_that_nobody_knows_spoils_no_other_event(reporting: Reporting) -> None:
    name, hook, report = reporting
    bodies = report.bodies([report.unknown, report.rows[0][0]])

    assert [event.kind for event in _events(hook, bodies)] == [None, report.rows[0][1]]
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


@pytest.mark.parametrize(
    "odd",
    [
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
    ],
    ids=lambda odd: ascii(odd[:12]),
)
def test_an_odd_value_spoils_no_other_row_and_gives_nothing_that_cannot_be_kept(
    reporting: Reporting, odd: str
) -> None:
    name, _, report = reporting
    sound = _facts(_readings(name, report.bodies([report.rows[0][0]]))).keys()

    for bodies in report.with_odd(odd):
        readings = _readings(name, bodies)
        assert sound <= _facts(readings).keys(), [one.error for one in readings]
        assert all(_can_be_kept(value) for fact in _facts(readings).values() for value in fact)


def _can_be_kept(value: object) -> bool:
    """Say whether both databases take it."""
    if isinstance(value, str):
        return "\0" not in value and value == value.encode(errors="replace").decode()
    return not isinstance(value, int) or -(2**63) <= value < 2**63


def test_what_a_provider_posts_is_believed_whatever_the_case_of_its_headers(reporting: Reporting) -> None:
    _, hook, report = reporting
    values = read_settings(report.environment)

    for body in report.whole():
        for headers in (
            report.headers(body),
            {name.upper(): said for name, said in report.headers(body).items()},
        ):
            hook.verify(values, CaseInsensitiveMapping(headers), body)


def _refusal(hook: Hook, values: Values, headers: Mapping[str, str], body: bytes) -> str:
    """Return why a body is not believed; the sentence repeats no address and no secret."""
    with pytest.raises(Refused) as refused:
        hook.verify(values, CaseInsensitiveMapping(headers), body)
    said = str(refused.value)
    assert "@" not in said
    assert not [header for header in headers.values() if len(header) > 3 and header in said]
    return said


ODD_HEADERS = [
    "",
    "x",
    "é",
    "\udcff=x",
    "Basic",
    "Basic !",
    "Basic w6k6w6k=",
    "Basic Og==",
    "Basic //8=",
    "Bearer x",
]


@pytest.mark.parametrize("odd", ODD_HEADERS, ids=ascii)
def test_without_any_of_its_headers_or_with_an_odd_one_nothing_is_believed(
    reporting: Reporting, odd: str
) -> None:
    _, hook, report = reporting
    values, body = read_settings(report.environment), report.whole()[0]
    right = report.headers(body)

    _refusal(hook, values, {}, body)
    for name, said in right.items():
        _refusal(hook, values, {other: right[other] for other in right if other != name}, body)
        for wrong in (odd, f"{said}x", f"x{said}", f"{said}, {odd}", said[: len(said) // 2]):
            _refusal(hook, values, {**right, name: wrong}, body)


def test_where_the_provider_signs_bytes_no_others_are_believed(reporting: Reporting) -> None:
    _, hook, report = reporting
    values, body = read_settings(report.environment), report.whole()[0]
    changed = [body + b" ", b" " + body, body[:-1], b"", body.replace(b"ada@", b"eve@")]

    for other in changed:
        if report.headers(other) == report.headers(body):
            hook.verify(values, CaseInsensitiveMapping(report.headers(body)), other)
        else:
            _refusal(hook, values, report.headers(other), body)
            _refusal(hook, values, report.headers(body), other)


def test_what_was_posted_by_another_secret_is_not_believed(reporting: Reporting) -> None:
    _, hook, report = reporting
    body = report.whole()[0]

    assert report.others.keys() == report.environment.keys() == set(hook.needs)
    for name, right in report.environment.items():
        for wrong in (report.others[name], f"{right}x", f"x{right}", right[:-1], right.swapcase()):
            with suppress(BadSetting):
                values = read_settings({**report.environment, name: wrong})
                if values[name] != read_settings(report.environment)[name]:
                    _refusal(hook, values, report.headers(body), body)
        assert read_settings({name: report.others[name]})[name] == report.others[name] != right


def test_without_any_of_its_settings_nothing_is_believed_and_the_setting_is_named(
    reporting: Reporting,
) -> None:
    name, hook, report = reporting
    body = report.whole()[0]

    assert hook.needs
    assert set(hook.needs) <= {setting.name for setting in PROVIDERS[name].settings}
    for missing in hook.needs:
        values = read_settings({**report.environment, missing: ""})
        assert missing in _refusal(hook, values, report.headers(body), body)
