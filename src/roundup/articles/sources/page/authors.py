"""Finds out who wrote a page: first from what it states for machines, then from the visible byline."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice

from roundup.articles.sources.page.body import body_of
from roundup.articles.sources.page.document import Page
from roundup.articles.sources.page.dom import (
    Element,
    by_class,
    frames_around,
    headline_element,
    seen_text,
    within_aside,
)
from roundup.articles.sources.page.jsonld import names_in, types_of
from roundup.articles.sources.page.meta import AUTHOR
from roundup.articles.sources.page.title import site_names, title_key
from roundup.core.bylines import authors_from

_NAME_CLASS = re.compile(
    r"(^|[-_\s])(social-author__name|authors?[-_]*name|byline[-_]*(name|author)|author[-_]*link|post-author|"
    r"entry-author|article[-_]*author|article[-_]*byline|autor(en)?(-?name)?|auteur|firma|signature|byline|author)"
    r"([-_\s]|$)",
    re.IGNORECASE,
)
_NOT_A_NAME_CLASS = re.compile(
    r"(bio|avatar|image|photo|date|time|role|title|comment|follow|social-(links|icons))", re.I
)
_MAX_BYLINE = 90
_MAX_STATED = 50
_MAX_LINES = 1_000
_LEAD_WORD = re.compile(
    r"(?:written |words |text |story |posted |reported )?(?:by|von|par|por|door|av|af):?", re.IGNORECASE
)
# "By Jane Doe", "Written by Jane Doe in Politics on 1 June": the words after the name do not belong to it.
_SPOKEN = re.compile(
    r"(?:written |words |text |story |posted |reported )?(?:by|von|par|por|door|av|af):? "
    r"((?:[^\W\d_][\w.'’-]*+(?:, | and | & )?\s*+){1,8}?)"
    r"(?:(?<=\s)(?:in|on|at|for|am|le|el|den|updated|published)\b.*|[|•·–—].*|\d.*)?$",
    re.IGNORECASE,
)
_COMPANY = re.compile(r"(?<!\s)\s++(gmbh|ag|inc|ltd|llc|s\.?a\.?|media group)\.?$", re.IGNORECASE)


# Words that are not names, such as those of a link beside a name that leads to more by the same writer.
_MORE = re.compile(
    r"(posted|published|updated|filed|view all|more (from|by)|all posts|follow|zeige|alle (beiträge|artikel)|"
    r"voir|tous les|ver (todos?|más)|mostra|alla (inlägg|artiklar)|se alle|toon)\b|.*[→»›]$",
    re.IGNORECASE,
)
# Links beside a name that lead to more about the person.
_BESIDE_NAME = re.compile(
    r"(?:(?:full |short )?bio(?:graphy)?|follow(?: me)?|twitter|facebook|instagram|linkedin|mastodon|bluesky"
    r"|e-?mail|contact|(?:view |see )?profile|website|archive|read more)",
    re.IGNORECASE,
)
_TIME_WORD = re.compile(
    r"(january|february|march|april|may|june|july|august|september|october|november|december|"
    r"(mon|tues|wednes|thurs|fri|satur|sun)day)",
    re.IGNORECASE,
)


def authors_of(page: Page, language: str = "") -> tuple[str, ...]:
    """Return the writers of `page`, or nothing if only the publisher is named.

    The first source that names anybody but the publisher is believed; a byline on the page counts only if
    nothing is stated for machines. A publisher that is declared to be a person, as in a blog named after its
    writer, counts as the writer if nobody else is named.
    """
    house = {title_key(name) for name in site_names(page)} | {
        title_key(_COMPANY.sub("", n)) for n in site_names(page)
    }
    for raws in _sources(page):
        names = [name for name in authors_from(raws, language=language) if not _is_house(name, house)]
        if names:
            beside = (_TIME_WORD, _BESIDE_NAME)
            people = tuple(n for n in names if not any(word.fullmatch(n) for word in beside))
            return people or tuple(names)
    return authors_from(_declared_persons(page))


def _declared_persons(page: Page) -> list[str]:
    people = [thing for thing in page.graph.things(page.article.get("author")) if isinstance(thing, dict)]
    return names_in(page.graph, [person for person in people if "Person" in types_of(person)])


def _sources(page: Page) -> Iterator[list[str]]:
    yield names_in(page.graph, page.article.get("author"))
    yield names_in(page.graph, page.article.get("creator"))
    for name in AUTHOR:
        yield list(page.meta.all(name))
    yield _distinct(islice(_microdata(page), _MAX_STATED))
    yield _distinct(_linked(page))
    yield from islice(_bylines(page), 5)
    yield from _signed(page)


def _is_house(name: str, house: set[str]) -> bool:
    key = title_key(_COMPANY.sub("", name))
    return not key or key in house or key.removeprefix("the") in house


def _microdata(page: Page) -> Iterator[str]:
    for element in page.tree.xpath("//*[@itemprop='author' or @itemprop='creator']")[:_MAX_STATED]:
        if within_aside(element):
            continue
        names = element.xpath(f"(.//*[@itemprop='name'])[position() <= {_MAX_STATED}]")
        for found in names or [element]:
            yield found.get("content") or seen_text(found)


def _linked(page: Page) -> Iterator[str]:
    for link in page.tree.xpath("//a[contains(concat(' ', @rel, ' '), ' author ')]")[:_MAX_STATED]:
        if not within_aside(link) and not _MORE.match(text := seen_text(link)):
            yield text


def _bylines(page: Page) -> Iterator[list[str]]:
    """Yield what looks like a byline: texts near the headline that begin with "By", then marked elements."""
    yield from _spoken(page)
    for element in by_class(
        page.tree, _NAME_CLASS, "a", "span", "p", "div", "li", "address", "cite", "em", "strong"
    ):
        text = seen_text(element)
        if (
            3 < len(text) <= _MAX_BYLINE
            and not _is_noise(element.get("class") or "", text)
            and not within_aside(element)
        ):
            links = _distinct(seen_text(link) for link in islice(element.iter("a"), _MAX_STATED))
            yield _spoken_names(element) or links or [text]


def _spoken(page: Page) -> Iterator[list[str]]:
    """Yield the shortest text near the headline that begins with "By", from the nearest frame outwards."""
    for around in frames_around(headline_element(page.tree), 3):
        lines = [
            (len(text), line)
            for line in islice(around.iter("p", "div", "span", "li", "address", "em"), _MAX_LINES)
            if len(line) <= 6
            and len(text := seen_text(line)) <= _MAX_BYLINE
            and _SPOKEN.match(text)
            and not within_aside(line)
        ]
        if lines:
            yield _spoken_names(min(lines, key=lambda line: line[0])[1])


def _spoken_names(line: Element) -> list[str]:
    """Return the names in a line like "By A and B, in C": those in separate elements, else its words."""
    if len(line) and _LEAD_WORD.fullmatch(" ".join((line.text or "").split())):
        names = []
        for part in line:
            names.append(seen_text(part))
            if " ".join((part.tail or "").split()).lower() not in (",", "and", "&", "und", "et", "y", "og"):
                break
        return _distinct(names)
    spoken = _SPOKEN.match(seen_text(line))
    return [spoken.group(1)] if spoken else []


def _signed(page: Page) -> Iterator[list[str]]:
    """Yield the signature below the text that is usual in Vietnam and Spain: a single name, on the right."""
    body = body_of(page)
    for paragraph in list(body.iter("p"))[-3:] if body is not None else []:
        text = seen_text(paragraph)
        is_right = re.search(r"text-align:\s*right", paragraph.get("style") or "", re.IGNORECASE) is not None
        if is_right and 2 <= len(text.split()) <= 5 and text.istitle() and text[-1].isalpha():
            yield [text]


def _is_noise(classes: str, text: str) -> bool:
    return (
        _NOT_A_NAME_CLASS.search(classes) is not None
        or any(char.isdigit() for char in text)
        or _MORE.match(text) is not None
    )


def _distinct(raws: Iterable[str]) -> list[str]:
    return [raw for raw in dict.fromkeys(raws) if raw and len(raw) <= _MAX_BYLINE]
