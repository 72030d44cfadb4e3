"""The operator sees what editors must know, and tries whether they can be written to."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django import Settings

from roundup.core.errors import ProviderHalted
from roundup.core.mail_servers import mail_server
from roundup.editors.accounts import EDITOR, add_user
from roundup.editors.editor_mail import put, send_due
from roundup.publications.alarm_acts import take_alarm
from roundup.publications.alarms import clear_alarm, raise_alarm, raise_everywhere
from roundup.publications.models import Alarm, Publication
from roundup.sending import outlet
from roundup.sending.handing_over import gate
from tests.config.commands import Terminal
from tests.config.verdicts import bad, told
from tests.editors.mailserver import MailHost
from tests.making import NOW, make_publication
from tests.sending.post import Post, raising
from tests.services.http_host import HttpHost

pytestmark = pytest.mark.django_db


@pytest.fixture
def publication(settings: Settings) -> Publication:
    settings.DATA.mkdir()
    return make_publication()


def test_open_alarms_are_listed_and_no_others(publication: Publication, terminal: Terminal) -> None:
    for about in ("source:1", "source:2"):
        raise_alarm(publication, about, f"Alarm {about}.", NOW)
    clear_alarm(publication, "source:2", NOW)

    first, second = terminal.run("alarms").splitlines()
    assert first.endswith("  2026-11-18 12:00 quay: Alarm source:1.")
    assert second.startswith("    A source cannot be read. Open its address in a browser.")
    assert second.endswith("(docs/OPERATIONS, A source fails)")

    (one,) = terminal.json("alarms")
    assert (one["publication"], one["about"], one["told_at"]) == ("quay", "source:1", None)
    assert (one["kind"], one["title"]) == ("source:*", "A source cannot be read")


def test_all_lists_what_is_dismissed_or_over_and_who_looks_after_what(
    publication: Publication, terminal: Terminal
) -> None:
    now = timezone.now()
    for number in (1, 2, 3, 4):
        raise_alarm(publication, f"source:{number}", f"Alarm {number}.", now - timedelta(days=number))
    clear_alarm(publication, "source:2", now)
    clear_alarm(publication, "source:3", now - timedelta(days=8))
    terminal.run("alarms", "--dismiss", str(Alarm.objects.get(about="source:4").pk))
    take_alarm(
        Alarm.objects.get(about="source:1"), add_user("ana@quay.example.org", EDITOR, "low tide at nine")
    )

    open_ones = terminal.run("alarms").splitlines()[::2]
    assert [line.partition(" quay")[2] for line in open_ones] == [
        ": Alarm 1. ana@quay.example.org is looking after it."
    ]
    everything = terminal.run("alarms", "--all").splitlines()[::2]
    assert [("over" in line, "dismissed" in line) for line in everything] == [
        (False, False),
        (True, False),
        (False, True),
    ]


def test_an_alarm_about_the_whole_installation_is_one_line(
    publication: Publication, terminal: Terminal
) -> None:
    make_publication(name="The Pier", slug="pier")
    raise_everywhere("installation:silent", "No worker looks for work.", NOW)

    (first,) = terminal.run("alarms").splitlines()[::2]
    assert "the whole installation: No worker" in first


def test_an_alarm_that_is_not_open_is_not_dismissed(publication: Publication, terminal: Terminal) -> None:
    terminal.run("alarms", "--dismiss", "17", code=1)

    assert "No open alarm has the number 17" in terminal.err


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


def test_a_test_of_the_webhook_says_whether_it_was_taken(
    publication: Publication, terminal: Terminal, settings: Settings
) -> None:
    terminal.run("alarms", "--test-webhook", code=1)
    assert "Set ROUNDUP_ALARM_WEBHOOK_URL" in terminal.err
    settings.ALARM_WEBHOOK_KEY, settings.FETCH_ALLOW = "a key that nobody would guess", ("127.0.0.0/8",)

    with HttpHost() as pager:
        settings.ALARM_WEBHOOK_URL = pager.url
        assert "The webhook took it" in terminal.run("alarms", "--test-webhook")
        pager.status = 401
        terminal.run("alarms", "--test-webhook", code=1)

    assert "The receiver answered 401." in terminal.err
    assert json.loads(pager.asked[0].body)["state"] == "test"
