"""The welcome mails: who gets one, which may leave now, and what they say in the publication's own words.

`sending.handing_over.welcome_mail` hands them over, and knows the newest edition.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from django.db.models import Exists, OuterRef, Q

from roundup.core.batches import OutgoingBatch, unsubscribe_headers
from roundup.core.content import Brand
from roundup.core.language import Language
from roundup.publications.brand import direction_of
from roundup.publications.headers import publication_headers
from roundup.publications.models import Publication
from roundup.rendering.messages import Message, welcome_message
from roundup.subscribers import clearings
from roundup.subscribers.confirmation_queue import CLEARED_WITHIN
from roundup.subscribers.consent_anew import is_mailed
from roundup.subscribers.links import reader_links
from roundup.subscribers.models import Subscriber, Welcome
from roundup.subscribers.preferences_form import paused_until
from roundup.subscribers.reader_mail import mail_to_reader

Status = Welcome.Status

# A welcome that comes later than this would puzzle its reader.
_IN_TIME: Final = timedelta(days=2)
_ONE_WITHIN: Final = timedelta(days=1)
# In HTML and plain text alike, text between these runs in the direction of its first letter.
_ISOLATE, _END_OF_ISOLATE = "\u2068", "\u2069"


def want_welcome(subscriber: Subscriber) -> None:
    """Queue the welcome of a reader who has just confirmed, if their publication mails welcomes."""
    if subscriber.confirmed_at and subscriber.publication.welcome != Publication.Welcome.NONE:
        Welcome.objects.create(subscriber=subscriber, at=subscriber.confirmed_at)


def due_welcomes(now: datetime, most: int, busy: Collection[int]) -> list[int]:
    """Return the welcomes that may leave now, except those of `busy` publications.

    A welcome waits while the provider still has the address on one of its own lists, like a confirmation.
    """
    waiting = Welcome.objects.filter(status=Status.WAITING).exclude(subscriber__publication__in=busy)
    listed = clearings.open_clearings().filter(subscriber=OuterRef("subscriber"))
    waiting = waiting.exclude(Exists(listed), at__gt=now - CLEARED_WITHIN)
    due = waiting.filter(Q(not_before=None) | Q(not_before__lte=now)).order_by("at", "pk")
    return list(due.values_list("pk", flat=True)[:most])


def why_no_welcome(row: Welcome, now: datetime) -> str:
    """Return why a welcome should not leave, or ''."""
    subscriber = row.subscriber
    if subscriber.publication.welcome == Publication.Welcome.NONE:
        return "The publication mails no welcomes."
    if subscriber.erased_at or not is_mailed(subscriber):
        return "The reader has left since, or may not be mailed."
    if subscriber.confirmed_at != row.at:
        return "The reader has left and come back since."
    if now - row.at > _IN_TIME:
        return "It waited so long that it would puzzle its reader."
    others = Welcome.objects.filter(subscriber=subscriber, posted_at__gt=now - _ONE_WITHIN)
    if others.exclude(pk=row.pk).exists():
        return "A welcome went to this reader a short while ago."
    return ""


def own_words_batch(row: Welcome, attempt: str, now: datetime, coming: datetime | None) -> OutgoingBatch:
    """Return the welcome in the publication's own words. `coming` is when the reader gets the next edition.

    Raises RenderError if the publication's templates fail.
    """
    subscriber = row.subscriber
    links = reader_links(subscriber)

    def message(brand: Brand, language: Language) -> Message:
        return welcome_message(
            brand,
            language,
            words=_own_words(subscriber.publication, language),
            coming=when_next(subscriber, language, now, coming),
            url=links["preferences"],
            unsubscribe_url=links["unsubscribe"],
        )

    mail = mail_to_reader(subscriber, message, key=key_of(row), attempt=attempt)
    way_out = unsubscribe_headers(links["unsubscribe"], subscriber.publication.leave_domain)
    recipients = tuple(recipient._replace(headers=way_out) for recipient in mail.recipients)
    return replace(
        mail, recipients=recipients, headers={**headers_of(subscriber.publication), **mail.headers}
    )


def _own_words(publication: Publication, language: Language) -> list[str]:
    """Return the paragraphs, each in its own direction if the rest of the mail runs the other way."""
    lines = [line.strip() for line in publication.welcome_words.splitlines() if line.strip()]
    if language.direction == direction_of(publication):
        return lines
    return [f"{_ISOLATE}{line}{_END_OF_ISOLATE}" for line in lines]


def key_of(row: Welcome) -> str:
    return f"welcome-{row.pk}"


def headers_of(publication: Publication) -> dict[str, str]:
    """Return the headers of the publication's newsletter: a welcome is one of its mails."""
    return publication_headers(publication.name, publication.slug)


def words_above_letter(
    subscriber: Subscriber, language: Language, now: datetime, coming: datetime | None
) -> str:
    """Return the words above the newest edition when it welcomes a reader."""
    welcome = language.say(
        "Welcome to %(name)s! This is the newest edition.", name=subscriber.publication.name
    )
    return f"{welcome} {when_next(subscriber, language, now, coming)}".rstrip()


def when_next(subscriber: Subscriber, language: Language, now: datetime, coming: datetime | None) -> str:
    """Return the sentence that says when this reader gets the next edition; "" if none is planned."""
    if paused := paused_until(subscriber, now):
        return language.say("You get nothing until %(day)s is over.", day=language.day(paused))
    if coming is None:
        return ""
    return language.say(
        "The next edition comes on %(day)s at %(hour)s.", day=language.day(coming), hour=language.hour(coming)
    )
