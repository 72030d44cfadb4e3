"""The newest edition as a welcome: the letter that was mailed, for a reader who subscribed after that."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.conf import settings
from django.urls import reverse
from markupsafe import Markup

from roundup.core.batches import OutgoingBatch, Recipient
from roundup.core.errors import RoundupError
from roundup.core.preferences import fitting_preferences
from roundup.core.tokens import PersonalTokens
from roundup.editions.models import Edition
from roundup.editions.newest import newest_shown
from roundup.publications.brand import brand_of, language_of
from roundup.publications.outgoing import WRITTEN_BY_A_PROGRAM, Words, compose_batch, sender_of
from roundup.rendering.appearance import appearance_of
from roundup.rendering.plain import wrap_text
from roundup.sending.handing_over.message import recipients_of
from roundup.sending.handing_over.readers import reader_of
from roundup.sending.models import Delivery, Mailing
from roundup.sending.preparing.variants import Variants
from roundup.subscribers.models import Subscriber, Welcome
from roundup.subscribers.preferences_form import paused_until
from roundup.subscribers.welcomes import headers_of, key_of, words_above_letter

_FIRST_LINE: Final = Markup(
    '<p class="dim" lang="{}" dir="{}" style="margin:0;padding:14px 20px 0;'
    'font:15px/23px Helvetica,Arial,sans-serif;text-align:center;color:{};">{}</p>'
)


def newest_letter_batch(
    row: Welcome, attempt: str, now: datetime, coming: datetime | None
) -> OutgoingBatch | None:
    """Return the newest edition for this reader, as their preferences would have it, or None.

    There is none if nothing has gone out yet, if the letter is lost or has nothing for this reader, if they
    pause, or if they got it when it was mailed. It does not count as a delivery of its mailing, and its links
    do not belong to that mailing.
    """
    subscriber = row.subscriber
    edition = newest_shown(subscriber.publication)
    if edition is None or paused_until(subscriber, now) or _got(edition, subscriber):
        return None
    letter = _letter(edition, subscriber)
    if letter is None:
        return None
    return compose_batch(
        sender_of(subscriber.publication),
        _opened_with_welcome(letter, subscriber, now, coming),
        [_as_mailed(row, edition)],
        key=key_of(row),
        attempt=attempt,
        headers=headers_of(subscriber.publication) | WRITTEN_BY_A_PROGRAM,
    )


def _as_mailed(row: Welcome, edition: Edition) -> Recipient:
    """Return the recipient as in a mailing, except for the link to the page in the browser."""
    publication = row.subscriber.publication
    marks = PersonalTokens(edition.token_prefix).marks()
    (to,) = recipients_of([reader_of(row.subscriber)], 0, publication.pk, marks, publication.leave_domain)
    values = {**to.substitutions, marks["browser"]: _public_page(edition)}
    return to._replace(delivery_id=key_of(row), substitutions=values)


def _letter(edition: Edition, subscriber: Subscriber) -> Words | None:
    """Return what was mailed, or would have been, to a reader with these preferences."""
    preferences = fitting_preferences(subscriber.preferences, subscriber.publication.section_keys)
    try:
        said = Variants(edition.mailing).letter_for(preferences)
    except (Mailing.DoesNotExist, RoundupError):
        return None
    return Words(said.subject, said.html, said.text) if said.html else None


def _got(edition: Edition, subscriber: Subscriber) -> bool:
    return Delivery.objects.filter(mailing__edition=edition, subscriber_id=subscriber.pk).exists()


def _opened_with_welcome(
    letter: Words, subscriber: Subscriber, now: datetime, coming: datetime | None
) -> Words:
    """Return the letter with one line above it. The rest stays as it was mailed, byte for byte."""
    publication = subscriber.publication
    language = language_of(publication, subscriber.language)
    first = words_above_letter(subscriber, language, now, coming)
    colour = appearance_of(brand_of(publication), language.direction).light.dim
    line = str(_FIRST_LINE.format(language.tag, language.direction, colour, first))
    at = _where_it_begins(letter.html)
    html = letter.html[:at] + line + letter.html[at:]
    return Words(letter.subject, html, f"{wrap_text(first)}\n\n{letter.text}")


def _where_it_begins(html: str) -> int:
    """Return the place after the hidden words that mail programs show beside the subject."""
    body = html.index(">", html.index("<body")) + 1
    after = html.index(">", body) + 1
    hides = "display:none" in html[body:after]
    return html.index("</div>", after) + len("</div>") if hides else body


def _public_page(edition: Edition) -> str:
    """Return where anybody can read it: only deliveries of a mailing have their own pages."""
    return settings.BASE_URL + reverse("archive:edition", args=[edition.pk])
