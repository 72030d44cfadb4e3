"""How a publication looks and reads, both in mails and on pages."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from roundup.core.content import Brand, SocialLink
from roundup.core.language import Language
from roundup.publications.models import Publication


def brand_of(publication: Publication) -> Brand:
    """Return the publication's brand, ignoring fields that we do not know."""
    known = {field.name for field in fields(Brand)} - {"name", "url", "postal_address", "social"}
    chosen: dict[str, Any] = {
        key: value for key, value in publication.brand.items() if key in known and value
    }
    social = tuple(
        SocialLink(str(link["name"]), str(link["url"]))
        for link in publication.brand.get("social", [])
        if isinstance(link, dict) and link.get("name") and link.get("url")
    )
    return Brand(
        name=publication.name,
        url=publication.url,
        postal_address=publication.postal_address,
        social=social,
        **chosen,
    )


def direction_of(publication: Publication) -> str:
    """Return `rtl` or `ltr`, the writing direction of the publication's language."""
    return Language(publication.language).direction


def language_of(publication: Publication, chosen: str = "") -> Language:
    """Return the language to use for a reader: the one they chose, or else the publication's."""
    return Language(chosen or publication.language)
