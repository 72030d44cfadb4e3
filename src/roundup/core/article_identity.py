"""Decides when two things that sources show are the same article."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final
from urllib.parse import urlsplit

from roundup.core.articles import FoundArticle
from roundup.core.urls import url_key

# PostgreSQL refuses an index on longer texts.
LONGEST_KEY: Final = 600
_TELLING_TEXT: Final = 60


@dataclass(frozen=True, slots=True)
class Identified:
    """An article of one reading, with the keys by which it is recognised if its guid does not help.

    `key` belongs to this article alone. `address_key` is the key of its address, which other articles may
    share.
    """

    found: FoundArticle
    key: str
    address_key: str
    canonical_key: str


def identify_articles(
    articles: Iterable[FoundArticle], shared: Collection[str] = frozenset()
) -> list[Identified]:
    """Return the articles of one reading that can be told apart from others, each with its keys.

    `shared` are the keys of addresses that identify nothing: see `shared_addresses`. Guids that stand for
    several articles of the reading are left out, and so are articles with neither address nor headline.
    """
    told = list(articles)
    shared, guids = shared_addresses(told) | frozenset(shared), usable_guids(told)
    unambiguous = (found if found.guid in guids else replace(found, guid="") for found in told)
    identified = (_identified(found, shared) for found in unambiguous)
    return [each for each in identified if each.key]


def _identified(found: FoundArticle, shared: Collection[str]) -> Identified:
    address = article_key(found)
    if not found.url or address not in shared:
        return Identified(found, address, address, canonical_key(found))
    # A page that several articles share belongs to none of them, whatever the publisher calls it.
    return Identified(found, _key_at_shared(found, address, shared), address, "")


def _key_at_shared(found: FoundArticle, address: str, shared: Collection[str]) -> str:
    fragment = urlsplit(found.url).fragment
    if fragment and (key := _with_fragment(address, fragment)) not in shared:
        return key
    if found.guid:
        return _short(address, f"guid:{_hash(found.guid)}")
    day = found.published_at.date().isoformat() if found.published_at else ""
    return _short(address, f"title:{_hash(letters_and_digits(found.title) + day)}") if found.title else ""


def shared_addresses(articles: Iterable[FoundArticle]) -> frozenset[str]:
    """Return the keys, with and without `#…`, of the addresses that several articles of one reading share.

    Articles count as several if both their guids and their headlines differ.
    """
    first: dict[str, FoundArticle] = {}
    shared = set()
    for found in articles:
        if not found.url:
            continue
        address, fragment = article_key(found), urlsplit(found.url).fragment
        for key in {address, _with_fragment(address, fragment)}:
            if are_two_articles(first.setdefault(key, found), found):
                shared.add(key)
    return frozenset(shared)


def sharing_one_link(articles: Sequence[FoundArticle]) -> list[FoundArticle]:
    """Return the articles of one reading whose link, `#…` included, leads to several of them."""
    shared = shared_addresses(articles)
    return [
        found
        for found in articles
        if shared and found.url and _with_fragment(article_key(found), urlsplit(found.url).fragment) in shared
    ]


def shows_shared_page(key: str) -> bool:
    """Say whether an article with this key has only part of the page at its address, or no page."""
    return "#" in key


def article_key(found: FoundArticle) -> str:
    """Return the key, made from its address, that tells this article from others if no guid does.

    Without an address, the key is made from the headline and the date; without those, it is ''.
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
    """Return the guids that stand for exactly one of the articles that a source shows together.

    An article shown several times counts as one; articles with different addresses and headlines do not.
    """
    first: dict[str, FoundArticle] = {}
    ambiguous = set()
    for found in articles:
        if found.guid and are_two_articles(first.setdefault(found.guid, found), found):
            ambiguous.add(found.guid)
    return frozenset(first.keys() - ambiguous)


def are_two_articles(one: FoundArticle, other: FoundArticle) -> bool:
    """Say whether two items that a source shows together are two articles although they share something.

    Items with the same headline are one article. Items that share only a guid are two if their addresses or
    dates differ.
    """
    if one is other or _title(one) == _title(other):
        return one is not other and not one.title and "" != one.guid != other.guid != ""
    if not one.guid or one.guid != other.guid:
        return True
    dates = {one.published_at, other.published_at} - {None}
    return len(dates) == 2 or article_key(one) != article_key(other)


def is_another_article(known: FoundArticle, shown: FoundArticle) -> bool:
    """Say whether a guid was reused: address, headline and text are all different.

    A renamed article keeps its text. A short text, such as a site's slogan, counts as the same only if the
    date is the same, too.
    """
    if article_key(known) == article_key(shown) or _title(known) == _title(shown):
        return False
    was, now = (letters_and_digits(found.summary or found.dek) for found in (known, shown))
    is_moment = known.published_at is not None and known.published_at == shown.published_at
    return was != now or not was or (len(was) < _TELLING_TEXT and not is_moment)


def headline_key(title: str) -> str:
    """Return a key that is equal for two headlines that a reader would call the same; '' without letters."""
    letters = letters_and_digits(title)
    return _hash(letters)[:32] if letters else ""


def same_site(one: str, other: str) -> bool:
    """Say whether two URLs belong to one site: one host, or one below the other (`feeds.`, `m.`)."""
    first, second = (_site(url) for url in (one, other))
    if not first or not second:
        return False
    return first == second or first.endswith("." + second) or second.endswith("." + first)


def letters_and_digits(text: str) -> str:
    """Return only the letters and digits of `text`, in lower case, to compare texts as a reader would."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text).casefold())


def texts_agree(one: str, other: str) -> bool:
    """Say whether two texts, as letters and digits only, agree for nine tenths of the shorter one.

    A short text must be the same to its last letter.
    """
    length = min(len(one), len(other))
    if length < _TELLING_TEXT:
        return bool(one) and one == other
    return one[: length * 9 // 10] == other[: length * 9 // 10]


def _site(url: str) -> str:
    return urlsplit(url_key(url)).netloc.partition(":")[0] if url else ""


def _title(found: FoundArticle) -> str:
    return letters_and_digits(found.title)


def _with_fragment(address: str, fragment: str) -> str:
    return _short(address, fragment) if fragment else address


def _short(key: str, part: str = "") -> str:
    """Return `key` in a form short enough for an index; with `part`, for that part of the page."""
    whole = f"{key}#{part}" if part else key
    if len(whole) <= LONGEST_KEY:
        return whole
    return f"sha256:{_hash(whole)}" + ("#" if part else "")


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()
