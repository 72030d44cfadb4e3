"""Mails the welcomes that are due, each at most once."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial
from typing import Final

from django.db.models import F, Q

from roundup.core.batches import OutgoingBatch
from roundup.core.errors import RenderError
from roundup.core.newsroom_language import tell_later
from roundup.editions.models import Edition
from roundup.providers import Provider
from roundup.publications.models import Publication
from roundup.sending.handing_over.reader_mail import ReaderMail, send_each
from roundup.sending.handing_over.welcome_letter import newest_letter_batch
from roundup.sending.models import Delivery, Mailing
from roundup.sending.ordinals import coming_mailings
from roundup.subscribers.models import Welcome
from roundup.subscribers.next_email import next_email_at
from roundup.subscribers.welcomes import due_welcomes, own_words_batch, why_no_welcome

_ALARM = tell_later("Welcome mails cannot be sent. %(error)s")
_SOON: Final = timedelta(hours=1)


def send_due_welcomes(provider: Provider, now: datetime, most: int = 50) -> int:
    """Hand over the welcomes that may leave now; return how many the provider took.

    While an edition is about to leave, or is leaving, its publication's welcomes wait: a reader who gets the
    edition needs none.
    """
    kind = ReaderMail(Welcome, why_unwanted, partial(welcome_batch, now=now), "welcomes", _ALARM)
    return send_each(kind, due_welcomes(now, most, _busy(now)), provider, now)


def why_unwanted(row: Welcome, now: datetime) -> str:
    """Return why a welcome should not leave, or ''."""
    # By mailing, because the table is keyed by it.
    ours = Mailing.objects.filter(edition__publication=row.subscriber.publication, started_at__gte=row.at)
    since = list(ours.values_list("pk", flat=True))
    if Delivery.objects.filter(mailing_id__in=since, subscriber_id=row.subscriber_id).exists():
        return "An edition reached the reader first."
    return why_no_welcome(row, now)


def welcome_batch(row: Welcome, attempt: str, *, now: datetime) -> OutgoingBatch:
    """Return the mail as the publication wants it.

    Raises RenderError if there is nothing to mail: no edition for this reader, and no words.
    """
    publication = row.subscriber.publication
    coming = next_email_at(row.subscriber.preferences, publication, coming_mailings(publication, now))
    wants_newest = publication.welcome == Publication.Welcome.NEWEST
    if wants_newest and (letter := newest_letter_batch(row, attempt, now, coming)):
        return letter
    if not publication.welcome_words:
        raise RenderError("There is no edition to welcome this reader with, and no words.")
    return own_words_batch(row, attempt, now, coming)


def _busy(now: datetime) -> set[int]:
    """Return the publications with an edition that leaves within an hour, or is leaving."""
    leaves = Q(status=Edition.Status.APPROVED) | Q(
        status=Edition.Status.DRAFT, publication__at_deadline=Publication.AtDeadline.SEND
    )
    soon = Edition.objects.filter(leaves, held_at=None, mailing=None)
    soon = soon.filter(send_at__gt=now - _SOON, send_at__lte=now + _SOON)
    going = Mailing.objects.filter(status__in=(Mailing.Status.PREPARING, Mailing.Status.SENDING))
    return {
        *soon.values_list("publication", flat=True),
        *going.values_list(F("edition__publication"), flat=True),
    }
