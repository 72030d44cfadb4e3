"""Named things for tests that use the database: one publication, its articles, editions and readers."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from hashlib import blake2b
from typing import Any

from django.conf import settings

from roundup.articles.models import Article, Sighting, Source
from roundup.core.bylines import authors_from
from roundup.core.email_addresses import normalise_address
from roundup.core.tokens import Purpose
from roundup.core.urls import url_key
from roundup.editions.assembling import assemble_edition
from roundup.editions.lifecycle import approve_edition
from roundup.editions.models import Edition, Story
from roundup.editions.proof import proof_of
from roundup.publications.models import Publication, Section
from roundup.subscribers import sign_ups
from roundup.subscribers.models import Consent, Subscriber
from roundup.subscribers.suppressions import hash_of

# Wednesday; the week of the publication ends on Thursday at 14:00 and goes out on Friday at 7:00.
NOW = datetime(2026, 11, 18, 12, tzinfo=UTC)
THURSDAY = datetime(2026, 11, 19, 14, tzinfo=UTC)
FRIDAY = datetime(2026, 11, 20, 7, tzinfo=UTC)


def make_publication(**fields: Any) -> Publication:
    fields = {
        "name": "The Quay",
        "slug": "quay",
        "url": "https://quay.example.org",
        "sender_email": "weekly@quay.example.org",
        "postal_address": "1 Quay Steps, Aldmere",
        "assemble_days_before": 1,
        "assemble_time": time(14),
        "send_weekdays": [4],
        "send_time": time(7),
        # No source of these tests answers, except where a test is about that.
        "last_looks": "",
    } | fields
    publication = Publication.objects.create(**fields)
    # It has been here for a while: the schedule owes nothing from before that.
    Publication.objects.filter(pk=publication.pk).update(created_at=NOW - timedelta(days=60))
    for place, name in enumerate(("World", "Culture")):
        Section.objects.create(
            publication=publication, key=name.lower(), name=name, words=[name], position=place, cap=6
        )
    publication.refresh_from_db()
    return publication


def make_article(publication: Publication, number: int, **fields: Any) -> Article:
    url = f"https://quay.example.org/{number}"
    fields = {
        "url": url,
        "title": f"The headline of article number {number}",
        "summary": f"What article {number} has to tell, in one sentence.",
        "section": "World" if number % 2 else "Culture",
        "authors": ["Ines Falk"],
        "published_at": NOW - timedelta(hours=number),
        "first_seen_at": NOW - timedelta(hours=number),
        "image": {"url": f"{url}.jpg", "alt": f"Picture {number}", "credit": "A. Lens", "caption": ""},
    } | fields
    article = Article.objects.create(publication=publication, url_key=url_key(fields["url"]), **fields)
    source, _ = Source.objects.get_or_create(publication=publication, url="https://quay.example.org/feed")
    Sighting.objects.create(source=source, article=article, guid=str(number), seen_at=article.first_seen_at)
    return article


def make_articles(publication: Publication, count: int = 6) -> list[Article]:
    return [make_article(publication, number) for number in range(1, count + 1)]


def make_reader(publication: Publication, name: str, **fields: Any) -> Subscriber:
    address = normalise_address(f"{name}@example.org")
    fields = {
        "status": Subscriber.Status.ACTIVE,
        "created_at": NOW - timedelta(days=30),
        "confirmed_at": NOW - timedelta(days=30),
    } | fields
    return Subscriber.objects.create(
        publication=publication,
        email=address.email,
        email_key=address.key,
        email_hash=hash_of(address.key),
        name=name,
        **fields,
    )


def make_readers(publication: Publication, names: Sequence[str]) -> list[Subscriber]:
    return [make_reader(publication, name) for name in names]


def sign_up(
    publication: Publication,
    email: str,
    now: datetime,
    *,
    name: str = "",
    asker: sign_ups.Asker | None = None,
) -> None:
    """Send the form, and take up what was sent, as the next tick does."""
    sign_ups.receive(publication, email, name, asker or sign_ups.Asker("form", "words"), now)
    sign_ups.take_up(now)


def agreed(reader: Subscriber, at: datetime) -> None:
    """Let a reader have confirmed at that moment, in their own words."""
    Subscriber.objects.filter(pk=reader.pk).update(confirmed_at=at)
    Consent.objects.create(subscriber=reader, act=Consent.Act.CONFIRMED, at=at, channel="link")


def token_of(link: str) -> str:
    """Return the token in a reader's link."""
    return link.rstrip("/").rpartition("/")[2]


def old_token(purpose: Purpose, subscriber_id: int, mailing_id: int) -> str:
    """Return a token as mails held it until November 2026, written out from the decision of then."""
    secret = settings.SECRET_KEY.encode()
    key = blake2b(secret, digest_size=64, person=b"roundup-links").digest()
    ids = subscriber_id.to_bytes(6, "big") + mailing_id.to_bytes(6, "big")
    digest = blake2b(ids, key=key, digest_size=60).digest()
    place = 15 * list(Purpose).index(purpose)
    return urlsafe_b64encode(ids + digest[place : place + 15]).decode()


def make_edition(publication: Publication, articles: int = 6) -> Edition:
    make_articles(publication, articles)
    return assemble_edition(publication, NOW)


def approved(edition: Edition, now: datetime = NOW) -> Edition:
    approve_edition(edition, proof_of(edition).hash, None, now)
    return edition


def make_mailed_edition(publication: Publication, *bylines: str) -> Edition:
    """Make an edition that went out two weeks ago, a story for each byline, of World and Culture in turn."""
    then = NOW - timedelta(days=14)
    edition = Edition.objects.create(
        publication=publication,
        period=then.date(),
        period_start=then - timedelta(days=7),
        period_end=then,
        number=0,
        status=Edition.Status.MAILED,
        assembled_at=then,
        news_since=then,
        dated=then.date(),
        send_at=then,
        mailed_at=then,
    )
    sections = list(publication.sections.order_by("position")[:2])
    for place, byline in enumerate(bylines):
        section = sections[place % 2]
        article = make_article(publication, 900 + place, authors=list(authors_from([byline])))
        Story.objects.create(
            edition=edition,
            article=article,
            place=Story.Place.SECTION if place else Story.Place.LEAD,
            section_key=section.key,
            section_name=section.name,
            section_style=section.style,
            position=place,
            headline=f"A headline of {byline}",
            byline=byline,
        )
    return edition
