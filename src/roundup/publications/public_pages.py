"""Where a publication's public pages are. An installation may hold several, so addresses name them."""

from __future__ import annotations

from django.conf import settings


def archive_url(slug: str) -> str:
    """Return the address of all editions of a publication."""
    return f"{settings.BASE_URL}/archive/?publication={slug}"


def subscribe_url(slug: str) -> str:
    """Return the address of the form that asks for readers of a publication."""
    return f"{settings.BASE_URL}/subscribe/?publication={slug}"
