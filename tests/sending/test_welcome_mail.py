"""Whoever confirms is welcomed once, as the publication wants it, and only while that is still welcome."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from roundup.core.batches import OutgoingBatch
from roundup.core.preferences import MONTHLY, Preferences
from roundup.core.suppression import SuppressionReason
from roundup.editions.assembling import assemble_edition
from roundup.editions.models import Approval, Edition
from roundup.publications.models import Publication
from roundup.sending.handing_over.welcome_mail import send_due_welcomes
from roundup.sending.models import Delivery, Variant
from roundup.sending.preparing.freeze import prepare_step, start_due_mailings
from roundup.subscribers import leaves, subscriptions
from roundup.subscribers.models import Confirmation, Subscriber, Welcome
from roundup.subscribers.suppressions import suppress_subscriber
from tests.making import (
    FRIDAY,
    NOW,
    approved,
    make_article,
    make_edition,
    make_publication,
    make_reader,
    sign_up,
)
from tests.sending.post import Post
from tests.sending.steps import prepare, send_all

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
SATURDAY = FRIDAY + DAY
WORDS = "Glad that you are here.\n\nBegin with <the lighthouse>."

pytestmark = pytest.mark.django_db


@pytest.fixture
def publication(db: None) -> Publication:
    return make_publication(welcome="words", welcome_words=WORDS)


@pytest.fixture
def newest(publication: Publication) -> Edition:
    """The edition of Friday, which has gone out to others."""
    Publication.objects.update(welcome="newest")
    publication.refresh_from_db()
    make_reader(publication, "zoe")
    edition = approved(make_edition(publication))
    prepare()
    send_all(Post())
    edition.refresh_from_db()
    assert edition.status == Edition.Status.MAILED
    return edition


def confirmed(publication: Publication, now: datetime, name: str = "ann") -> Subscriber:
    sign_up(publication, f"{name}@example.org", now)
    return subscriptions.confirm(Confirmation.objects.latest("pk"), now)


def send(now: datetime) -> list[OutgoingBatch]:
    post = Post()
    while send_due_welcomes(post, now):
        pass
    return post.given


def test_the_publications_own_words_are_mailed_once_and_say_when_the_next_edition_comes(
    publication: Publication,
) -> None:
    confirmed(publication, NOW)

    (mail,) = send(NOW + MINUTE)

    assert send(NOW + HOUR) == []
    assert mail.subject == "Welcome to The Quay"
    assert "Begin with &lt;the lighthouse&gt;." in mail.html
    assert "Begin with <the lighthouse>." in mail.text
    assert "The next edition comes on Friday, 20 November 2026" in " ".join(mail.text.split())
    (to,) = mail.recipients
    assert to.email == "ann@example.org"
    assert to.headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert to.headers["List-Unsubscribe"].strip("<>") in mail.html
    assert "List-Id" in mail.headers
    assert "ann@" not in mail.html + mail.text + mail.key


def test_a_welcome_names_the_next_email_of_a_reader_who_gets_fewer(publication: Publication) -> None:
    ann = confirmed(publication, NOW)
    subscriptions.set_preferences(ann, Preferences(rhythm=MONTHLY), NOW)

    (mail,) = send(NOW + MINUTE)

    assert "The next edition comes on Friday, 4 December 2026" in " ".join(mail.text.split())


def test_words_in_another_direction_than_the_mail_keep_their_own(publication: Publication) -> None:
    ann = confirmed(publication, NOW)
    Subscriber.objects.filter(pk=ann.pk).update(language="ar")

    (mail,) = send(NOW + MINUTE)

    assert "\u2068Glad that you are here.\u2069" in mail.html
    assert "أهلًا بك" in mail.subject


def test_the_newest_edition_comes_as_it_was_mailed_with_the_readers_own_links(
    publication: Publication, newest: Edition
) -> None:
    ann = confirmed(publication, SATURDAY)

    (mail,) = send(SATURDAY + MINUTE)

    bytes_mailed = Approval.objects.get(edition=newest, voided_at=None)
    (to,) = mail.recipients
    first = re.compile(
        r'(?<=&nbsp;</div>)<p class="dim" lang="en" dir="ltr" style="[^"]*">Welcome to The Quay! .*?</p>'
    )
    assert len(first.findall(mail.html)) == 1
    assert first.sub("", mail.html) == bytes_mailed.html
    assert mail.text.endswith(bytes_mailed.text)
    assert mail.subject == bytes_mailed.subject
    assert {url.split("/")[3] for url in to.substitutions.values()} == {"u", "p", "archive"}
    assert all(mark in mail.html for mark in to.substitutions)
    assert not Delivery.objects.filter(subscriber_id=ann.pk).exists()
    assert Variant.objects.count() == 1


def test_the_newest_edition_respects_what_the_reader_follows(
    publication: Publication, newest: Edition
) -> None:
    make_reader(publication, "ann", status="unsubscribed", sections=["world"], unsubscribed_at=NOW)
    confirmed(publication, SATURDAY)

    (mail,) = send(SATURDAY + MINUTE)

    world, culture = (newest.stories.filter(section_key=key).first() for key in ("world", "culture"))
    assert world
    assert culture
    assert world.headline in mail.html
    assert culture.headline not in mail.html


def not_mailed_yet(publication: Publication) -> None:
    Edition.objects.update(status="skipped")


def lost(publication: Publication) -> None:
    Approval.objects.update(html="", hash="lost")
    Variant.objects.all().update(html="")


def pausing(publication: Publication) -> None:
    Subscriber.objects.filter(email="ann@example.org").update(paused_until=(SATURDAY + 9 * DAY).date())


def had_it(publication: Publication) -> None:
    delivery = Delivery.objects.get()
    ann = Subscriber.objects.get(email="ann@example.org")
    Delivery.objects.create(mailing=delivery.mailing, subscriber_id=ann.pk, batch=delivery.batch)


@pytest.mark.parametrize("happens", [not_mailed_yet, lost, pausing, had_it])
@pytest.mark.parametrize("words", [WORDS, ""])
def test_without_an_edition_for_the_reader_the_words_are_mailed_or_nothing(
    happens: Callable[[Publication], None], words: str, publication: Publication, newest: Edition
) -> None:
    Publication.objects.update(welcome_words=words)
    confirmed(publication, SATURDAY)
    happens(publication)

    assert [mail.subject for mail in send(SATURDAY + MINUTE)] == ["Welcome to The Quay"][: len(words)]


def left(ann: Subscriber) -> None:
    subscriptions.unsubscribe(ann, "link", NOW)


def left_and_undone(ann: Subscriber) -> None:
    leave = leaves.leave_by_page(ann, "link", NOW)
    assert leave
    leaves.undo_leave(leave, NOW + MINUTE)


def suppressed(ann: Subscriber) -> None:
    suppress_subscriber(ann.pk, SuppressionReason.BOUNCED, NOW)


def erased(ann: Subscriber) -> None:
    subscriptions.erase(ann, NOW)


def switched_off(ann: Subscriber) -> None:
    Publication.objects.update(welcome="none")


@pytest.mark.parametrize("happens", [left, left_and_undone, suppressed, erased, switched_off])
def test_no_welcome_leaves_if_something_has_happened_since(
    happens: Callable[[Subscriber], None], publication: Publication
) -> None:
    happens(confirmed(publication, NOW))

    assert send(NOW + 2 * MINUTE) == []
    assert not Welcome.objects.filter(status="waiting").exists()


def test_only_those_who_become_subscribers_by_confirming_are_welcomed(publication: Publication) -> None:
    sign_up(publication, "bo@example.org", NOW - MINUTE)
    bo = Subscriber.objects.get()
    Subscriber.objects.update(status="active", confirmed_at=NOW - HOUR)
    subscriptions.confirm(Confirmation.objects.get(), NOW)
    subscriptions.unsubscribe(bo, "link", NOW)
    subscriptions.come_back(bo, NOW + MINUTE)
    Publication.objects.update(welcome="none")
    confirmed(Publication.objects.get(), NOW)

    assert not Welcome.objects.exists()


def test_a_reader_gets_at_most_one_welcome_a_day_and_none_after_two(publication: Publication) -> None:
    ann = confirmed(publication, NOW)
    assert len(send(NOW + MINUTE)) == 1
    subscriptions.unsubscribe(ann, "link", NOW + HOUR)
    subscriptions.confirm(
        Confirmation.objects.create(subscriber=ann, asked_at=NOW + 2 * HOUR), NOW + 2 * HOUR
    )
    assert send(NOW + 3 * HOUR) == []
    confirmed(publication, NOW, "bo")

    assert send(NOW + 2 * DAY + MINUTE) == []


def test_while_an_edition_is_about_to_leave_a_welcome_waits_and_who_got_the_edition_needs_none(
    publication: Publication,
) -> None:
    approved(make_edition(publication))
    confirmed(publication, FRIDAY - 30 * MINUTE)
    assert send(FRIDAY - 29 * MINUTE) == []
    prepare()
    confirmed(publication, FRIDAY + 2 * MINUTE, "bo")
    assert send(FRIDAY + 3 * MINUTE) == []
    send_all(Post())

    (mail,) = send(FRIDAY + 2 * HOUR)

    assert [to.email for to in mail.recipients] == ["bo@example.org"]


def test_who_was_welcomed_with_an_edition_gets_the_next_one_like_everybody(
    publication: Publication, newest: Edition
) -> None:
    confirmed(publication, SATURDAY)
    send(SATURDAY + MINUTE)
    for number in range(20, 24):
        make_article(publication, number, published_at=SATURDAY, first_seen_at=SATURDAY)
    following = approved(assemble_edition(publication, SATURDAY + HOUR), SATURDAY + HOUR)

    (mailing,) = start_due_mailings(following.send_at)
    while not prepare_step(mailing.pk, following.send_at):
        pass

    assert mailing.deliveries.count() == 2
