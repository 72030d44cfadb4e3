from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx2
import orjson
import pytest

from roundup.providers.sendgrid.client import SendGrid
from roundup.providers.sendgrid.options import SendGridOptions

POSTED = datetime(2026, 10, 1, 9, 0, tzinfo=UTC)
PEOPLE = ("ada@example.org", "ben@example.org", "cleo@example.org", "dora@example.org")


class Logs:
    """Email Logs that hold, for each address, the custom arguments of its e-mails."""

    def __init__(self, kept: Mapping[str, list[Any]]) -> None:
        self.kept = kept
        self.queries: list[str] = []

    def __call__(self, request: httpx2.Request) -> httpx2.Response:
        if request.method == "POST":
            query = orjson.loads(request.content)["query"]
            self.queries.append(query)
            rows = [
                {"sg_message_id": f"{address}:{number}"}
                for address, mails in self.kept.items()
                for number, _ in enumerate(mails)
                if f"'{address}'" in query
            ]
            return httpx2.Response(200, json={"messages": rows})
        address, _, number = httpx2.URL(str(request.url)).path.rpartition("/")[2].partition(":")
        return httpx2.Response(200, json=self.kept[address][int(number)])


def probe(
    answer: Any, *, after: timedelta = timedelta(minutes=30), addresses: tuple[str, ...] = PEOPLE
) -> bool | None:
    provider = SendGrid(
        SendGridOptions(api_key="SG.x"),
        transport=httpx2.MockTransport(answer),
        clock=lambda: (POSTED + after).timestamp(),
    )
    return provider.probe("m7-b1", "4f0c9a", POSTED, addresses)


def test_one_copy_with_the_attempts_mark_proves_that_it_was_taken() -> None:
    assert probe(
        Logs({"ben@example.org": [{"custom_args": {"rb": "other"}}, {"custom_args": {"rb": "4f0c9a"}}]})
    )


def test_a_copy_found_early_is_proof_too() -> None:
    logs = Logs({"ada@example.org": [{"custom_args": {"rb": "4f0c9a"}}]})
    assert probe(logs, after=timedelta(seconds=5)) is True


def test_arguments_may_come_as_text() -> None:
    assert probe(Logs({"ada@example.org": [{"unique_args": '{"rb": "4f0c9a"}'}]})) is True


def test_three_misses_after_a_while_prove_that_it_was_not_taken() -> None:
    logs = Logs({"ada@example.org": [{"custom_args": {"rb": "other"}}]})
    assert probe(logs) is False
    assert len(logs.queries) == 3


def test_a_page_so_full_that_ours_may_be_on_the_next_proves_nothing() -> None:
    assert probe(Logs({"ada@example.org": [{"custom_args": {"rb": "other"}}] * 100})) is None


@pytest.mark.parametrize("after", [timedelta(minutes=14), timedelta(days=31)])
def test_a_miss_too_early_or_too_late_proves_nothing(after: timedelta) -> None:
    assert probe(Logs({}), after=after) is None


def test_without_an_address_to_ask_for_nobody_can_tell() -> None:
    assert probe(Logs({}), addresses=()) is None


def test_an_address_that_would_break_the_query_is_not_asked_for() -> None:
    logs = Logs({})
    assert probe(logs, addresses=("o'brien@example.org", "ada@example.org")) is False
    assert len(logs.queries) == 1


def test_an_email_that_keeps_its_arguments_from_us_proves_nothing() -> None:
    assert probe(Logs({"ada@example.org": [{"status": "delivered"}]})) is None


@pytest.mark.parametrize(
    "response",
    [
        httpx2.Response(403, json={"errors": []}),
        httpx2.Response(500),
        httpx2.Response(200, text="<html>"),
        httpx2.Response(200, json=[]),
        httpx2.Response(200, json={"messages": [1]}),
        httpx2.Response(200, json={"messages": [{}]}),
    ],
)
def test_logs_that_do_not_answer_prove_nothing(response: httpx2.Response) -> None:
    assert probe(lambda _: response) is None


def test_trouble_on_the_way_proves_nothing() -> None:
    def answer(_: httpx2.Request) -> httpx2.Response:
        raise httpx2.ConnectError("down")

    assert probe(answer) is None


def test_the_logs_are_asked_from_hours_before_the_attempt_as_clocks_differ() -> None:
    logs = Logs({})
    probe(logs)
    assert logs.queries[0] == (
        "to_email = 'ada@example.org' AND sg_message_id_created_at > TIMESTAMP \"2026-09-30T21:00:00Z\""
    )
