"""Another process drives the stand-in: by its control API, and as a process of its own."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import httpx2
import orjson
import pytest

from roundup.core.batches import unsubscribe_headers
from roundup.core.errors import ProviderUncertain
from roundup.core.tokens import tokens_in_addresses
from roundup.providers.sendgrid.client import SendGrid
from roundup.providers.sendgrid.inbound import read_inbound_mail
from roundup.providers.sendgrid.options import SendGridOptions
from roundup.providers.sendgrid.settings import INBOUND_KEY
from roundup.providers.sendgrid.signature import is_signed, read_public_keys
from roundup.providers.sendgrid.standin import StandIn
from roundup.providers.sendgrid.standin.__main__ import main
from roundup.providers.sendgrid.standin.faults import KINDS, Fault, Faults
from roundup.providers.sendgrid.standin.inbound import FORM
from tests.providers.samples import PEOPLE, batch, readers
from tests.providers.sendgrid.standin.calls import call, send
from tests.providers.sendgrid.standin.receiver import receiving


@pytest.fixture
def standin() -> Iterator[StandIn]:
    with StandIn() as running:
        yield running


def ask(standin: StandIn, name: str) -> Any:
    return call(standin, "GET", f"/_standin/{name}").json()


def tell(standin: StandIn, name: str, **asked: Any) -> Any:
    answer = call(standin, "POST", f"/_standin/{name}", asked)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_the_inbox_counts_copies_and_those_too_many(standin: StandIn) -> None:
    send(standin, batch())
    assert ask(standin, "inbox") == {"mails": 3, "addresses": 3, "messages": 1, "duplicates": 0}
    send(standin, batch(readers("Ada@example.org", "dora@example.org")))
    assert ask(standin, "inbox") == {"mails": 5, "addresses": 4, "messages": 1, "duplicates": 1}
    assert ask(standin, "inbox/counts")["ada@example.org"] == 2
    assert ask(standin, "inbox/duplicates") == {"ada@example.org": 1}


def test_another_message_to_the_same_reader_is_not_a_duplicate(standin: StandIn) -> None:
    send(standin, batch())
    send(standin, batch(subject="Sun, at last"))
    assert ask(standin, "inbox")["duplicates"] == 0
    assert ask(standin, "inbox")["messages"] == 2


def test_the_mails_of_one_reader_can_be_read(standin: StandIn) -> None:
    send(standin, batch())
    [mail] = tell(standin, "inbox/mails", address="ben@example.org")
    assert "/u/token2/" in mail["html"]
    assert mail["custom_args"] == {"rb": "4f0c9a", "rd": "d2"}


def test_without_mails_kept_the_inbox_still_counts() -> None:
    with StandIn(keep_mails=False) as standin:
        send(standin, batch())
        assert standin.inbox.counts() == dict.fromkeys(PEOPLE, 1)
        assert tell(standin, "inbox/mails", address="ben@example.org") == []


def test_faults_are_planned_from_outside(standin: StandIn) -> None:
    plan = [{"kind": "server-error-accepted", "status": 502}, {"kind": "rate-limit", "times": 2, "wait": 9}]
    assert tell(standin, "faults", plan=plan, refuse=["ben@example.org"]) == {"planned": 3}
    assert [send(standin, batch(readers("ada@example.org"))).status_code for _ in range(4)] == [
        502,
        429,
        429,
        202,
    ]
    assert send(standin, batch()).status_code == 400
    tell(standin, "faults", clear=True)
    assert send(standin, batch()).status_code == 202


def test_an_address_on_a_list_by_hand_is_dropped(standin: StandIn) -> None:
    tell(standin, "suppressions", list="bounces", address="ben@example.org")
    send(standin, batch())
    assert standin.inbox.accepted()[0].fates == {1: "bounces"}


def test_logs_can_be_delayed_and_forbidden_from_outside(standin: StandIn) -> None:
    assert tell(standin, "logs", delay=60, permitted=False) == {"delay": 60.0, "permitted": False}
    assert (standin.logs.delay, standin.logs.permitted) == (60.0, False)


def test_events_are_mangled_and_flushed_from_outside(standin: StandIn) -> None:
    with receiving() as receiver:
        tell(standin, "webhook", url=receiver.url, copies=2, shuffled=True, outage=True)
        send(standin, batch())
        assert tell(standin, "webhook/flush", timeout=0)["flushed"] is False
        state = tell(standin, "webhook", release=True)
        assert (state["copies"], state["shuffled"], state["outage"]) == (2, True, False)
        assert tell(standin, "webhook/flush")["flushed"] is True
        assert len(receiver.events()) == 12
        tell(standin, "webhook", behave=True, lost=1.0)
        send(standin, batch())
        assert tell(standin, "webhook/flush")["flushed"] is True
        assert len(receiver.events()) == 12


def test_a_reset_forgets_everything(standin: StandIn) -> None:
    send(standin, batch(readers("bounce@example.org")))
    tell(standin, "faults", plan=[{"kind": "quota"}], latency=5)
    tell(standin, "webhook", late=1.0)
    tell(standin, "reset")
    state = ask(standin, "state")
    assert (state["mails"], state["faults"]["planned"], state["faults"]["latency"]) == (0, 0, 0)
    assert (state["webhook"]["late"], state["suppressions"]["bounces"]) == (0, 0)


@pytest.mark.parametrize(
    ("name", "asked"),
    [
        ("faults", {"plan": [{"kind": "earthquake"}]}),
        ("faults", {"plan": [{"times": 1}]}),
        ("faults", {"storm": {"seed": 1, "rates": {"hang": 2}}}),
        ("faults", {"weather": "bad"}),
        ("webhook", {"copies": 0}),
        ("webhook", {"lost": "much"}),
        ("webhook", {"noise": 1}),
        ("suppressions", {"list": "unknown", "address": "a@example.org"}),
    ],
)
def test_what_it_cannot_do_is_refused_with_a_reason(
    standin: StandIn, name: str, asked: dict[str, Any]
) -> None:
    answer = call(standin, "POST", f"/_standin/{name}", asked)
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["message"]


def test_a_reader_leaves_by_mail_when_it_is_told_so(standin: StandIn) -> None:
    token = "Ab3-" * 11
    headers = unsubscribe_headers(f"https://weekly.example.org/u/{token}/", "leave.example.org")
    one = readers("ada@example.org")[0]._replace(headers=headers)
    send(standin, batch((one,)))

    with receiving() as receiver:
        assert tell(standin, "inbound", url=receiver.url, address=one.email) == {"status": 204}
        ((timestamp, signature, body),) = receiver.bodies

    assert is_signed(read_public_keys(INBOUND_KEY, standin.inbound_key), timestamp, signature, body)
    found = read_inbound_mail({"Content-Type": FORM}, body)
    assert set(tokens_in_addresses(" ".join(found.sent_to))) == {token}


@pytest.mark.parametrize("address", ["nobody@example.org", PEOPLE[0]])
def test_nobody_leaves_by_mail_without_a_copy_that_says_where_to_write(
    standin: StandIn, address: str
) -> None:
    send(standin, batch())
    asked = {"url": "http://127.0.0.1:1/", "address": address}

    assert call(standin, "POST", "/_standin/inbound", asked).status_code == 400


def test_only_who_has_the_key_may_drive_it(standin: StandIn) -> None:
    with httpx2.Client(trust_env=False, verify=False) as client:
        assert client.post(f"{standin.url}/_standin/reset", content=b"{}").status_code == 401
    assert call(standin, "GET", "/_standin/unknown").status_code == 404


@pytest.mark.process
def test_as_a_process_it_says_where_it_is_serves_and_ends_when_told(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "roundup.providers.sendgrid.standin", "--key", "SG.own", "--count-only"]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        try:
            assert process.stdout
            facts = orjson.loads(process.stdout.readline())
            assert facts.keys() == {"url", "key", "webhook_key", "inbound_key"}
            provider = SendGrid(SendGridOptions(api_key="SG.own", host=facts["url"]))
            assert provider.send(batch()).accepted == 3
            provider.close()
        finally:
            process.send_signal(signal.SIGTERM)
    assert process.returncode == 0


def test_a_port_that_is_taken_is_told_in_a_sentence(
    standin: StandIn, capsys: pytest.CaptureFixture[str]
) -> None:
    port = standin.url.rpartition(":")[2]
    assert main(["--port", port]) == 1
    assert "choose another" in capsys.readouterr().err


def test_a_storm_is_the_same_for_the_same_seed() -> None:
    def weather(seed: int) -> list[Fault | None]:
        faults = Faults()
        faults.storm(seed, {"hang": 0.3, "rate-limit": 0.2, "drip-accepted": 0.2})
        return [faults.next() for _ in range(200)]

    assert weather(7) == weather(7) != weather(8)
    assert set(weather(7)) == {None, KINDS["hang"], KINDS["rate-limit"], KINDS["drip-accepted"]}


def test_what_is_planned_comes_before_the_storm() -> None:
    faults = Faults()
    faults.storm(1, {"hang": 1.0})
    faults.plan("quota")
    assert [faults.next(), faults.next()] == [KINDS["quota"], KINDS["hang"]]
    faults.clear()
    assert faults.next() is None


def test_in_a_storm_the_inbox_still_tells_the_truth(standin: StandIn, tmp_path: Path) -> None:
    standin.faults.storm(
        3, {"disconnect": 0.2, "disconnect-accepted": 0.2, "cut": 0.2, "nonsense-accepted": 0.2}
    )
    options = SendGridOptions(api_key=standin.key, host=standin.url)
    provider = SendGrid(options)
    surely = 0
    for number in range(40):
        with suppress(ProviderUncertain):
            surely += provider.send(batch(readers(f"r{number}@example.org"))).accepted
    provider.close()
    assert 0 < surely < len(standin.inbox) < 40
