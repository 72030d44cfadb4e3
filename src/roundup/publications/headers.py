"""The headers that every copy of a publication's newsletter carries."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.conf import settings

from roundup.core.batches import list_headers
from roundup.publications.public_pages import archive_url


def publication_headers(name: str, slug: str) -> dict[str, str]:
    """Return the headers of every copy. The list id must not change when the name does."""
    host = urlsplit(settings.BASE_URL).hostname or ""
    domain = host if "." in host and not host.replace(".", "").isdigit() else "localhost.localdomain"
    return list_headers(
        name=name,
        list_id=f"{slug}.{domain}",
        archive_url=archive_url(slug),
    )
