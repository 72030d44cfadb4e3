"""Decides when two things that sources show are the same article."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable
from typing import Final
from urllib.parse import urlsplit

from roundup.core.articles import FoundArticle
from roundup.core.urls import url_key

# PostgreSQL refuses an index on longer texts.
LONGEST_KEY: Final = 600


def article_key(found: FoundArticle) -> str:
    """Return the key that tells this article from others if no guid does: one made from its address.

    Without an address it is made from headline and date; without either it is ''.
    """
    if found.url:
        return _short(url_key(found.url))
    if not found.title:
        return ""
    date = found.published_at.isoformat() if found.published_at else ""
    return "title:" + _hash(f"{letters_and_digits(found.title)}\n{date}")


def canonical_key(found: FoundArticle) -> str:
    """Return the key of the address that the publisher itself calls the article's, or ''.

    An address on another site means "this is a copy", and a home page is a mistake: neither counts.
    """
    stated = urlsplit(found.canonical_url)
    if not stated.path.strip("/") and not stated.query:
        return ""
    return _short(url_key(found.canonical_url)) if same_site(found.url, found.canonical_url) else ""


def guid_key(guid: str) -> str:
    """Return `guid` as it is stored: as it came, unless it is too long."""
    return _short(guid)


def usable_guids(articles: Iterable[FoundArticle]) -> frozenset[str]:
    """Return those guids that stand for one article each among those that a source shows together.

    The same article shown several times is one; two with different addresses and headlines are not.
    """
    first: dict[str, FoundArticle] = {}
    ambiguous = set()
    for found in articles:
        if found.guid and is_another_article(first.setdefault(found.guid, found), found):
            ambiguous.add(found.guid)
    return frozenset(first.keys() - ambiguous)


def is_another_article(one: FoundArticle, other: FoundArticle) -> bool:
    """Say whether a guid was reused: both the address and the headline are different."""
    return article_key(one) != article_key(other) and letters_and_digits(one.title) != letters_and_digits(
        other.title
    )


def same_site(one: str, other: str) -> bool:
    """Say whether two URLs belong to one site: the same host, or one host below the other " "(`feeds.`,
    `m.`)."""
    first, second = (_site(url) for url in (one, other))
    if not first or not second:
        return False
    return first == second or first.endswith("." + second) or second.endswith("." + first)


def letters_and_digits(text: str) -> str:
    """Return only the letters and digits of `text`, in lower case, to compare texts as a reader would."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text).casefold())


def _site(url: str) -> str:
    return urlsplit(url_key(url)).netloc.partition(":")[0] if url else ""


def _short(key: str) -> str:
    return key if len(key) <= LONGEST_KEY else f"sha256:{_hash(key)}"


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()
