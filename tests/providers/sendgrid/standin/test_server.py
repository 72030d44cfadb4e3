"""The stand-in by its door, spoken to without roundup's own client."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx2
import orjson
import pytest

from roundup.core.errors import ProviderUncertain
from roundup.providers.sendgrid.client import SendGrid
from roundup.providers.sendgrid.options import SendGridOptions
from roundup.providers.sendgrid.payload import mail_send_body
from roundup.providers.sendgrid.standin import StandIn
from tests.providers.samples import MARK, PEOPLE, batch
from tests.providers.sendgrid.standin.calls import call
from tests.services.waiting import PATIENCE, until


@pytest.fixture
def standin() -> Iterator[StandIn]:
    with StandIn() as running:
        yield running


def post(
    standin: StandIn, body: bytes | None = None, headers: dict[str, Any] | None = None
) -> httpx2.Response:
    usual = {"Authorization": f"Bearer {standin.key}", "Content-Type": "application/json"}
    with httpx2.Client(trust_env=False, verify=False, timeout=PATIENCE) as client:
        return client.post(
            f"{standin.url}/v3/mail/send",
            content=mail_send_body(batch()) if body is None else body,
            headers=usual | (headers or {}),
        )


def send_within(standin: StandIn, seconds: float) -> httpx2.Response:
    return call(standin, "POST", "/v3/mail/send", mail_send_body(batch()), timeout=seconds)


def test_it_accepts_with_202_an_empty_body_and_an_id(standin: StandIn) -> None:
    response = post(standin)
    assert (response.status_code, response.content) == (202, b"")
    assert {mail.request_id for mail in standin.inbox.mails()} == {response.headers["X-Message-Id"]}


def test_every_answer_tells_what_is_left_of_the_rate(standin: StandIn) -> None:
    headers = post(standin).headers
    assert int(headers["X-RateLimit-Remaining"]) == int(headers["X-RateLimit-Limit"]) - 1
    assert int(headers["X-RateLimit-Reset"]) > 0


def test_who_asks_too_often_is_told_to_wait() -> None:
    with StandIn(rate_limit=1, rate_period=10**9) as standin:
        assert post(standin).status_code == 202
        response = post(standin)
    assert response.status_code == 429
    assert response.json()["errors"][0]["message"] == "too many requests"
    assert response.headers["X-RateLimit-Remaining"] == "0"


def test_the_inbox_holds_each_readers_own_copy(standin: StandIn) -> None:
    post(standin)
    assert standin.inbox.counts() == dict.fromkeys(PEOPLE, 1)
    [mail] = standin.inbox.mails("BEN@example.org")
    link = "https://weekly.example.org/u/token2/"
    assert mail.text == f"Rain — at last.\n\nLeave: {link}\n"
    assert f'href="{link}"' in mail.html
    assert MARK not in mail.html
    assert mail.headers["List-Unsubscribe"] == f"<{link}>"
    assert mail.headers["List-Id"] == "The Weekly <weekly.example.org>"
    assert mail.subject == "Rain, at last"
    assert mail.message_id.startswith(mail.request_id)


def test_a_wrong_key_gets_401(standin: StandIn) -> None:
    assert post(standin, headers={"Authorization": "Bearer SG.other"}).status_code == 401
    assert post(standin, headers={"Authorization": "é".encode()}).status_code == 401
    assert len(standin.inbox) == 0


def test_a_body_that_is_not_json_gets_400_or_415(standin: StandIn) -> None:
    assert post(standin, b"{").status_code == 400
    assert post(standin, headers={"Content-Type": "text/plain"}).status_code == 415


def test_a_refused_body_is_answered_with_the_place_of_the_fault(standin: StandIn) -> None:
    body = orjson.loads(mail_send_body(batch()))
    body["personalizations"][2]["to"][0]["email"] = "nobody"
    response = post(standin, orjson.dumps(body))
    assert response.status_code == 400
    [error] = response.json()["errors"]
    assert error["field"] == "personalizations.2.to.0.email"
    assert error["message"] == "Does not contain a valid address."
    assert error["help"].startswith("http")
    assert len(standin.inbox) == 0


def test_a_request_of_30_mb_gets_413(standin: StandIn) -> None:
    assert post(standin, b" " * 30_000_000).status_code == 413


def test_sandbox_mode_checks_and_keeps_nothing(standin: StandIn) -> None:
    body = orjson.loads(mail_send_body(batch())) | {"mail_settings": {"sandbox_mode": {"enable": True}}}
    assert post(standin, orjson.dumps(body)).status_code == 200
    assert len(standin.inbox) == 0


def test_an_unknown_path_gets_404(standin: StandIn) -> None:
    with httpx2.Client(
        trust_env=False, verify=False, headers={"Authorization": f"Bearer {standin.key}"}
    ) as client:
        assert client.get(f"{standin.url}/v3/unknown").status_code == 404
        assert client.get(f"{standin.url}/v3/mail/send").status_code == 404
        assert client.get(f"{standin.url}/v3/logs").status_code == 405


def test_faults_are_taken_in_the_order_of_the_plan(standin: StandIn) -> None:
    standin.faults.server_error(accepted=False)
    standin.faults.behave()
    standin.faults.server_error(accepted=True, status=500)
    standin.faults.rate_limit(wait=3, times=2)
    assert [post(standin).status_code for _ in range(6)] == [503, 202, 500, 429, 429, 202]
    assert standin.inbox.counts()["ada@example.org"] == 3
    assert standin.faults.pending() == 0


def test_an_address_can_be_refused_from_now_on(standin: StandIn) -> None:
    standin.faults.refuse("Ben@example.org")
    assert post(standin).json()["errors"][0]["field"] == "personalizations.1.to.0.email"
    standin.faults.clear()
    assert post(standin).status_code == 202


def test_what_is_accepted_before_a_disconnect_is_in_the_inbox(standin: StandIn) -> None:
    standin.faults.disconnect(accepted=True)
    standin.faults.disconnect(accepted=False)
    for _ in range(2):
        with pytest.raises(httpx2.RemoteProtocolError):
            post(standin)
    assert standin.inbox.counts()["ada@example.org"] == 1


def test_a_line_is_cut_while_the_request_is_still_on_its_way(standin: StandIn) -> None:
    standin.faults.cut()
    with pytest.raises(httpx2.TransportError):
        post(standin, b" " * 20_000_000)
    assert post(standin).status_code == 202
    assert standin.requests == 2
    assert len(standin.inbox) == 3


def test_an_answer_can_take_its_time_after_the_mails_are_taken() -> None:
    with StandIn(latency=60) as standin:
        with pytest.raises(httpx2.ReadTimeout):
            send_within(standin, 0.2)
        until(lambda: len(standin.inbox) == 3)


@pytest.mark.usefixtures("counted_looks")
def test_a_slow_drip_never_ends_in_time(standin: StandIn) -> None:
    standin.faults.drip(accepted=True)
    provider = SendGrid(SendGridOptions(api_key=standin.key, host=standin.url, total_timeout=30))
    with pytest.raises(ProviderUncertain):
        provider.send(batch())
    provider.close()
    until(lambda: len(standin.inbox) == 3)


@pytest.mark.parametrize("headers", [{"Content-Encoding": "gzip"}, {"Content-Type": "text/json"}])
def test_a_body_in_another_form_gets_415(standin: StandIn, headers: dict[str, str]) -> None:
    assert post(standin, headers=headers).status_code == 415
    assert len(standin.inbox) == 0


def test_a_body_of_unknown_length_gets_411(standin: StandIn) -> None:
    headers = {"Authorization": f"Bearer {standin.key}", "Content-Type": "application/json"}
    with httpx2.Client(trust_env=False, verify=False, timeout=PATIENCE) as client:
        answer = client.post(
            f"{standin.url}/v3/mail/send", content=iter([mail_send_body(batch())]), headers=headers
        )
    assert answer.status_code == 411


def test_people_in_copy_get_one_too(standin: StandIn) -> None:
    body = orjson.loads(mail_send_body(batch()))
    body["personalizations"][0] |= {
        "cc": [{"email": "cc@example.org"}],
        "bcc": [{"email": "bcc@example.org"}],
    }
    assert post(standin, orjson.dumps(body)).status_code == 202
    assert standin.inbox.counts() == dict.fromkeys([*PEOPLE, "cc@example.org", "bcc@example.org"], 1)


def test_it_stops_while_a_client_hangs_on_it() -> None:
    with StandIn() as standin:
        standin.faults.hang(accepted=False)
        with pytest.raises(httpx2.ReadTimeout):
            send_within(standin, 0.1)
    assert standin.requests == 1


def test_a_failure_of_its_own_is_not_hidden(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError

    standin = StandIn()
    monkeypatch.setattr(standin.inbox, "take", broken)
    with pytest.raises(RuntimeError, match="stand-in itself"), standin:
        _dropped(standin)


def _dropped(standin: StandIn) -> None:
    with pytest.raises(httpx2.RemoteProtocolError):
        post(standin)
