"""SendGrid's lists of whom it will not mail, read over the real wire from the stand-in."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx2
import pytest

from roundup.core.errors import ProviderBusy, ProviderHalted
from roundup.core.suppression import SuppressionReason
from roundup.providers.sendgrid.client import SendGrid
from roundup.providers.sendgrid.options import SendGridOptions
from roundup.providers.sendgrid.standin import StandIn

SINCE = datetime(2026, 10, 1, 9, 0, tzinfo=UTC)
OPTIONS = SendGridOptions(api_key="SG.x")


@pytest.fixture
def standin() -> Iterator[StandIn]:
    with StandIn() as running:
        yield running


def read(standin: StandIn, since: datetime = SINCE) -> list[tuple[str, SuppressionReason]]:
    provider = SendGrid(SendGridOptions(api_key=standin.key, host=standin.url))
    try:
        return [(row.email, row.kind) for row in provider.suppressions(since)]
    finally:
        provider.close()


def answered(response: httpx2.Response) -> SendGrid:
    return SendGrid(OPTIONS, transport=httpx2.MockTransport(lambda _: response), clock=SINCE.timestamp)


def test_each_list_but_blocks_tells_its_own_reason(standin: StandIn) -> None:
    for name in ("bounces", "blocks", "invalid_emails", "spam_reports", "unsubscribes"):
        standin.suppressions.add(name, f"{name}@example.org", int(SINCE.timestamp()))
    assert sorted(read(standin)) == [
        ("bounces@example.org", SuppressionReason.BOUNCED),
        ("invalid_emails@example.org", SuppressionReason.INVALID),
        ("spam_reports@example.org", SuppressionReason.COMPLAINED),
        ("unsubscribes@example.org", SuppressionReason.UNSUBSCRIBED),
    ]


@pytest.mark.parametrize("count", [499, 500, 501, 1000])
def test_all_pages_are_read(standin: StandIn, count: int) -> None:
    for number in range(count):
        standin.suppressions.add("bounces", f"r{number}@example.org", int(SINCE.timestamp()))
    assert len(set(read(standin))) == count


@pytest.mark.parametrize("created", [None, "yesterday", 1e30, []])
def test_an_entry_without_a_moment_is_of_now(created: Any) -> None:
    provider = answered(httpx2.Response(200, json=[{"email": "a@example.org", "created": created}]))
    assert next(provider.suppressions(SINCE)).created_at == SINCE


def test_entries_that_name_nobody_are_passed_over() -> None:
    rows = [1, None, {}, {"email": None}, {"email": ""}, {"email": 5}]
    assert list(answered(httpx2.Response(200, json=rows)).suppressions(SINCE)) == []


def test_a_key_without_the_permission_is_the_operators_to_mend() -> None:
    with pytest.raises(ProviderHalted, match="Suppressions permission"):
        list(answered(httpx2.Response(403)).suppressions(SINCE))


@pytest.mark.parametrize(
    "response", [httpx2.Response(500), httpx2.Response(200, text="<html>"), httpx2.Response(200, json={})]
)
def test_lists_that_do_not_answer_can_be_asked_later(response: httpx2.Response) -> None:
    with pytest.raises(ProviderBusy):
        list(answered(response).suppressions(SINCE))


def test_a_wait_that_is_asked_for_is_handed_on() -> None:
    reset = str(int((SINCE + timedelta(seconds=30)).timestamp()))
    with pytest.raises(ProviderBusy) as busy:
        list(answered(httpx2.Response(429, headers={"X-RateLimit-Reset": reset})).suppressions(SINCE))
    assert busy.value.retry_after == 30


def test_trouble_on_the_way_names_no_address() -> None:
    def down(_: httpx2.Request) -> httpx2.Response:
        raise httpx2.ConnectError("ada@example.org")

    provider = SendGrid(OPTIONS, transport=httpx2.MockTransport(down))
    with pytest.raises(ProviderBusy) as busy:
        list(provider.suppressions(SINCE))
    assert "@" not in str(busy.value)


LISTS = ("bounces", "blocks", "invalid_emails", "spam_reports", "unsubscribes")


@pytest.mark.parametrize(
    ("kind", "cleared"),
    [
        (SuppressionReason.BOUNCED, {"bounces", "blocks", "invalid_emails"}),
        (SuppressionReason.COMPLAINED, {"spam_reports"}),
        (SuppressionReason.UNSUBSCRIBED, {"unsubscribes"}),
        (SuppressionReason.BY_EDITOR, set()),
    ],
)
def test_an_address_is_taken_off_the_lists_that_stand_for_the_reason(
    standin: StandIn, kind: SuppressionReason, cleared: set[str]
) -> None:
    for name in LISTS:
        for address in ("Ann+a/b?c@example.org", "other@example.org"):
            standin.suppressions.add(name, address, int(SINCE.timestamp()))
    for _ in range(2):
        clear(standin, "Ann+a/b?c@example.org", kind)

    assert standin.suppressions.counts() == {name: 1 if name in cleared else 2 for name in LISTS}


def clear(standin: StandIn, address: str, *kinds: SuppressionReason) -> None:
    provider = SendGrid(SendGridOptions(api_key=standin.key, host=standin.url))
    try:
        provider.clear(address, kinds)
    finally:
        provider.close()


def test_a_key_that_may_not_clear_is_the_operators_to_mend(standin: StandIn) -> None:
    standin.suppressions.permitted = False

    with pytest.raises(ProviderHalted, match="Suppressions permission"):
        clear(standin, "ann@example.org", SuppressionReason.BOUNCED)


@pytest.mark.parametrize("status", [500, 302, 429])
def test_what_cannot_be_cleared_now_can_be_later(status: int) -> None:
    reset = str(int((SINCE + timedelta(seconds=30)).timestamp()))
    with pytest.raises(ProviderBusy) as busy:
        answered(httpx2.Response(status, headers={"X-RateLimit-Reset": reset})).clear(
            "ada@example.org", [SuppressionReason.BOUNCED]
        )
    assert busy.value.retry_after == (30 if status == 429 else None)
    assert "@" not in str(busy.value)


def test_trouble_on_the_way_of_clearing_names_no_address(caplog: pytest.LogCaptureFixture) -> None:
    def down(request: httpx2.Request) -> httpx2.Response:
        raise httpx2.ConnectError(str(request.url))

    caplog.set_level("DEBUG")
    provider = SendGrid(OPTIONS, transport=httpx2.MockTransport(down))
    with pytest.raises(ProviderBusy) as busy:
        provider.clear("ada@example.org", [SuppressionReason.BOUNCED])
    assert "ada" not in str(busy.value) + caplog.text
