"""The envelope of an edition for the checks: its sender and one reader's headers."""

from __future__ import annotations

from django.conf import settings

from roundup.core.batches import unsubscribe_headers
from roundup.editions.models import Edition
from roundup.providers import PROVIDERS, stays_here
from roundup.publications.headers import publication_headers
from roundup.publications.outgoing import sender_of
from roundup.rendering.checks import Envelope

# As long as a reader's token, but nobody's.
_NOBODY = "A" * 44


def envelope_of(edition: Edition) -> Envelope:
    """Return the envelope of a copy that belongs to no reader."""
    publication = edition.publication
    sender = sender_of(publication)
    own = unsubscribe_headers(f"{settings.BASE_URL}/u/{_NOBODY}/", publication.leave_domain)
    return Envelope(
        sender_name=sender.name,
        sender_email=sender.email,
        reply_to=sender.reply_to,
        headers=publication_headers(publication.name, publication.slug) | own,
        trial=stays_here(PROVIDERS[settings.PROVIDER].outlet(settings.PROVIDER_SETTINGS)),
    )
