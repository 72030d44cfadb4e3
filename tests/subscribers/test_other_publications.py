"""A reader is offered the other publications here, and only their own mailbox can subscribe to them."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from roundup.core.suppression import SuppressionReason
from roundup.publications.models import Publication
from roundup.subscribers import consent_wording, sign_up_limits, sign_ups, subscriptions
from roundup.subscribers.links import reader_links
from roundup.subscribers.models import Confirmation, Consent, SignUp, Subscriber
from roundup.subscribers.objections import note_objection
from roundup.subscribers.suppressions import suppress_subscriber
from tests.making import make_publication, make_reader, sign_up
from tests.subscribers.patience import PatientClient, shown_a_while_ago


@pytest.fixture
def harbour(publication: Publication) -> Publication:
    brand = {"tagline": "Ships & tides"}
    fields = {"is_offered": True, "brand": brand, "send_weekdays": [6]}
    return make_publication(name="The Harbour", slug="harbour", **fields)


@pytest.fixture
def ann(publication: Publication, harbour: Publication) -> Subscriber:
    return make_reader(publication, "ann")


def path(reader: Subscriber) -> str:
    return reader_links(reader, 12)["preferences"].removeprefix(settings.BASE_URL)


def timeless(page: bytes) -> str:
    """Return a page without the moment at which it was shown, which differs each time."""
    return re.sub('name="shown" value="[^"]+"', "", page.decode())


def shown(reader: Subscriber) -> str:
    return timeless(Client().get(path(reader)).content)


def ask(reader: Subscriber, client: Client, slug: str = "harbour") -> Any:
    return client.post(path(reader), {"action": "subscribe", "publication": slug}, follow=True)


def take_up() -> list[Confirmation]:
    sign_ups.take_up(timezone.now())
    return list(Confirmation.objects.order_by("pk"))


def test_the_page_names_each_with_its_line_and_its_day(ann: Subscriber) -> None:
    page = shown(ann)

    for words in ("The Harbour", "Ships &amp; tides", "Every Sunday at 07:00", "Subscribe to The Harbour"):
        assert words in page


def test_leaving_promises_no_silence_of_the_others(ann: Subscriber) -> None:
    assert "Press the button, and The Quay will send nothing more." in shown(ann)


def test_only_publications_that_an_admin_offers_are_shown(ann: Subscriber, client: Client) -> None:
    Publication.objects.update(is_offered=False)
    Publication.objects.filter(slug="quay").update(is_offered=True)

    assert "More round-ups" not in shown(ann)
    assert ask(ann, client).status_code == 422
    assert ask(ann, client, slug="quay").status_code == 422
    assert not SignUp.objects.exists()


def test_pressing_asks_the_readers_own_mailbox_and_keeps_what_was_shown_and_where(
    ann: Subscriber, harbour: Publication, client: Client
) -> None:
    words = consent_wording.asking(harbour)
    assert words in shown(ann)

    answer = ask(ann, client)

    (asked,) = take_up()
    assert "an email is on its way" in answer.content.decode()
    there = asked.subscriber
    assert (there.email, there.publication, there.status, there.name) == (ann.email, harbour, "pending", "")
    consent = Consent.objects.get()
    kept = (consent.subscriber, consent.act, consent.channel, consent.wording, consent.page)
    assert kept == (there, "asked", "preferences", words, f"{settings.BASE_URL}/p/?publication=quay")
    assert path(ann).split("/")[2] not in str(Consent.objects.values().get()), "the token is the reader's key"


def test_the_words_that_are_kept_are_in_the_language_in_which_they_were_shown(
    ann: Subscriber, harbour: Publication, client: Client
) -> None:
    Subscriber.objects.update(language="de")
    ask(ann, client)
    take_up()

    assert Consent.objects.get().wording == consent_wording.asking(harbour, "de")
    assert Consent.objects.get().wording in shown(ann)


def test_a_program_that_presses_at_once_asks_for_nothing(ann: Subscriber) -> None:
    assert "once more" in ask(ann, Client()).content.decode()
    assert not SignUp.objects.exists()


@pytest.mark.parametrize("status", ["active", "pending", "unsubscribed"])
def test_page_and_answer_tell_nobody_what_else_the_reader_gets(
    status: str, ann: Subscriber, harbour: Publication
) -> None:
    here, answer = shown(ann), timeless(ask(ann, PatientClient()).content)
    SignUp.objects.all().delete()

    make_reader(harbour, "ann", status=status)

    assert shown(ann) == here
    assert timeless(ask(ann, PatientClient()).content) == answer


def test_whoever_gets_it_already_is_mailed_their_link_and_asked_nothing(
    ann: Subscriber, harbour: Publication, client: Client
) -> None:
    there = make_reader(harbour, "ann")

    ask(ann, client)
    (mail,) = take_up()

    there.refresh_from_db()
    assert (mail.subscriber, there.status) == (there, "active")


def test_pressing_again_and_again_mails_as_rarely_as_the_form(ann: Subscriber, client: Client) -> None:
    for _ in range(3):
        ask(ann, client)

    assert len(take_up()) == 1


def test_a_network_that_asks_too_much_is_told_so(
    ann: Subscriber, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sign_up_limits, "MOST_PER_NETWORK", 0)

    assert ask(ann, client).status_code == 429


def test_whoever_objected_there_is_not_mailed(ann: Subscriber, harbour: Publication, client: Client) -> None:
    sign_up(harbour, ann.email, timezone.now())
    note_objection(Confirmation.objects.get(), timezone.now())
    Confirmation.objects.all().delete()
    Subscriber.objects.filter(publication=harbour).delete()

    ask(ann, client)

    assert take_up() == []


@pytest.mark.parametrize("why", ["left", "suppressed", "pending"])
def test_who_is_not_mailed_here_is_offered_nothing_and_causes_no_mail(
    why: str, ann: Subscriber, client: Client
) -> None:
    if why == "left":
        subscriptions.unsubscribe(ann, "link", timezone.now())
    elif why == "suppressed":
        suppress_subscriber(ann.pk, SuppressionReason.COMPLAINED, timezone.now())
    else:
        Subscriber.objects.update(status="pending")

    assert "More round-ups" not in shown(ann)
    assert ask(ann, client).status_code == 422
    assert not SignUp.objects.exists()


def test_a_link_that_was_replaced_asks_for_nothing(ann: Subscriber, harbour: Publication) -> None:
    old, stamp = path(ann), shown_a_while_ago(ann)
    Subscriber.objects.update(link_generation=1)

    fields = {"action": "subscribe", "publication": "harbour", "shown": stamp}
    Client().post(old, fields, follow=True)

    assert not SignUp.objects.exists()
