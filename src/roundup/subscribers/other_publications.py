"""The installation's other publications, as they are offered on the page of a reader's preferences.

That page opens for anybody to whom an email was forwarded. So it shows each publication in the same way,
whatever else the reader gets, and only an email to the reader's own mailbox can subscribe.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from roundup.core.errors import Refused
from roundup.publications.brand import brand_of
from roundup.publications.directory import offered_beside
from roundup.publications.models import Publication
from roundup.subscribers import consent_wording, sign_ups
from roundup.subscribers.consent_anew import is_mailed
from roundup.subscribers.models import Subscriber


@dataclass(frozen=True, slots=True)
class OtherPublication:
    """Another publication, and what pressing its button means, in the reader's language."""

    publication: Publication
    terms: str

    @property
    def tagline(self) -> str:
        return brand_of(self.publication).tagline


def others_for(subscriber: Subscriber) -> list[OtherPublication]:
    """Return what a reader is offered; nothing unless they are mailed: only then is their mailbox proven."""
    if not is_mailed(subscriber):
        return []
    return [
        OtherPublication(other, consent_wording.asking(other, _language(subscriber)))
        for other in offered_beside(subscriber.publication)
    ]


def ask_for_other(subscriber: Subscriber, slug: str, now: datetime, *, network: str = "") -> None:
    """Ask the reader's own mailbox about another publication, exactly as its form would.

    Raises Refused if it is not offered to the reader, and TooOften for a network that asks too much.
    """
    chosen = next((each for each in others_for(subscriber) if each.publication.slug == slug), None)
    if chosen is None:
        raise Refused("This round-up is not offered here (any more): reload the page and choose again.")
    # The page without its token, which is the reader's key.
    page = f"{settings.BASE_URL}/p/?publication={subscriber.publication.slug}"
    asker = sign_ups.Asker("preferences", chosen.terms, network, page=page)
    sign_ups.receive(chosen.publication, subscriber.email, "", asker, now)


def _language(subscriber: Subscriber) -> str:
    """Return the language of the reader's page, in which the words are shown."""
    return subscriber.language or subscriber.publication.language
