"""Email Logs and suppression lists of the stand-in, asked by roundup's own client and by others."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from roundup.core.errors import Refused
from roundup.providers.sendgrid.client import SendGrid
from roundup.providers.sendgrid.options import SendGridOptions
from roundup.providers.sendgrid.standin import StandIn
from roundup.providers.sendgrid.standin.query import parse_query
from tests.providers.samples import PEOPLE, batch, readers
from tests.providers.sendgrid.standin.calls import call, send

POSTED = datetime(2026, 10, 1, 9, 0, tzinfo=UTC)


class Clock:
    def __init__(self) -> None:
        self.now = POSTED

    def __call__(self) -> float:
        return self.now.timestamp()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def standin(clock: Clock) -> Iterator[StandIn]:
    with StandIn(clock=clock) as running:
        yield running


@pytest.fixture
def provider(standin: StandIn, clock: Clock) -> Iterator[SendGrid]:
    options = SendGridOptions(api_key=standin.key, host=standin.url)
    made = SendGrid(options, clock=clock)
    yield made
    made.close()


def found(standin: StandIn, query: str, limit: int = 100) -> list[dict[str, Any]]:
    answer = call(standin, "POST", "/v3/logs", {"query": query, "limit": limit})
    assert answer.status_code == 200, answer.text
    messages: list[dict[str, Any]] = answer.json()["messages"]
    return messages


def test_the_probe_finds_what_was_taken_though_the_answer_was_lost(
    standin: StandIn, provider: SendGrid
) -> None:
    standin.faults.disconnect(accepted=True)
    with pytest.raises(Exception, match="may have been taken"):
        provider.send(batch())
    assert provider.probe("m7-b1", "4f0c9a", POSTED, PEOPLE) is True


def test_the_probe_says_no_of_what_was_not_taken_after_a_while(
    standin: StandIn, provider: SendGrid, clock: Clock
) -> None:
    provider.send(batch(attempt="another"))
    assert provider.probe("m7-b1", "4f0c9a", POSTED, PEOPLE) is None
    clock.now += timedelta(minutes=30)
    assert provider.probe("m7-b1", "4f0c9a", POSTED, PEOPLE) is False


def test_the_probe_sees_nothing_before_it_is_indexed(
    standin: StandIn, provider: SendGrid, clock: Clock
) -> None:
    standin.logs.delay = 120
    provider.send(batch())
    assert provider.probe("m7-b1", "4f0c9a", POSTED, PEOPLE) is None
    clock.now += timedelta(seconds=120)
    assert provider.probe("m7-b1", "4f0c9a", POSTED, PEOPLE) is True


def test_the_probe_cannot_tell_without_the_permission(
    standin: StandIn, provider: SendGrid, clock: Clock
) -> None:
    provider.send(batch())
    standin.logs.permitted = False
    clock.now += timedelta(minutes=30)
    assert provider.probe("m7-b1", "4f0c9a", POSTED, PEOPLE) is None


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("", 3),
        ("to_email = 'BEN@example.org'", 1),
        ("to_email='ben@example'", 0),
        ('subject="Rain, at last"', 3),
        ("subject='Rain'", 0),
        ("status IN ('bounced', 'blocked')", 1),
        ("status IN ('delivered')", 2),
        ("categories IN ('weekly') AND status IN ('delivered')", 2),
        ("categories IN ('daily')", 0),
        ("reason='550 5.1.1 The user is unknown'", 1),
        ('sg_message_id_created_at > TIMESTAMP "2026-10-01T08:59:00Z"', 3),
        ('sg_message_id_created_at > TIMESTAMP "2026-10-01T09:00:00Z"', 0),
        ("sg_message_id_created_at >= TIMESTAMP \"2026-10-01T09:00:00Z\" AND to_email='ben@example.org'", 1),
        ('sg_message_id_created_at < TIMESTAMP "2026-10-01T09:00:00Z"', 0),
    ],
)
def test_a_query_finds_what_fits_all_its_conditions(standin: StandIn, query: str, count: int) -> None:
    send(standin, batch(readers("ada@example.org", "ben@example.org", "bounce@example.org")))
    assert len(found(standin, query)) == count


@pytest.mark.parametrize(
    "query",
    [
        "to_email",
        "to_email='a' OR to_email='b'",
        "to_email='a' to_email='b'",
        "to_email='a' AND ",
        "to_email > 'a'",
        "(to_email='a')",
        "from_email='a'",
        "status IN ()",
        "status IN ('a' 'b')",
        "status='delivered'",
        'sg_message_id_created_at > "2026-10-01T09:00:00Z"',
        'sg_message_id_created_at > TIMESTAMP "yesterday"',
        "to_email='o'brien@example.org'",
    ],
)
def test_a_query_outside_the_language_is_refused(query: str) -> None:
    with pytest.raises(Refused):
        parse_query(query)


@pytest.mark.parametrize("body", [b"[", b"[]", {"limit": 0}, {"limit": 1001}, {"query": 1}, {"query": "x"}])
def test_a_bad_search_gets_400(standin: StandIn, body: Any) -> None:
    assert call(standin, "POST", "/v3/logs", body).status_code == 400


def test_a_message_tells_its_arguments_and_events(standin: StandIn) -> None:
    send(standin, batch(readers("bounce@example.org")))
    [summary] = found(standin, "to_email='bounce@example.org'")
    assert summary["sg_message_id_created_at"] == "2026-10-01T09:00:00Z"
    details = call(standin, "GET", f"/v3/logs/{summary['sg_message_id']}").json()
    assert details["custom_args"] == {"rb": "4f0c9a", "rd": "d1"}
    assert [event["event"] for event in details["events"]] == ["processed", "bounce"]
    assert details["status"] == "bounced"
    assert found(standin, f"sg_message_id='{summary['sg_message_id']}'") == [summary]


def test_an_unknown_message_gets_404(standin: StandIn) -> None:
    assert call(standin, "GET", "/v3/logs/nothing").status_code == 404


def test_messages_are_kept_for_thirty_days(standin: StandIn, clock: Clock) -> None:
    send(standin, batch())
    clock.now += timedelta(days=31)
    assert found(standin, "") == []


@pytest.mark.parametrize(
    ("word", "name"),
    [
        ("bounce", "bounces"),
        ("full", "bounces"),
        ("block", "blocks"),
        ("invalid", "invalid_emails"),
        ("complain", "spam_reports"),
        ("unsub", "unsubscribes"),
    ],
)
def test_a_fate_puts_its_address_on_its_list(standin: StandIn, word: str, name: str) -> None:
    send(standin, batch(readers(f"{word}@example.org", "ben@example.org")))
    [row] = call(standin, "GET", f"/v3/suppression/{name}").json()
    assert (row["email"], row["created"]) == (f"{word}@example.org", int(POSTED.timestamp()))


def test_lists_come_in_pages_and_by_time(standin: StandIn) -> None:
    for number in range(5):
        standin.suppressions.add("bounces", f"r{number}@example.org", 100 + number)
    path = "/v3/suppression/bounces"
    page = call(standin, "GET", f"{path}?limit=2&offset=1").json()
    assert [row["email"] for row in page] == ["r3@example.org", "r2@example.org"]
    assert len(call(standin, "GET", f"{path}?start_time=101&end_time=103").json()) == 3
    assert call(standin, "GET", f"{path}?limit=501").status_code == 400
    assert call(standin, "GET", f"{path}?start_time=today").status_code == 400


def test_who_is_taken_off_a_list_is_mailed_again(standin: StandIn) -> None:
    standin.suppressions.add("unsubscribes", "ben@example.org", 100)
    path = "/v3/asm/suppressions/global"
    assert [row["email"] for row in call(standin, "GET", path).json()] == ["ben@example.org"]
    assert call(standin, "DELETE", f"{path}/ben%40example.org").status_code == 204
    assert call(standin, "DELETE", f"{path}/ben%40example.org").status_code == 404
    assert call(standin, "GET", path).json() == []


def test_one_address_can_be_asked_for_and_taken_off_any_list(standin: StandIn) -> None:
    standin.suppressions.add("bounces", "ben@example.org", 100)
    path = "/v3/suppression/bounces/ben@example.org"
    assert len(call(standin, "GET", path).json()) == 1
    assert call(standin, "DELETE", path).status_code == 204
    assert call(standin, "GET", path).json() == []
