"""Sources and articles that a test can rely on."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from xml.sax.saxutils import escape

from roundup.articles.models import Source
from roundup.articles.source_management import add_source
from roundup.core.articles import FoundArticle, Reading
from roundup.publications.directory import default_publication

THURSDAY = datetime(2026, 10, 8, 14, 0, tzinfo=UTC)
SITE = "https://quay.example"


def found(name: str = "harbour", **fields: Any) -> FoundArticle:
    """Return an article as a feed of ours tells it; its guid is its name."""
    usual = {
        "url": f"{SITE}/{name}",
        "title": f"All about the {name}",
        "guid": name,
        "dek": f"What nobody says of the {name}",
        "published_at": THURSDAY,
    }
    return FoundArticle(**(usual | fields))


def reading(*articles: FoundArticle, kind: str = "feed") -> Reading:
    return Reading(kind, "The Quay", SITE, articles=articles)


def source(url: str = f"{SITE}/feed", **fields: Any) -> Source:
    return add_source(default_publication(), url, **fields)


def feed(*items: str, title: str = "The Quay") -> bytes:
    return f"<rss version='2.0'><channel><title>{title}</title>{''.join(items)}</channel></rss>".encode()


def item(link: str, title: str = "A day at the harbour", **fields: str) -> str:
    told = {"link": link, "title": title} | fields
    return f"<item>{''.join(f'<{name}>{escape(text)}</{name}>' for name, text in told.items())}</item>"
