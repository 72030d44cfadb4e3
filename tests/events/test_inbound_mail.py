"""Leaving by mail: whoever the address names by its token leaves at once; all other mail changes nothing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from roundup.core.batches import unsubscribe_headers
from roundup.core.suppression import SuppressionReason
from roundup.core.tokens import spelled_for_mail
from roundup.events import inbound_mail, views
from roundup.events.models import Notice
from roundup.providers.sendgrid.standin.inbound import FORM, form_of_mail
from roundup.subscribers import journal_of_leaves, link_renewal, subscriptions
from roundup.subscribers.links import nobodys_links, reader_links
from roundup.subscribers.models import Consent, Leave, Subscriber
from roundup.subscribers.suppressions import suppress_subscriber
from tests.events.provider import KEY, signed
from tests.making import make_publication, make_reader, token_of
from tests.providers.set_up import give

pytestmark = pytest.mark.django_db
DOOR = "/hooks/sendgrid/mail/"


@pytest.fixture(autouse=True)
def _inbound_key(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    give(settings, SENDGRID_INBOUND_KEY=KEY)
    monkeypatch.setattr(inbound_mail, "_meter", inbound_mail._Meter(inbound_mail.MOST_COUNTED))


@pytest.fixture
def ann(db: None) -> Subscriber:
    return make_reader(make_publication(), "ann")


@pytest.fixture
def outside() -> Client:
    """A visitor whom Django checks like any other."""
    return Client(enforce_csrf_checks=True)


def address_of(reader: Subscriber, mailing_id: int = 0, purpose: str = "unsubscribe") -> str:
    token = token_of(reader_links(reader, mailing_id)[purpose])
    return f"leave+{spelled_for_mail(token)}@leave.quay.example.org"


def post(client: Client, body: bytes, headers: Mapping[str, str] | None = None, path: str = DOOR) -> int:
    proof = signed(body) if headers is None else headers
    return client.post(path, body, content_type=FORM, headers=proof).status_code


def write(client: Client, to: str, *, sender: str = "somebody@else.example", **more: str) -> int:
    return post(client, form_of_mail(sender=sender, to=to, **more))


def counted() -> dict[str, int]:
    return {str(word): count for word, count in inbound_mail.mails_by_outcome().items() if count}


def has_left(reader: Subscriber) -> bool:
    reader.refresh_from_db()
    return reader.status == Subscriber.Status.UNSUBSCRIBED


def test_the_reader_whom_the_address_names_leaves_at_once_whoever_wrote(
    outside: Client, ann: Subscriber
) -> None:
    bo = make_reader(ann.publication, "bo")

    assert write(outside, address_of(ann, 12), sender=bo.email) == 200

    assert (has_left(ann), has_left(bo)) == (True, False)
    assert Consent.objects.values_list("act", "channel", "mailing_id").get() == ("unsubscribed", "mail", 12)
    assert counted() == {"left": 1}


def test_the_address_of_a_mailed_copy_is_the_one_that_is_read(outside: Client, ann: Subscriber) -> None:
    link = reader_links(ann)["unsubscribe"]
    _, _, way = unsubscribe_headers(link, "leave.quay.example.org")["List-Unsubscribe"].partition("mailto:")

    write(outside, way.partition("?")[0])

    assert has_left(ann)


@pytest.mark.parametrize("path", [DOOR, DOOR.rstrip("/")])
def test_servers_on_the_way_may_change_the_case_and_names_may_stand_around(
    path: str, outside: Client, ann: Subscriber
) -> None:
    body = form_of_mail(sender="x@y.org", to=f"Leave <{address_of(ann).upper()}>", envelope="none")

    assert post(outside, body, path=path) == 200
    assert has_left(ann)


def test_it_leaves_no_page_of_a_leave_and_is_in_the_journal(outside: Client, ann: Subscriber) -> None:
    write(outside, address_of(ann))

    assert not Leave.objects.exists()
    (entry,), _ = journal_of_leaves.read(0)
    assert (entry.act, entry.who) == (journal_of_leaves.Act.LEFT, ann.email_hash)


def test_a_mail_that_comes_again_changes_nothing_more(outside: Client, ann: Subscriber) -> None:
    assert [write(outside, address_of(ann)) for _ in range(3)] == [200, 200, 200]

    assert Consent.objects.count() == 1
    assert counted() == {"left": 1, "no-change": 2}


def test_whoever_has_left_is_suppressed_or_erased_stays_so(outside: Client, ann: Subscriber) -> None:
    to = address_of(ann)
    suppress_subscriber(ann.pk, SuppressionReason.BOUNCED, timezone.now())
    subscriptions.unsubscribe(ann, "link", timezone.now())
    assert write(outside, to) == 200
    subscriptions.erase(ann, timezone.now())

    assert write(outside, to) == 200
    assert counted() == {"no-change": 2}
    assert has_left(ann)


def test_an_old_mail_makes_nobody_leave_whose_subscription_is_gone(outside: Client, ann: Subscriber) -> None:
    to = address_of(ann)
    ann.delete()

    assert write(outside, to) == 200
    assert counted() == {"no-change": 1}


def test_links_that_were_replaced_still_leave(outside: Client, ann: Subscriber) -> None:
    to = address_of(ann)
    link_renewal.renew(ann, 0, timezone.now())

    write(outside, to)

    assert has_left(ann)


def test_one_publication_is_left_and_no_other(outside: Client, ann: Subscriber) -> None:
    other = make_reader(make_publication(name="The Pier", slug="pier"), "ann")

    write(outside, address_of(ann))

    assert (has_left(ann), has_left(other)) == (True, False)


@pytest.mark.parametrize("purpose", ["preferences", "browser"])
def test_a_token_for_anything_else_makes_nobody_leave(purpose: str, outside: Client, ann: Subscriber) -> None:
    assert write(outside, address_of(ann, purpose=purpose)) == 200

    assert not has_left(ann)
    assert counted() == {"no-token": 1}


def test_the_address_of_a_test_is_nobodys(outside: Client, ann: Subscriber) -> None:
    token = token_of(nobodys_links(ann.publication_id)["unsubscribe"])

    assert write(outside, f"leave+{spelled_for_mail(token)}@leave.quay.example.org") == 200
    assert counted() == {"no-change": 1}


@pytest.mark.parametrize(
    "more",
    [{"envelope": '{"to":["%s"],"from":""}'}, {"head": "Auto-Submitted: auto-replied"}],
)
def test_a_bounce_or_an_automatic_reply_makes_nobody_leave(
    more: dict[str, str], outside: Client, ann: Subscriber
) -> None:
    to = address_of(ann)
    assert write(outside, to, **{name: value.replace("%s", to) for name, value in more.items()}) == 200

    assert not has_left(ann)
    assert counted() == {"answer": 1}


def test_mail_without_a_token_is_counted_dropped_and_neither_kept_nor_logged(
    outside: Client, ann: Subscriber, caplog: pytest.LogCaptureFixture
) -> None:
    assert write(outside, "info@leave.quay.example.org", sender=ann.email, subject="Please stop") == 200

    assert counted() == {"no-token": 1}
    assert not has_left(ann)
    assert not Notice.objects.exists()
    assert not caplog.text


@pytest.mark.parametrize("body", [b"\r\n", b"--xYzZY", b"\xff" * 100, b"--xYzZY\r\n" * 200_000])
def test_a_signed_body_that_makes_no_sense_is_dropped_and_not_asked_for_again(
    body: bytes, outside: Client
) -> None:
    assert post(outside, body) == 200
    assert counted() == {"no-token": 1}


def test_a_body_of_another_kind_is_dropped_too(outside: Client) -> None:
    sent = outside.post(DOOR, b"{}", content_type="application/json", headers=signed(b"{}"))

    assert (sent.status_code, counted()) == (200, {"unreadable": 1})


def test_no_more_than_so_many_dropped_mails_a_minute_are_written_down_and_whoever_leaves_always_is(
    outside: Client, ann: Subscriber, monkeypatch: pytest.MonkeyPatch
) -> None:
    minutes = iter([60.0, 61.0, 62.0, 121.0])
    monkeypatch.setattr(inbound_mail, "_meter", inbound_mail._Meter(2, lambda: next(minutes)))

    assert {write(outside, "info@leave.quay.example.org") for _ in range(3)} == {200}
    write(outside, address_of(ann))
    assert counted() == {"no-token": 2, "left": 1}
    write(outside, "info@leave.quay.example.org")
    assert counted() == {"no-token": 3, "left": 1}


def test_a_mail_to_many_costs_few_hashes(outside: Client, ann: Subscriber) -> None:
    wrong = ", ".join(f"{'a2' * 26}{letter}@x.org" for letter in "abcdefghijklmnopqrstuvwxyz")

    assert write(outside, f"{wrong}, {address_of(ann)}", envelope="") == 200
    assert not has_left(ann)


@pytest.mark.parametrize("headers", [{}, signed(b"another body")])
def test_what_nobody_signed_is_not_read_and_may_be_tried_again(
    headers: dict[str, str], outside: Client, ann: Subscriber, caplog: pytest.LogCaptureFixture
) -> None:
    body = form_of_mail(sender="x@y.org", to=address_of(ann))

    assert post(outside, body, headers) == 503
    assert not has_left(ann)
    assert counted() == {}
    assert "@" not in caplog.text


def test_without_a_key_nothing_is_served_and_the_log_names_the_setting(
    outside: Client, ann: Subscriber, settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    give(settings, SENDGRID_INBOUND_KEY="")

    assert write(outside, address_of(ann)) == 503
    assert not has_left(ann)
    assert "SENDGRID_INBOUND_KEY" in caplog.text


def test_the_key_of_the_event_webhook_proves_no_mail(outside: Client, ann: Subscriber, settings: Any) -> None:
    give(settings, SENDGRID_INBOUND_KEY="", SENDGRID_WEBHOOK_KEY=KEY)

    assert write(outside, address_of(ann)) == 503


def test_a_mail_that_no_program_writes_to_leave_is_refused_unread(outside: Client) -> None:
    assert post(outside, b" " * (views.LONGEST_BODY + 1)) == 413


@pytest.mark.parametrize("name", ["outbox", "smtp", "pigeon"])
def test_where_no_mail_comes_in_there_is_no_hook(name: str, outside: Client) -> None:
    assert post(outside, b"", path=f"/hooks/{name}/mail/") == 404


def test_looking_at_the_door_is_not_posting(outside: Client) -> None:
    assert outside.get(DOOR).status_code == 405


def test_a_provider_that_is_chosen_no_more_still_hands_mail_over(
    outside: Client, ann: Subscriber, settings: Any
) -> None:
    settings.PROVIDER = "smtp"

    write(outside, address_of(ann))

    assert has_left(ann)


def test_every_outcome_is_a_count_for_prometheus(outside: Client, ann: Subscriber) -> None:
    write(outside, address_of(ann))

    lines = outside.get("/metrics").content.decode().splitlines()
    assert 'roundup_inbound_mails_total{outcome="left"} 1' in lines
    assert 'roundup_inbound_mails_total{outcome="no-token"} 0' in lines
