"""Writes a mail to one reader: in their language, in the publication's looks, from its sender."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings

from roundup.core.batches import OutgoingBatch
from roundup.core.content import Brand
from roundup.core.language import Language
from roundup.publications.brand import brand_of, language_of
from roundup.publications.outgoing import Words, compose_transactional_mail, sender_of
from roundup.rendering.messages import Message, render_message
from roundup.rendering.own_templates import renderer_for
from roundup.subscribers.models import Subscriber


def mail_to_reader(
    subscriber: Subscriber,
    message: Callable[[Brand, Language], Message],
    *,
    key: str,
    attempt: str,
    email: str = "",
) -> OutgoingBatch:
    """Return the mail with this message, to the reader's address or to another `email` of theirs.

    Raises RenderError if the publication's templates fail.
    """
    publication = subscriber.publication
    brand, language = brand_of(publication), language_of(publication, subscriber.language)
    own = settings.OWN_TEMPLATES / publication.slug if settings.OWN_TEMPLATES else None
    used = renderer_for(settings.TEMPLATE_FOLDER / "email", own)
    mail = render_message(brand, message(brand, language), language, used)
    return compose_transactional_mail(
        sender_of(publication),
        Words(mail.subject, mail.html, mail.text),
        email or subscriber.email,
        key=key,
        attempt=attempt,
    )
