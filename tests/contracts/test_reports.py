"""What a provider that reports events owes to `events`, over all that do."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from roundup.config.environment.variables import read_settings
from roundup.core.deliveries import EventKind
from roundup.core.errors import Refused
from roundup.core.suppression import SuppressionReason
from roundup.events.facts import facts_in
from roundup.providers import PROVIDERS, Hook
from tests.contracts.cases import REPORTING, REPORTS
from tests.contracts.report_case import ReportCase

Reporting = tuple[str, Hook, ReportCase]


@pytest.fixture(params=sorted(REPORTING))
def reporting(request: pytest.FixtureRequest) -> Reporting:
    return request.param, REPORTING[request.param], REPORTS[request.param]


def test_what_a_provider_posts_means_these_kinds(reporting: Reporting) -> None:
    _, hook, report = reporting
    events = hook.read(report.whole())

    assert [event.kind for event in events] == [kind for _, kind in report.rows]
    assert {(event.email, event.attempt, event.delivery_id) for event in events} == {
        ("ada@example.org", "n1", "7-1")
    }


def test_bounces_complaints_and_leaves_say_what_follows(reporting: Reporting) -> None:
    _, hook, report = reporting
    for event in hook.read(report.whole()):
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
    known = report.rows[0][0]

    events = hook.read(report.body([report.unknown, known]))
    assert [event.kind for event in events] == [None, report.rows[0][1]]
    reading = facts_in(name, report.body([report.unknown, known]), b"key")
    assert (len(reading.facts), reading.passed_over, reading.error) == (1, 1, "")


def test_a_body_that_comes_again_gives_the_same_facts(reporting: Reporting) -> None:
    name, _, report = reporting
    once, again = (facts_in(name, report.whole(), b"key") for _ in range(2))
    twice = facts_in(name, report.body([row for row, _ in report.rows] * 2), b"key")

    assert once.facts == again.facts == twice.facts
    assert len(once.facts) == len(report.rows) == twice.copies


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
    sound = facts_in(name, report.body([report.rows[0][0]]), b"key").facts.keys()

    for body in report.with_odd(odd):
        reading = facts_in(name, body, b"key")
        assert sound <= reading.facts.keys(), reading.error
        assert all(_can_be_kept(value) for fact in reading.facts.values() for value in fact)


def _can_be_kept(value: object) -> bool:
    """Say whether both databases take it."""
    if isinstance(value, str):
        return "\0" not in value and value == value.encode(errors="replace").decode()
    return not isinstance(value, int) or -(2**63) <= value < 2**63


def test_a_body_is_believed_where_the_provider_signed_these_very_bytes(reporting: Reporting) -> None:
    _, hook, report = reporting
    values, body = read_settings(report.environment), report.whole()

    hook.verify(values, report.signed(body), body)
    for headers, wrong in (
        (report.signed(body + b" "), body),
        (report.signed(body), body + b" "),
        (report.signed(b""), body),
        ({}, body),
        (dict.fromkeys(report.signed(body), ""), body),
        (dict.fromkeys(report.signed(body), "\udcff=x"), body),
    ):
        with pytest.raises(Refused) as refused:
            hook.verify(values, headers, wrong)
        assert "@" not in str(refused.value)


def test_without_any_of_its_settings_nothing_is_believed_and_the_setting_is_named(
    reporting: Reporting,
) -> None:
    name, hook, report = reporting
    body = report.whole()

    assert hook.needs
    assert set(hook.needs) <= {setting.name for setting in PROVIDERS[name].settings}
    for missing in hook.needs:
        with pytest.raises(Refused, match=missing):
            hook.verify(read_settings({**report.environment, missing: ""}), report.signed(body), body)
