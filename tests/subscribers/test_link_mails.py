"""Whoever subscribes already gets their link by mail, and is not asked to confirm; the form tells nobody."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from roundup.core.email_addresses import normalise_address
from roundup.core.suppression import SuppressionReason
from roundup.publications.models import Publication
from roundup.sending.handing_over.confirmation_mail import send_due_confirmations
from roundup.subscribers import sign_ups, subscriptions
from roundup.subscribers.confirmations import confirmation_batch
from roundup.subscribers.links import reader_links
from roundup.subscribers.models import Asking, Confirmation, Consent, SignUp, Subscriber
from roundup.subscribers.sign_ups import Asker
from roundup.subscribers.suppressions import suppress_address
from tests.making import NOW, make_reader, sign_up
from tests.sending.post import Post
from tests.subscribers.patience import PatientClient

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


def ask_for_link(publication: Publication, email: str, now: object = NOW) -> None:
    sign_ups.receive(publication, email, "", Asker("form", ""), now, only_link=True)  # type: ignore[arg-type]
    sign_ups.take_up(now)  # type: ignore[arg-type]


def mail_of(row: Confirmation) -> str:
    mail = confirmation_batch(row, "nonce")
    return " ".join(f"{mail.subject}\n{mail.text}".split())


def test_who_subscribes_though_subscribed_gets_their_link_and_no_question(publication: Publication) -> None:
    ann = make_reader(publication, "ann")

    sign_up(publication, "ann@example.org", NOW)

    said = mail_of(Confirmation.objects.get())
    assert reader_links(ann)["preferences"] in said
    assert "confirm" not in said.lower()
    assert "/c/" not in said
    assert "subscription stays as it is" in said


def test_a_paused_reader_gets_the_link_and_is_told_of_the_pause(publication: Publication) -> None:
    day = (timezone.now() + 9 * DAY).date()
    make_reader(publication, "ann", paused_until=day)

    ask_for_link(publication, "ann@example.org")

    assert "You get nothing until" in mail_of(Confirmation.objects.get())


def test_a_reader_who_replaced_their_links_gets_the_new_one(publication: Publication) -> None:
    ann = make_reader(publication, "ann")
    old = reader_links(ann)["preferences"]
    Subscriber.objects.update(link_generation=1)

    ask_for_link(publication, "ann@example.org")

    assert old not in mail_of(Confirmation.objects.get())
    ann.refresh_from_db()
    assert reader_links(ann)["preferences"] in mail_of(Confirmation.objects.get())


def bounced(publication: Publication) -> None:
    make_reader(publication, "ann")
    suppress_address(normalise_address("ann@example.org"), SuppressionReason.BOUNCED, NOW - DAY)


def complained(publication: Publication) -> None:
    make_reader(publication, "ann")
    suppress_address(normalise_address("ann@example.org"), SuppressionReason.COMPLAINED, NOW - DAY)


def left(publication: Publication) -> None:
    make_reader(publication, "ann", status="unsubscribed", unsubscribed_at=NOW - DAY)


def pending(publication: Publication) -> None:
    make_reader(publication, "ann", status="pending", confirmed_at=None)


def forgotten(publication: Publication) -> None:
    subscriptions.erase(make_reader(publication, "ann"), NOW - DAY)


def unknown(publication: Publication) -> None:
    make_reader(publication, "bea")


@pytest.mark.parametrize("state", [bounced, complained, left, pending, forgotten, unknown])
def test_a_link_is_mailed_to_nobody_who_is_not_mailed(
    state: Callable[[Publication], None], publication: Publication
) -> None:
    state(publication)
    before = list(Subscriber.objects.values()), list(Consent.objects.values())

    ask_for_link(publication, "ann@example.org")

    assert not Confirmation.objects.exists()
    assert not SignUp.objects.exists()
    assert (list(Subscriber.objects.values()), list(Consent.objects.values())) == before


@pytest.mark.parametrize("state", [bounced, left])
def test_who_is_no_longer_mailed_and_subscribes_again_is_asked_to_confirm(
    state: Callable[[Publication], None], publication: Publication
) -> None:
    state(publication)

    sign_up(publication, "ann@example.org", NOW)

    assert "/c/" in mail_of(Confirmation.objects.get())


def test_a_reader_who_complained_gets_neither(publication: Publication) -> None:
    complained(publication)

    sign_up(publication, "ann@example.org", NOW)

    assert not Confirmation.objects.exists()


def test_a_link_is_no_consent(publication: Publication) -> None:
    make_reader(publication, "ann")

    ask_for_link(publication, "ann@example.org")

    assert Confirmation.objects.exists()
    assert not Consent.objects.exists()


def test_a_flood_for_one_mailbox_mails_it_once_within_the_limits(publication: Publication) -> None:
    make_reader(publication, "ann")

    for number in range(20):
        sign_ups.receive(
            publication,
            ("ann@example.org", "ANN@example.org")[number % 2],
            "",
            Asker("form", "", f"198.51.{number}.0/24"),
            NOW + number * timedelta(seconds=40),
            only_link=number % 3 > 0,
        )
    sign_ups.take_up(NOW + 14 * MINUTE)
    post = Post()
    for _ in range(3):
        send_due_confirmations(post, NOW + 14 * MINUTE)

    assert len(post.given) == 1
    assert Confirmation.objects.count() == 1
    ask_for_link(publication, "ann@example.org", NOW + 40 * MINUTE)
    ask_for_link(publication, "ann@example.org", NOW + 80 * MINUTE)
    assert Confirmation.objects.count() == 2


def test_who_leaves_before_the_link_is_mailed_gets_nothing(publication: Publication) -> None:
    ann = make_reader(publication, "ann")
    ask_for_link(publication, "ann@example.org")
    suppress_address(normalise_address("ann@example.org"), SuppressionReason.BOUNCED, NOW)
    post = Post()

    send_due_confirmations(post, NOW + MINUTE)

    assert not post.given
    assert Confirmation.objects.get(subscriber=ann).status == "refused"


def test_the_answer_is_the_same_whomever_we_know(publication: Publication) -> None:
    web = PatientClient(enforce_csrf_checks=True)
    make_reader(publication, "ann")
    make_reader(publication, "lee", status="unsubscribed")
    pages = set()
    with time_machine.travel(NOW, tick=False):
        for name in ("ann", "lee", "new"):
            answer = web.post("/subscribe/", {"email": f"{name}@example.org", "wants": "link"})
            pages.add((answer.status_code, answer.content.replace(f"{name}@".encode(), b"")))

    assert len(pages) == 1
    assert Asking.objects.count() == 3
    assert set(SignUp.objects.values_list("only_link", flat=True)) == {True}
