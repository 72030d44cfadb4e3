"""Where a publication's public pages are.

An installation may have several publications, so the addresses name them.
"""

from __future__ import annotations

from django.conf import settings


def archive_url(slug: str) -> str:
    """Return the address of the page that lists all editions of a publication."""
    return f"{settings.BASE_URL}/archive/?publication={slug}"


def feed_url(slug: str) -> str:
    """Return the address of the feed of all editions of a publication."""
    return f"{settings.BASE_URL}/archive/feed.xml?publication={slug}"


def privacy_page_url(slug: str) -> str:
    """Return the address of the page that says what is kept about readers."""
    return f"{settings.BASE_URL}/privacy/?publication={slug}"


def subscribe_url(slug: str) -> str:
    """Return the address of the form with which readers subscribe to a publication."""
    return f"{settings.BASE_URL}/subscribe/?publication={slug}"
