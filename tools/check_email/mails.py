"""The mails to check: whole messages, as the provider gets them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Final

from roundup.core.batches import list_headers, unsubscribe_headers
from roundup.core.content import Brand
from roundup.core.language import Language
from roundup.core.message import build_message
from roundup.core.personal_links import personalise_html, personalise_text
from roundup.core.tokens import LinkClaim, LinkSigner, PersonalTokens, Purpose, token_for_purpose
from roundup.rendering.designs import DESIGNS
from roundup.rendering.edition import render_edition
from roundup.rendering.message_samples import MESSAGES
from roundup.rendering.samples import sample_brand, sample_edition

_HOST: Final = "https://mail.harbour-review.example"
_DOORS: Final = {Purpose.UNSUBSCRIBE: "u", Purpose.PREFERENCES: "p", Purpose.BROWSER: "b"}


@dataclass(frozen=True, slots=True)
class Mail:
    """A name for the report, the page, and the message; short messages to one person belong to no list."""

    name: str
    html: str
    whole: bytes


def mails() -> Iterator[Mail]:
    """Yield the sample edition in every look and both writing directions, and every short message."""
    for look in DESIGNS:
        brand = replace(sample_brand(), look=look)
        for language in ("en", "ar"):
            yield _edition(brand, language)
        for kind in MESSAGES:
            yield _short(brand, kind)


def _edition(brand: Brand, language: str) -> Mail:
    content = replace(
        sample_edition(), brand=brand, language=language, direction=Language(language).direction
    )
    rendered = render_edition(content)
    signed = LinkSigner("a secret of nobody").signed(LinkClaim(7, 41))
    links = {
        each.value: f"{_HOST}/{door}/{token_for_purpose(signed, each)}/" for each, door in _DOORS.items()
    }
    marks = PersonalTokens(content.token_prefix).values_for_nobody(links)
    html, text = personalise_html(rendered.html, marks), personalise_text(rendered.text, marks)
    headers = list_headers(
        name=brand.name, list_id="harbour.mail.harbour-review.example", archive_url=f"{_HOST}/archive/"
    ) | unsubscribe_headers(links[Purpose.UNSUBSCRIBE])
    whole = _whole(brand, rendered.subject, html, text, headers)
    return Mail(f"edition, {brand.look}, {language}", html, whole)


def _short(brand: Brand, kind: str) -> Mail:
    mail = MESSAGES[kind](brand, Language("en"))
    return Mail(f"{kind}, {brand.look}", mail.html, _whole(brand, mail.subject, mail.html, mail.text, {}))


def _whole(brand: Brand, subject: str, html: str, text: str, headers: dict[str, str]) -> bytes:
    message = build_message(
        sender_name=brand.name,
        sender_email="weekly@harbour-review.example",
        to_email="ada@reader.example",
        to_name="Ada Quill",
        subject=subject,
        html=html,
        text=text,
        headers=headers,
        message_id="<41.7.5a3391c0de5a3391c0de@mail.harbour-review.example>",
        date=datetime.now(UTC),
    )
    return message.as_bytes()
