"""The operator sees what editors must know, and tries whether they can be written to."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django import Settings

from roundup.core.errors import ProviderHalted
from roundup.core.mail_servers import mail_server
from roundup.editors.accounts import EDITOR, add_user
from roundup.editors.editor_mail import put, send_due
from roundup.publications.alarms import clear_alarm, raise_alarm
from roundup.publications.models import Publication
from roundup.sending import outlet
from roundup.sending.handing_over import gate
from tests.config.commands import Terminal
from tests.config.verdicts import bad, told
from tests.editors.mailserver import MailHost
from tests.making import NOW, make_publication
from tests.sending.post import Post, raising

pytestmark = pytest.mark.django_db


@pytest.fixture
def publication(settings: Settings) -> Publication:
    settings.DATA.mkdir()
    return make_publication()


def test_open_alarms_are_listed_and_no_others(publication: Publication, terminal: Terminal) -> None:
    for about in ("one", "two"):
        raise_alarm(publication, about, f"Alarm {about}.", NOW)
    clear_alarm(publication, "two", NOW)

    assert terminal.run("alarms").splitlines() == ["2026-11-18 12:00 quay: Alarm one."]

    (one,) = terminal.json("alarms")
    assert (one["publication"], one["about"], one["told_at"]) == ("quay", "one", None)


def test_without_alarms_it_says_that_there_are_none(publication: Publication, terminal: Terminal) -> None:
    assert terminal.run("alarms") == "No alarm is open.\n"


def test_a_test_mail_goes_the_way_of_alarms(
    publication: Publication, terminal: Terminal, settings: Settings
) -> None:
    with MailHost() as host:
        settings.MAIL_SERVER, settings.MAIL_FROM = host.server, "roundup@quay.example.org"
        terminal.run("alarms", "--test-mail", "ana@quay.example.org")

    assert [taken.to for taken in host.taken] == ["ana@quay.example.org"]


def test_a_test_mail_that_is_not_taken_says_why(
    publication: Publication, terminal: Terminal, settings: Settings
) -> None:
    with MailHost(rcpt="550 5.1.1 Unknown") as host:
        settings.MAIL_SERVER, settings.MAIL_FROM = host.server, "roundup@quay.example.org"
        terminal.run("alarms", "--test-mail", "ana@quay.example.org", code=1)

    assert "refused. The mail server answered 550" in terminal.err
    terminal.run("alarms", "--test-mail", "nobody", code=1)


def test_the_doctor_says_that_a_provider_cannot_tell_of_its_own_refusal(
    publication: Publication, settings: Settings
) -> None:
    assert "no editor has an address" in told("editor-mail")
    add_user("ana@quay.example.org", EDITOR, "low tide at nine")
    assert "kept by the outbox" in told("editor-mail")
    settings.PROVIDER = "sendgrid"
    assert "ROUNDUP_MAIL_URL" in told("editor-mail")
    settings.MAIL_SERVER = mail_server("ROUNDUP_MAIL_URL", "smtp://mail.example.org")
    assert "by mail.example.org" in told("editor-mail")


def test_the_doctor_says_that_mail_to_editors_does_not_leave(
    publication: Publication, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outlet, "build_provider", lambda: Post(raising(ProviderHalted("The key is wrong."))))
    put("key", "ana@quay.example.org", "Subject", "Text", NOW)
    send_due(NOW)

    assert "editor-mail" in bad()
    assert "1 mail to editors was not taken: The key is wrong." in told("editor-mail")
    assert "mail to editors: 1 asked = 0 accepted + 0 refused + 0 uncertain + 1 waiting" in told(
        "single-mails"
    )


def test_a_test_mail_that_waits_at_the_gate_is_not_a_success(
    publication: Publication, terminal: Terminal
) -> None:
    gate.pause(timezone.now() + timedelta(minutes=1), "Too many requests.")

    terminal.run("alarms", "--test-mail", "ana@quay.example.org", code=1)
    assert "says about the gate" in terminal.err
