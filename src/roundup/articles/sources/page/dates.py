"""Finds when a page was published: as it says itself, and never guessed from dates nearby."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, tzinfo
from itertools import islice

from roundup.articles.sources.page.document import Page
from roundup.articles.sources.page.dom import (
    Element,
    by_class,
    frames_around,
    headline_element,
    seen_text,
    within_aside,
)
from roundup.articles.sources.page.meta import PUBLISHED, UPDATED
from roundup.core.dates import names_zone, parse_moment

_DATE_CLASS = re.compile(
    r"(^|[-_\s])(\w*date|datum|fecha|published|pubdate|timestamp|posted-on|publish\w*)([-_\s]|$)",
    re.IGNORECASE,
)
_DATE_LEAD = re.compile(
    r"^(published|posted|veröffentlicht|publié|publicado|erschienen)?\s*(on|at|am|le|el)?\s*:?\s*",
    re.IGNORECASE,
)
_DATED_PATH = re.compile(r"/((?:19|20)\d\d)/(0?[1-9]|1[0-2])/(0?[1-9]|[12]\d|3[01])(?=/|$)")
_MAX_STATED = 50


def published_of(page: Page, zone: tzinfo) -> datetime | None:
    """Return the moment of publication. A time or a day without a zone is taken to be in `zone`."""
    stated = list(islice((raw for raw in _stated(page) if raw), _MAX_STATED))
    moments = [(raw, moment) for raw in stated if (moment := parse_moment(raw, zone)) is not None]
    if not moments:
        return _seen(page, zone) or _printed(page, zone) or _in_address(page, zone)
    raw, first = moments[0]
    if names_zone(raw):
        return first
    return _better(first, moments[1:])


def _better(first: datetime, others: list[tuple[str, datetime]]) -> datetime:
    """Return the same moment with its zone if one of `others` states it, else `first`."""
    for raw, moment in others:
        if names_zone(raw) and abs((moment - first).total_seconds()) < 26 * 3600:
            return moment
    return first


def updated_of(page: Page, zone: tzinfo) -> datetime | None:
    """Return when the publisher says the article was last changed, or None."""
    stated = (str(page.article.get("dateModified") or ""), page.meta.first(*UPDATED))
    return next((moment for raw in stated if raw and (moment := parse_moment(raw, zone)) is not None), None)


def _stated(page: Page) -> Iterator[str]:
    value = page.article.get("datePublished")
    yield str((value[0] if isinstance(value, list) and value else value) or "")
    yield from page.meta.each(*PUBLISHED)
    for element in page.tree.xpath("//*[@itemprop='datePublished' or @itemprop='dateCreated' or @pubdate]"):
        if not within_aside(element):
            yield element.get("content") or element.get("datetime") or ""


def _seen(page: Page, zone: tzinfo) -> datetime | None:
    """Return the moment of the article's <time> if there is no doubt which element is meant."""
    times = _times(page.tree)
    marked = [time for time in times if "publi" in f"{time.get('class')} {time.get('itemprop')}"]
    found = [parse_moment(time.get("datetime") or "", zone) for time in marked or times]
    moments = {moment for moment in found if moment is not None}
    if len({moment.date() for moment in moments}) == 1:
        return min(moments)
    return None


def _printed(page: Page, zone: tzinfo) -> datetime | None:
    """Return the date printed beside the headline if exactly one element there is marked as a date."""
    for around in frames_around(headline_element(page.tree), 3):
        texts = {seen_text(found) for found in by_class(around, _DATE_CLASS) if not within_aside(found)}
        moments = {
            moment for text in texts if (moment := parse_moment(_DATE_LEAD.sub("", text), zone)) is not None
        }
        if moments:
            return moments.pop() if len(moments) == 1 else None
    return None


def _in_address(page: Page, zone: tzinfo) -> datetime | None:
    """Return the day that the page's address gives in full, as in /2020/01/13/."""
    found = _DATED_PATH.search(page.canonical or page.url)
    return parse_moment("-".join(found.groups()), zone) if found else None


def _times(tree: Element) -> list[Element]:
    """Return the <time> elements nearest to the headline: in its parent, in its parent's parent, …"""
    for around in frames_around(headline_element(tree), 4):
        times = islice(around.iter("time"), _MAX_STATED)
        found = [time for time in times if time.get("datetime") and not within_aside(time)]
        if found:
            return found
    return []
