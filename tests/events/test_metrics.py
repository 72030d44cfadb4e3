"""The counts for Prometheus: who may ask, and that they give numbers, and nothing about anybody."""

from __future__ import annotations

import re

import pytest
from django.contrib.auth.models import User
from django.test import Client

from roundup.core.deliveries import EventKind
from roundup.editors.accounts import add_user
from roundup.editors.editor_mail import put
from roundup.editors.models import EditorMail
from roundup.events import notices
from roundup.publications.alarms import raise_alarm
from roundup.sending.models import Attempt, Exclusion
from tests.events.mailed import LATER, Mailed, report
from tests.making import make_publication

pytestmark = pytest.mark.django_db
_LABEL = '[a-z]+="[a-z-]+"'
_LINE = re.compile(rf"roundup_[a-z_]+(\{{{_LABEL}(,{_LABEL})*\}})? \d+")


def lines(client: Client) -> list[str]:
    return client.get("/metrics").content.decode().splitlines()


def test_a_mailing_and_its_outcome_are_counted(client: Client, mailing: Mailed) -> None:
    Exclusion.objects.create(mailing_id=mailing.id, subscriber_id=99, reason="paused")
    raise_alarm(mailing.edition.publication, "something", "Something.", LATER)
    row = mailing.row(0, "delivered")
    report(row, row, mailing.row(1, "bounce"), mailing.row(2, "unheard-of"))
    notices.keep_notice("sendgrid", b"[]", LATER)

    found = lines(client)

    assert {
        'roundup_mailings{status="done"} 1',
        'roundup_mailings{status="held"} 0',
        'roundup_batches{state="accepted"} 1',
        'roundup_deliveries{state="accepted"} 5',
        'roundup_deliveries{state="excluded"} 1',
        'roundup_deliveries{state="uncertain"} 0',
        'roundup_events_total{kind="delivered"} 1',
        'roundup_events_total{kind="bounced"} 1',
        "roundup_events_repeated_total 1",
        "roundup_events_passed_over_total 1",
        "roundup_notices_waiting 1",
        'roundup_suppressions{reason="bounced"} 1',
        "roundup_alarms_open 1",
        "roundup_duplicates_proven 0",
    } <= set(found)


def test_mail_to_editors_that_is_not_taken_is_counted(client: Client) -> None:
    put("key", "ana@quay.example.org", "Subject", "Text", LATER)
    assert "roundup_editor_mail_not_taken 0" in lines(client)

    EditorMail.objects.update(error="The mail server cannot be reached.")
    assert "roundup_editor_mail_not_taken 1" in lines(client)


def test_a_duplicate_that_is_proven_is_counted(client: Client, mailing: Mailed) -> None:
    Attempt.objects.create(batch=mailing.batch, epoch=2, nonce="second", posting_at=LATER, readers=5)
    report(mailing.row(0, "delivered"), mailing.row(1, "delivered", rb="second"))

    assert "roundup_duplicates_proven 1" in lines(client)


def test_every_line_is_a_number_under_a_name_of_a_fixed_set(client: Client, mailing: Mailed) -> None:
    report(*(mailing.row(0, kind, category="ada@example.org") for kind in ("delivered", "ada@example.org")))
    values = [line for line in lines(client) if not line.startswith("#")]

    assert [line for line in values if not _LINE.fullmatch(line)] == []
    assert sum(line.startswith("roundup_events_total") for line in values) == len(EventKind)


@pytest.mark.parametrize("headers", [{"X-Forwarded-For": "203.0.113.9"}, {"Forwarded": "for=203.0.113.9"}])
def test_what_a_proxy_passes_on_is_not_from_this_machine(client: Client, headers: dict[str, str]) -> None:
    assert client.get("/metrics", headers=headers).status_code == 403


@pytest.mark.parametrize("address", ["203.0.113.9", "", "::ffff:203.0.113.9"])
def test_another_machine_is_refused(client: Client, address: str) -> None:
    assert client.get("/metrics", REMOTE_ADDR=address).status_code == 403


def test_staff_may_look_from_anywhere(client: Client) -> None:
    make_publication()
    client.force_login(User.objects.create_user("ines", is_staff=True))

    assert client.get("/metrics", REMOTE_ADDR="203.0.113.9").status_code == 200


@pytest.mark.parametrize(("role", "status"), [("admin", 200), ("editor", 403)])
def test_admins_may_look_through_a_proxy_and_editors_may_not(role: str, status: int, client: Client) -> None:
    make_publication()
    client.force_login(add_user("ines@quay.example.org", role, "low tide at nine"))

    assert client.get("/metrics", headers={"X-Forwarded-For": "203.0.113.9"}).status_code == status


def test_an_account_that_is_not_staff_is_a_stranger(client: Client) -> None:
    client.force_login(User.objects.create_user("bo"))

    assert client.get("/metrics", REMOTE_ADDR="203.0.113.9").status_code == 403
