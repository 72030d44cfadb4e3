"""What the doctor learns from outside: of the sender's domain, of SendGrid, of a database that is down."""

from __future__ import annotations

import os
import socketserver
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytest_django import Settings

from roundup.config.doctor.examination import examine_installation
from roundup.config.processes import lookout
from roundup.editions.models import Edition
from roundup.events.tallies import add_to_tallies
from roundup.providers import dns
from roundup.providers.sendgrid.standin import StandIn
from roundup.publications.models import Publication
from tests.config.verdicts import told
from tests.providers.set_up import give
from tests.services.waiting import PATIENCE

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _installed(settings: Settings) -> None:
    """A data folder, and a broker that `roundup up` brings along."""
    settings.DATA.mkdir()
    settings.REDIS_URL = ""


def answering(records: dict[tuple[str, str], list[str]]) -> Callable[[str, str], list[str]]:
    return lambda name, kind: records.get((name, kind), [])


@pytest.fixture
def quay(settings: Settings, db: None) -> None:
    """A publication that mails through SendGrid."""
    Publication.objects.create(name="The Quay", slug="quay", sender_email="weekly@quay.example.org")
    settings.PROVIDER = "sendgrid"
    give(settings, SENDGRID_API_KEY="SG.key")


def test_the_dns_is_not_asked_when_nothing_leaves_this_machine(settings: Settings, quay: None) -> None:
    settings.PROVIDER = "outbox"

    assert told("authentication").startswith("ok not needed")


def test_the_doctor_says_what_to_ask_a_dns_that_does_not_answer(
    quay: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def silent(name: str, kind: str) -> list[str]:
        raise dns.Silence("the DNS does not answer this machine")

    monkeypatch.setattr(dns, "look_up", silent)

    said = told("authentication")
    assert said.startswith("see not checked, because the DNS does not answer this machine")
    assert "TXT of quay.example.org (SPF)" in said


def test_a_senders_domain_without_a_key_is_bad(quay: None, monkeypatch: pytest.MonkeyPatch) -> None:
    records = {("quay.example.org", "NS"): ["ns."], ("_dmarc.example.org", "TXT"): ["v=DMARC1; p=none"]}
    monkeypatch.setattr(dns, "look_up", answering(records))

    assert told("authentication").startswith("BAD s1._domainkey.quay.example.org has no DKIM key")


@pytest.fixture
def leaving(quay: None, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """The Quay lets readers leave by mail to a domain whose mail goes to SendGrid."""
    Publication.objects.update(leave_domain="leave.quay.example.org")
    give(settings, SENDGRID_INBOUND_KEY="a key")
    records = {("leave.quay.example.org", "MX"): ["10 mx.sendgrid.net."]}
    monkeypatch.setattr(dns, "look_up", answering(records))


def test_leaving_by_mail_is_a_publications_choice(quay: None) -> None:
    assert told("leaving-by-mail").startswith("ok not offered")


def test_until_a_mail_has_come_the_doctor_says_where_it_should_be_posted(leaving: None) -> None:
    said = told("leaving-by-mail")
    assert said.startswith("see No mail to leave.quay.example.org has come in yet")
    assert said.endswith("/hooks/sendgrid/mail/.")

    add_to_tallies({"mail-left": 2, "mail-no-token": 1})
    assert told("leaving-by-mail") == "ok 3 mails came in, 2 of them from readers who want to leave."


@pytest.mark.parametrize(
    ("provider", "why"),
    [("smtp", " (your mail server: mail to you stays on your mail server)"), ("sendgrid", "")],
)
def test_a_promise_that_nobody_keeps_is_bad(
    provider: str, why: str, leaving: None, settings: Settings
) -> None:
    settings.PROVIDER = provider
    give(settings, SENDGRID_INBOUND_KEY="")

    said = told("leaving-by-mail")
    assert said.startswith("BAD Emails tell readers to write to leave.quay.example.org if they want to leave")
    assert f"nothing takes that mail in{why}. Set SENDGRID_INBOUND_KEY" in said


@pytest.mark.parametrize(
    ("records", "goes"),
    [([], "nowhere;"), (["0 ."], "nowhere;"), (["5 MX.Quay.example.org."], "to mx.quay")],
)
def test_mail_that_goes_elsewhere_is_bad(
    records: list[str], goes: str, leaving: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dns, "look_up", answering({("leave.quay.example.org", "MX"): records}))

    said = told("leaving-by-mail")
    assert said.startswith(f"BAD Mail to leave.quay.example.org goes {goes}")
    assert "publish the MX record 10 mx.sendgrid.net" in said


def test_without_an_answer_of_the_dns_it_says_what_to_ask_for(
    leaving: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def silent(name: str, kind: str) -> list[str]:
        raise dns.Silence("the DNS does not answer this machine")

    monkeypatch.setattr(dns, "look_up", silent)
    add_to_tallies({"mail-left": 1})

    assert told("leaving-by-mail").startswith(
        "see 1 mail came in, 1 of them from readers who want to leave. Where that mail"
    )


def test_the_dns_is_not_asked_for_leaving_when_nothing_leaves_this_machine(
    leaving: None, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.PROVIDER = "outbox"
    monkeypatch.setattr(dns, "look_up", answering({}))

    assert told("leaving-by-mail").startswith("see No mail")


@pytest.fixture
def standin(settings: Settings) -> Iterator[StandIn]:
    """SendGrid's stand-in, as the provider of this installation."""
    with StandIn() as server:
        settings.PROVIDER = "sendgrid"
        give(settings, SENDGRID_HOST=server.url, SENDGRID_API_KEY=server.key)
        yield server


def sandbox_post() -> str:
    found = examine_installation(sandbox=True)[-1]
    return f"{'ok' if found['ok'] else 'BAD'} {found['message']}"


def test_a_message_is_checked_by_sendgrid_and_not_mailed(edition: Edition, standin: StandIn) -> None:
    assert sandbox_post() == "ok SendGrid would take a message from this publication"
    assert len(standin.inbox) == 0


def test_a_key_that_sendgrid_does_not_know_is_found(
    edition: Edition, standin: StandIn, settings: Settings
) -> None:
    give(settings, SENDGRID_API_KEY="SG.another")

    assert sandbox_post().startswith("BAD SendGrid will not serve this key")


def test_without_sendgrid_there_is_nobody_to_ask(edition: Edition) -> None:
    assert sandbox_post().startswith("BAD Nothing can be checked")


@pytest.mark.process
@pytest.mark.parametrize("url", ["postgresql://quay:secret@127.0.0.1:1/x", "sqlite:///{}/no/such/folder/db"])
def test_a_database_that_is_down_is_a_line_and_no_trace(url: str, tmp_path: Path) -> None:
    plain = {k: v for k, v in os.environ.items() if not k.startswith(("ROUNDUP_", "DATABASE_", "REDIS_"))}
    done = subprocess.run(
        [sys.executable, "-m", "roundup.config.cli", "doctor"],
        env=plain | {"ROUNDUP_DATA": str(tmp_path), "DATABASE_URL": url.format(tmp_path)},
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )

    assert done.returncode == 1
    assert "BAD database: The database does not answer" in done.stdout
    assert "ok  provider: outbox" in done.stdout
    assert "Traceback" not in done.stdout + done.stderr
    assert "secret" not in done.stdout + done.stderr


class Frozen(socketserver.BaseRequestHandler):
    """A broker that takes connections and says nothing, as after SIGSTOP."""

    def handle(self) -> None:
        self.request.recv(1)
        self.server.over.wait(PATIENCE)  # type: ignore[attr-defined]


@pytest.fixture
def short(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A data folder with a path that has room for a socket."""
    monkeypatch.setattr(lookout, "ANSWERS_WITHIN", 0.2)
    with tempfile.TemporaryDirectory(prefix="quay-") as folder:
        settings.DATA = Path(folder)
        yield settings.DATA


def test_a_broker_that_up_started_is_asked_too(short: Path) -> None:
    assert told("broker") == "ok none set: `roundup up` starts its own"

    with socketserver.ThreadingUnixStreamServer(str(short / "valkey.sock"), Frozen) as server:
        server.over = threading.Event()  # type: ignore[attr-defined]
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        said = told("broker")
        server.over.set()  # type: ignore[attr-defined]
        server.shutdown()
    assert said.startswith("BAD The broker of `roundup up` does not answer (TimeoutError")
    assert "it is started again" in said

    assert "see" in told("broker")
    assert "nothing is listening" in told("broker")


def test_a_broker_that_is_away_is_told_with_what_to_do(settings: Settings) -> None:
    settings.REDIS_URL = "redis://127.0.0.1:1/0"

    said = told("broker")

    assert said.startswith("BAD The broker at REDIS_URL does not answer (ConnectionError: Error 111")
    assert "start it, or correct REDIS_URL" in said
