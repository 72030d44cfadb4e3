"""The real package over real connections, against the stand-in."""

from __future__ import annotations

import inspect
import logging
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx2
import pytest
import python_http_client
import sendgrid

from roundup.core.deadlines import Deadline
from roundup.core.errors import ProviderBusy, ProviderUncertain
from roundup.providers.providers_clock import provider_time
from roundup.providers.sendgrid.client import SendGrid
from roundup.providers.sendgrid.options import SendGridOptions
from roundup.providers.sendgrid.pooled_client import PooledClient
from roundup.providers.sendgrid.standin import StandIn
from roundup.providers.wire import Wire
from tests.providers.samples import batch
from tests.services.waiting import until


@pytest.fixture
def standin() -> Iterator[StandIn]:
    with StandIn() as running:
        yield running


def client(standin: StandIn, **changes: Any) -> SendGrid:
    return SendGrid(SendGridOptions(api_key=standin.key, host=standin.url, **changes))


@pytest.fixture
def provider(standin: StandIn) -> Iterator[SendGrid]:
    made = client(standin)
    yield made
    made.close()


def test_one_connection_serves_many_batches(standin: StandIn, provider: SendGrid) -> None:
    for _ in range(5):
        provider.send(batch())
    assert (standin.requests, standin.connections) == (5, 1)


def test_each_answer_tells_the_providers_time(standin: StandIn, provider: SendGrid) -> None:
    provider.send(batch())

    told = provider_time()
    assert told
    assert abs(told - datetime.now(UTC)) < timedelta(minutes=2)


def test_threads_share_the_pool_and_each_batch_arrives_once(standin: StandIn, provider: SendGrid) -> None:
    with ThreadPoolExecutor(4) as threads:
        receipts = list(threads.map(lambda number: provider.send(batch(attempt=f"a{number}")), range(20)))
    assert len({receipt.provider_id for receipt in receipts}) == 20
    assert sorted(mail.custom_args["rb"] for mail in standin.inbox.mails("ada@example.org")) == sorted(
        f"a{number}" for number in range(20)
    )
    assert standin.connections <= 4


def test_a_connection_that_the_other_end_closed_is_not_used_again(
    standin: StandIn, provider: SendGrid
) -> None:
    standin.faults.disconnect(accepted=False)
    with pytest.raises(ProviderUncertain):
        provider.send(batch())
    provider.send(batch())
    assert len(standin.inbox) == 3


def test_nobody_listening_means_that_nothing_has_left() -> None:
    with StandIn() as gone:
        provider = client(gone)
    with pytest.raises(ProviderBusy, match="not left"):
        provider.send(batch())
    provider.close()


def test_silence_after_the_request_leaves_the_batch_uncertain(standin: StandIn) -> None:
    provider = client(standin, read_timeout=0.1)
    standin.faults.hang(accepted=True)
    with pytest.raises(ProviderUncertain, match="ReadTimeout"):
        provider.send(batch())
    provider.close()
    until(lambda: standin.inbox.counts()["ada@example.org"] == 1)


@pytest.mark.usefixtures("counted_looks")
def test_a_drip_that_never_ends_is_cut_off_by_the_time_for_the_whole_call(standin: StandIn) -> None:
    provider = client(standin, total_timeout=30)
    standin.faults.drip()
    with pytest.raises(ProviderUncertain, match="ReadTimeout"):
        provider.send(batch())
    provider.close()


def test_a_batch_whose_deadline_has_passed_does_not_leave(standin: StandIn, provider: SendGrid) -> None:
    with pytest.raises(ProviderBusy, match="not left"):
        provider.send(batch(deadline=Deadline.after(timedelta(0))))
    assert standin.requests == 0
    assert provider.send(batch()).accepted == 3


@pytest.mark.usefixtures("counted_looks")
def test_a_deadline_cuts_a_call_off_before_its_own_time_is_over(standin: StandIn) -> None:
    provider = client(standin)
    standin.faults.drip()
    with pytest.raises(ProviderUncertain, match="ReadTimeout"):
        provider.send(batch(deadline=Deadline(30)))
    provider.close()


@pytest.mark.usefixtures("counted_looks")
def test_after_a_call_that_ran_out_of_time_the_next_has_its_own(standin: StandIn) -> None:
    provider = client(standin, total_timeout=30)
    standin.faults.drip()
    with pytest.raises(ProviderUncertain):
        provider.send(batch())
    assert provider.send(batch()).accepted == 3
    provider.close()


def test_an_answer_that_is_not_http_leaves_the_batch_uncertain(standin: StandIn, provider: SendGrid) -> None:
    standin.faults.nonsense(accepted=True)
    with pytest.raises(ProviderUncertain, match="RemoteProtocolError"):
        provider.send(batch())


def test_a_redirect_is_not_followed() -> None:
    calls: list[str] = []

    def answer(request: httpx2.Request) -> httpx2.Response:
        calls.append(str(request.url))
        return httpx2.Response(307, headers={"Location": "https://elsewhere.example/v3/mail/send"})

    wire = Wire(SendGridOptions(), httpx2.MockTransport(answer))
    assert wire.call("POST", "https://api.sendgrid.com/v3/mail/send").status_code == 307
    assert len(calls) == 1


def test_proxies_of_the_environment_are_not_used(
    standin: StandIn, provider: SendGrid, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    inside = client(standin)
    assert inside.send(batch()).accepted == 3
    inside.close()


def test_neither_the_key_nor_a_reader_is_ever_logged(
    standin: StandIn, provider: SendGrid, caplog: pytest.LogCaptureFixture
) -> None:
    for name in [None, *logging.root.manager.loggerDict]:
        caplog.set_level(logging.DEBUG, logger=name)
    standin.faults.behave()
    standin.faults.rate_limit()
    provider.send(batch())
    with pytest.raises(ProviderBusy):
        provider.send(batch())
    assert caplog.records
    assert standin.key not in caplog.text
    assert "example.org" not in caplog.text


def test_the_package_still_has_the_seam_that_the_wire_is_put_under() -> None:
    api = sendgrid.SendGridAPIClient("SG.key", host="https://api.sendgrid.com")
    assert type(api.client) is python_http_client.Client
    assert api.client.request_headers["Authorization"] == "Bearer SG.key"
    assert list(inspect.signature(python_http_client.Client._build_client).parameters) == ["self", "name"]


def test_a_path_is_built_by_the_package_with_each_part_quoted() -> None:
    seen: list[str] = []

    def call(method: str, url: str, **_: Any) -> httpx2.Response:
        seen.append(f"{method} {url}")
        return httpx2.Response(200)

    made = PooledClient(call, host="https://api.sendgrid.com", headers={})
    made.logs._("a/b?c").get()
    made.mail.send.post(request_body={"a": 1})
    assert seen == [
        "GET https://api.sendgrid.com/v3/logs/a%2Fb%3Fc",
        "POST https://api.sendgrid.com/v3/mail/send",
    ]


def test_one_calls_headers_do_not_leak_into_the_next() -> None:
    headers = {"Authorization": "Bearer x"}
    seen: list[dict[str, str]] = []

    def call(method: str, url: str, **request: Any) -> httpx2.Response:
        seen.append(request["headers"])
        return httpx2.Response(200)

    made = PooledClient(call, host="https://api.sendgrid.com", headers=headers)
    made.mail.send.post(request_body=b"{}")
    made.logs.get()
    assert seen == [{**headers, "Content-Type": "application/json"}, headers]
