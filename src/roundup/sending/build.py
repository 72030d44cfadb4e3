"""A batch's rows as the message that is handed over."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlsplit

from django.conf import settings

from roundup.core.batches import OutgoingBatch, Recipient, list_headers, unsubscribe_headers
from roundup.core.tokens import PersonalTokens
from roundup.providers import Provider, ProviderOptions, build
from roundup.publications.models import Publication
from roundup.sending.models import Batch
from roundup.subscribers.audience import Candidate
from roundup.subscribers.links import reader_links


def provider() -> Provider:
    """Return the provider that the settings name."""
    return build(
        settings.PROVIDER,
        ProviderOptions(data=settings.DATA, api_key=settings.SENDGRID_API_KEY, host=settings.SENDGRID_HOST),
    )


def outgoing(batch: Batch, nonce: str, readers: Sequence[Candidate]) -> OutgoingBatch:
    """Return the batch as it goes to the provider: one message, and each reader's own links."""
    edition = batch.mailing.edition
    publication = edition.publication
    tokens = PersonalTokens(edition.token_prefix)
    return OutgoingBatch(
        key=f"{batch.mailing_id}-{batch.seq}",
        attempt=nonce,
        sender_name=publication.sender_name or publication.name,
        sender_email=publication.sender_email,
        reply_to=publication.reply_to,
        subject=batch.variant.subject,
        html=batch.variant.html,
        text=batch.variant.text,
        headers=common_headers(publication),
        recipients=tuple(recipient(reader, batch.mailing_id, tokens) for reader in readers),
    )


def common_headers(publication: Publication) -> dict[str, str]:
    """Return the headers of every copy. The list's id must not change when the name does."""
    host = urlsplit(settings.BASE_URL).hostname or ""
    domain = host if "." in host and not host.replace(".", "").isdigit() else "localhost.localdomain"
    return list_headers(
        name=publication.name,
        list_id=f"{publication.slug}.{domain}",
        archive_url=f"{settings.BASE_URL}/archive/",
    )


def recipient(reader: Candidate, mailing_id: int, tokens: PersonalTokens) -> Recipient:
    links = reader_links(reader.id, mailing_id)
    return Recipient(
        email=reader.email,
        name=reader.name,
        delivery_id=f"{mailing_id}-{reader.id}",
        substitutions={mark: links[name] for name, mark in tokens.marks().items()},
        headers=unsubscribe_headers(links["unsubscribe"]),
    )
