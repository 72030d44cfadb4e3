"""By the operator's mail server: what was surely not taken goes again, what may have been never does."""

from __future__ import annotations

from datetime import timedelta
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from pytest_django import Settings

from roundup.core.mail_servers import mail_server
from roundup.editors import smtp
from roundup.editors.editor_mail import put, send_due
from roundup.editors.models import EditorMail
from roundup.providers.outbox import list_messages
from roundup.publications.models import Publication
from roundup.sending.handing_over import gate
from tests.editors.mailserver import DRIP, HANG, VANISH, MailHost, make_certificate
from tests.making import NOW
from tests.services.ports import reserved_port

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.one_database,
    pytest.mark.usefixtures("publication", "quick"),
]
TO = "ana@quay.example.org"
LATER = NOW + timedelta(minutes=10)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_certificate(tmp_path_factory.mktemp("tls"))


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever hangs here hangs for ever: it need not be waited for as long as outside."""
    monkeypatch.setattr(smtp, "_ANSWER_WITHIN", 0.5)


@pytest.fixture
def trusted(certificate: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))


def send(host: MailHost, settings: Settings, **words: str) -> EditorMail:
    """Ask for a mail and try to send it; return its status."""
    settings.MAIL_SERVER, settings.MAIL_FROM = host.server, "roundup@quay.example.org"
    put("key", TO, words.get("subject", "A new password"), words.get("text", "Open this."), NOW)
    send_due(NOW)
    return EditorMail.objects.get()


def test_a_mail_leaves_by_the_mail_server_and_not_by_the_provider(settings: Settings) -> None:
    with MailHost() as host:
        assert send(host, settings, text=".\r\n.dots\n\nCafé 日本").status == "accepted"

    (taken,) = host.taken
    assert (taken.sender, taken.to) == ("roundup@quay.example.org", TO)
    mail = message_from_bytes(taken.data, policy=policy.default)
    assert (mail["Subject"], mail["To"]) == ("A new password", TO)
    assert mail["Auto-Submitted"] == "auto-generated"
    body = mail.get_body(("plain",))
    assert body
    assert body.get_content().split() == [".", ".dots", "Café", "日本"]
    assert not list_messages(settings.DATA, 9, 0)


@pytest.mark.usefixtures("trusted")
@pytest.mark.parametrize("scheme", ["smtp+tls", "smtps"])
def test_a_password_travels_under_tls(scheme: str, certificate: Path, settings: Settings) -> None:
    with MailHost(certificate, scheme=scheme) as host:
        assert send(host, settings).status == "accepted"

    assert "auth" in host.seen


@pytest.mark.parametrize("scheme", ["smtp+tls", "smtps"])
def test_a_server_without_a_certificate_to_trust_gets_neither_mail_nor_password(
    scheme: str, certificate: Path, settings: Settings
) -> None:
    with MailHost(certificate, scheme=scheme) as host:
        row = send(host, settings)

    assert (row.status, "TLS" in row.error) == ("waiting", True)
    assert not {"auth", "mail"} & set(host.seen)


def test_a_server_that_offers_no_tls_where_it_is_asked_for_gets_nothing(
    certificate: Path, settings: Settings
) -> None:
    with MailHost(certificate, scheme="smtp+tls", ehlo="250 quay.example.org") as host:
        row = send(host, settings)

    assert (row.status, "TLS" in row.error) == ("waiting", True)
    assert set(host.seen) == {"greeting", "ehlo", "quit"}


@pytest.mark.parametrize("step", ["greeting", "ehlo", "mail", "rcpt", "data"])
@pytest.mark.parametrize("act", [HANG, VANISH, "421 Not now", "451 Try again"])
def test_what_ends_before_the_message_goes_again(step: str, act: str, settings: Settings) -> None:
    with MailHost(**{step: act}) as host:  # type: ignore[arg-type]
        assert send(host, settings).status == "waiting"
        host.does = {}
        assert send_due(LATER) == 1

    assert len(host.taken) == 1


@pytest.mark.parametrize("act", [HANG, VANISH, "what?", "250", "199 Hm", "300 Hm"])
def test_what_ends_after_the_message_is_uncertain_and_never_goes_again(act: str, settings: Settings) -> None:
    with MailHost(content=act) as host:
        row = send(host, settings)
        host.does = {}
        send_due(LATER)
        row.refresh_from_db()

    assert row.status == ("accepted" if act == "250" else "uncertain")
    assert (len(host.taken), row.text) == (1, "")


@pytest.mark.parametrize(
    ("step", "answer", "status"),
    [
        ("rcpt", "550 5.1.1 <ana@quay.example.org> is unknown", "refused"),
        ("data", "554 5.7.1 No", "refused"),
        ("content", "552 5.3.4 Too large", "refused"),
        ("data", "450 Later", "waiting"),
        ("content", "452 4.3.1 The disk is full", "waiting"),
        ("mail", "553 5.7.1 The sender is not allowed", "waiting"),
        ("mail", "530 5.7.0 Sign in first", "waiting"),
    ],
)
def test_each_answer_has_its_own_end(step: str, answer: str, status: str, settings: Settings) -> None:
    with MailHost(**{step: answer}) as host:  # type: ignore[arg-type]
        row = send(host, settings)

    assert row.status == status
    assert answer[:3] in row.error
    assert "ana@" not in row.error


@pytest.mark.usefixtures("trusted")
@pytest.mark.parametrize("answer", ["535 5.7.8 No", "454 4.7.0 Not now"])
def test_a_refused_password_is_tried_again_and_not_repeated(
    answer: str, certificate: Path, settings: Settings
) -> None:
    with MailHost(certificate, scheme="smtps", auth=answer) as host:
        row = send(host, settings)

    assert row.status == "waiting"
    assert "tide" not in row.error
    assert "mail" not in host.seen


def test_a_server_that_is_away_is_tried_again(settings: Settings) -> None:
    settings.MAIL_SERVER = mail_server("ROUNDUP_MAIL_URL", f"smtp://127.0.0.1:{reserved_port()}")
    settings.MAIL_FROM = "roundup@quay.example.org"
    put("key", TO, "A new password", "Open this.", NOW)

    assert send_due(NOW) == 0

    row = EditorMail.objects.get()
    assert (row.status, "could not be reached" in row.error) == ("waiting", True)


@pytest.fixture
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    """A byte comes soon enough each time: only the end of the whole conversation is near."""
    monkeypatch.setattr(smtp, "_ANSWER_WITHIN", 30.0)
    monkeypatch.setattr(smtp, "_ALL_WITHIN", 0.5)


@pytest.mark.usefixtures("short")
@pytest.mark.parametrize("step", ["greeting", "ehlo", "mail", "rcpt", "data", "content"])
def test_answers_that_drip_in_for_ever_are_cut_off(step: str, settings: Settings) -> None:
    with MailHost(**{step: DRIP}) as host:  # type: ignore[arg-type]
        row = send(host, settings)

    assert row.status == ("uncertain" if step == "content" else "waiting")


@pytest.mark.usefixtures("short", "trusted")
@pytest.mark.parametrize("step", ["greeting", "ehlo", "auth"])
def test_what_drips_in_under_tls_is_cut_off_too(step: str, certificate: Path, settings: Settings) -> None:
    with MailHost(certificate, scheme="smtps", **{step: DRIP}) as host:
        assert send(host, settings).status == "waiting"


@pytest.mark.usefixtures("short", "trusted")
def test_a_drip_before_tls_is_cut_off_too(certificate: Path, settings: Settings) -> None:
    with MailHost(certificate, scheme="smtp+tls", starttls=DRIP) as host:
        assert send(host, settings).status == "waiting"


@pytest.mark.usefixtures("short")
def test_a_goodbye_that_drips_in_is_not_waited_for(settings: Settings) -> None:
    with MailHost(quit=DRIP) as host:
        assert send(host, settings).status == "accepted"


def send_from(sender: str, host: MailHost, settings: Settings) -> EditorMail:
    """Try to send a mail of a publication with this sender; return its status."""
    Publication.objects.update(sender_email=sender)
    settings.MAIL_SERVER = host.server
    put("key", TO, "A new password", "Open this.", NOW)
    send_due(NOW)
    return EditorMail.objects.get()


def test_a_sender_at_an_international_domain_is_told_in_ascii(settings: Settings) -> None:
    with MailHost() as host:
        assert send_from("weekly@zürich.example.org", host, settings).status == "accepted"

    assert host.taken[0].sender == "weekly@xn--zrich-kva.example.org"


def test_a_sender_that_no_server_can_be_told_waits_for_a_person_and_blames_no_editor(
    settings: Settings,
) -> None:
    with MailHost() as host:
        row = send_from("wéekly@quay.example.org", host, settings)

    assert (row.status, "sender's address" in row.error) == ("waiting", True)


HOSTILE = [
    "A\r\nBcc: all@example.org",
    "A\r\n\r\n<script>",
    "A\r\n.\r\nMAIL FROM:<x@example.org>",
    "A\u2028Bcc: all@example.org\x00",
    "A\udce9" + "b" * 3000,
    "=?utf-8?q?A=0D=0ABcc:all@example.org?=",
]


@pytest.mark.parametrize("subject", HOSTILE)
def test_a_hostile_subject_adds_no_header_and_no_mail(subject: str, settings: Settings) -> None:
    with MailHost() as host:
        assert send(host, settings, subject=subject).status == "accepted"

    (taken,) = host.taken
    head = taken.data.split(b"\r\n\r\n")[0].lower()
    assert b"\r\nbcc:" not in head
    assert head.count(b"\r\nsubject:") == 1
    assert taken.to == TO


def test_a_shut_gate_does_not_concern_it(settings: Settings) -> None:
    gate.pause(LATER, "Too many requests.")

    with MailHost() as host:
        assert send(host, settings).status == "accepted"


def test_its_own_doubts_do_not_concern_the_gate(settings: Settings) -> None:
    from roundup.sending.models import Gate

    with MailHost(content=VANISH) as host:
        assert send(host, settings).status == "uncertain"

    assert not Gate.objects.filter(doubts__gt=0).exists()
