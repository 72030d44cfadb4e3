"""Finds the headline of a page, without the name of the site, and the kicker above it."""

from __future__ import annotations

import re
from collections import Counter

from roundup.articles.sources.page.document import Page
from roundup.articles.sources.page.dom import Element, by_class, headline_element, seen_text
from roundup.articles.sources.page.jsonld import first_text, is_article
from roundup.articles.sources.page.meta import SITE

_SEPARATOR = re.compile(r"(?<!\s)\s++[|–—·•»:/\\~-]+\s++|(?:(?<!\s)\s++)?+[|»·•]\s*+|:\s++")
_KICKER = re.compile(
    r"(^|[-_\s])(kicker|overline|eyebrow|topline|dachzeile|spitzmarke|roofline)([-_\s]|$)", re.IGNORECASE
)
_MIN_SHARED = 20
_MAX_TITLE = 1_000
_MAX_NAMES = 20
_LONGEST_NAME = 200


def title_key(text: str) -> str:
    """Return a key that is equal for all spellings of a headline: its letters and digits, in lower case."""
    return "".join(char for char in text.casefold() if char.isalnum())


def site_names(page: Page) -> tuple[str, ...]:
    """Return the names by which the site calls itself, including its host."""
    publishers = [
        first_text(thing)
        for thing in page.graph.things(page.article.get("publisher"))
        if isinstance(thing, dict | str)
    ]
    sites = [
        first_text(node)
        for node in page.graph.nodes
        if node.get("@type") in ("WebSite", "NewsMediaOrganization")
    ]
    host = re.sub(r"^https?://(www\.)?", "", page.canonical or page.url).split("/")[0]
    labels = [host, host.split(".")[0]] if host else []
    stated = (*labels, *page.meta.each(*SITE)[:_MAX_NAMES], *publishers[:_MAX_NAMES], *sites[:_MAX_NAMES])
    return tuple(dict.fromkeys(name for name in stated if name and len(name) <= _LONGEST_NAME))


def without_site(title: str, names: tuple[str, ...]) -> str:
    """Return `title` without a leading or trailing part that is only the site's name."""
    if len(title) > _MAX_TITLE:
        return title
    keys = {title_key(name) for name in names} - {""}
    for cut in reversed(list(_SEPARATOR.finditer(title))):
        if _is_house(title[cut.end() :], keys):
            return without_site(title[: cut.start()].strip(), names)
    for cut in _SEPARATOR.finditer(title):
        if title_key(title[: cut.start()]) in keys and len(title) - cut.end() >= 8:
            return title[cut.end() :].strip()
    return title


def _is_house(part: str, keys: set[str]) -> bool:
    """Say whether `part` is the site's name, perhaps with “the” before it or a word after it."""
    key = title_key(part)
    if not key:
        return True
    # "CNN Politics", "VnExpress Sport": the publisher and one of its desks.
    named = len(part.split()) <= 3
    return any(
        key in (name, f"the{name}")
        or f"the{key}" == name
        or (named and len(name) >= 3 and key.startswith(name))
        for name in keys
    )


def title_of(page: Page) -> str:
    """Return the headline: the one printed on the page, if another source confirms it.

    The next choices are the headline for social networks, then the one for machines.
    """
    names = site_names(page)
    printed = _printed(page)
    social = without_site(page.meta.first("og:title"), names)
    machine = first_text(page.article.get("headline")) if is_article(page.article) else ""
    window = (
        without_site(seen_text(head), names) if (head := page.tree.find(".//head/title")) is not None else ""
    )
    if printed and social and _ends_with(printed, social):
        return social
    candidates = [text for text in (printed, social, machine, window) if text]
    shared = Counter(key for key in map(_start_key, candidates) if key)
    agreed = [text for text in candidates if shared[_start_key(text)] > 1]
    if printed in agreed:
        return printed
    stated = social or machine or _twitter(page, names)
    if agreed or stated:
        return next(iter(agreed), stated)
    # A heading that is not in the page's <title> is more likely the name of the site or of a box.
    one, other = title_key(printed), title_key(window)
    return printed if printed and (one in other or other in one) else window


def _twitter(page: Page, names: tuple[str, ...]) -> str:
    return without_site(
        page.meta.first("twitter:title", "parsely-title", "sailthru.title", "dc.title"), names
    )


def _printed(page: Page) -> str:
    heading = headline_element(page.tree)
    if heading is None:
        return ""
    text = seen_text(heading)
    kicker = _kicker_in(heading)
    if kicker and text.startswith(kicker) and len(text) > len(kicker) + 8:
        text = text[len(kicker) :].lstrip(" :|–—-")
    return without_site(text, site_names(page))


def _kicker_in(element: Element) -> str:
    """Return the text of a kicker inside `element`, or ''."""
    return next(
        (text for found in by_class(element, _KICKER) if found is not element and (text := seen_text(found))),
        "",
    )


def kicker_of(page: Page) -> str:
    """Return the kicker printed in or just around the headline, or ''."""
    heading = headline_element(page.tree)
    if heading is None:
        return ""
    around = heading.getparent()
    found = _kicker_in(heading) or (_kicker_in(around) if around is not None else "")
    return found.strip(" :|") if len(found) <= 60 else ""


def _start_key(text: str) -> str:
    """Return a headline's beginning, for comparing: publishers cut those for machines at 110 letters."""
    return title_key(text)[:60]


def _ends_with(printed: str, social: str) -> bool:
    """Say whether `printed` is a kicker followed by `social`."""
    long, short = title_key(printed), title_key(social)
    return len(short) >= _MIN_SHARED and long != short and long.endswith(short) and ":" in printed
