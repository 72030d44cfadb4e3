"""How a publication looks and reads, for mails and pages alike."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from roundup.core.content import Brand, SocialLink
from roundup.publications.models import Publication

_RIGHT_TO_LEFT = {"ar", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"}


def brand_of(publication: Publication) -> Brand:
    """Return the publication's brand; words in it that we do not know are passed over."""
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
    """Return `rtl` or `ltr`, by the publication's language."""
    return "rtl" if publication.language.partition("-")[0].lower() in _RIGHT_TO_LEFT else "ltr"
