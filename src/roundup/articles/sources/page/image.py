"""Finds the lead picture of a page, at the address that best suits a mail."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from roundup.articles.sources.page.document import Page
from roundup.articles.sources.page.dom import (
    Element,
    frames_around,
    headline_element,
    seen_text,
    within_aside,
)
from roundup.articles.sources.page.figures import figure_words
from roundup.articles.sources.page.jsonld import Node, first_text, names_in
from roundup.articles.sources.page.meta import IMAGE
from roundup.articles.sources.page.renditions import (
    is_small,
    renditions_of,
    same_picture,
    source_of,
    stated_rendition,
    usable_url,
)
from roundup.articles.sources.picture_addresses import Rendition, best_of, pixels_in
from roundup.articles.sources.text.captions import usable_alt, worth_saying
from roundup.core.articles import Image

_FIRST_PARAGRAPH = 150
_MAX_PICTURES = 20
_MAX_LOOKED_AT = 400
_MAX_FIGURES = 5


@dataclass(frozen=True, slots=True)
class _Stated:
    """A picture as it is stated for machines: its address, and what JSON-LD says about it."""

    rendition: Rendition
    node: Node

    @property
    def url(self) -> str:
        return self.rendition.url


def image_of(page: Page) -> Image | None:
    """Return the lead picture with what the page says about it, or None if the page shows none.

    This is the picture stated for machines, unless the article opens with a single other picture in a figure:
    then it is that picture, because cards for social networks often contain a headline, or a picture from
    further down. Of its addresses, we take the one that the article itself shows if that picture is wide
    enough for a mail and of a type that mail programs know.
    """
    stated = list(islice(_stated(page), _MAX_PICTURES))
    opening = _opening(page)
    for shown in opening:
        known = [one for one in stated if _shows(shown, one.url, page)]
        if known:
            return _pictured(page, renditions_of(shown, _base(page)), known)
    lone = _lone_figure(opening, page)
    if lone:
        return _pictured(page, lone, [])
    if stated:
        return _pictured(page, [], [one for one in stated if same_picture(one.url, stated[0].url)])
    first = next((offers for shown in _shown(page.tree) if (offers := renditions_of(shown, _base(page)))), [])
    return _pictured(page, first, []) if first else None


def _pictured(page: Page, own: list[Rendition], stated: list[_Stated]) -> Image:
    """Return one picture that the article shows at its `own` addresses and states at others."""
    node = next((one.node for one in stated if one.node), {})
    # JSON-LD comes before the cards for social networks, and gives way only to something better.
    first, *others = [*([best] if (best := best_of(own)) else []), *(one.rendition for one in stated)]
    for other in others:
        if _is_better(other, first):
            first = other
    return _described(page, first, node)


def _is_better(one: Rendition, other: Rendition) -> bool:
    return (one.is_for_mail, one.is_wide) > (other.is_for_mail, other.is_wide)


def _base(page: Page) -> str:
    return page.canonical or page.url


def _stated(page: Page) -> Iterator[_Stated]:
    for url, node in _addresses(page):
        if url:
            yield _Stated(stated_rendition(url, _size(node.get("width"))), node)


def _addresses(page: Page) -> Iterator[tuple[str, Node]]:
    base = _base(page)
    for key in ("image", "primaryImageOfPage"):
        for thing in page.graph.things(page.article.get(key)):
            node: Node = thing if isinstance(thing, dict) else {"url": thing}
            for name in ("url", "contentUrl", "@id"):
                yield usable_url(first_text(node.get(name)).split("#")[0], base), node
    for raw in page.meta.each(*IMAGE):
        yield usable_url(raw, base), {}
    yield usable_url(first_text(page.article.get("thumbnailUrl")), base), {}
    for href in page.tree.xpath("//link[@rel='image_src']/@href"):
        yield usable_url(href, base), {}


def _opening(page: Page) -> list[Element]:
    """Return the <img>s before the first paragraph, in the nearest frame around the headline that has any."""
    for around in frames_around(headline_element(page.tree), 5):
        found: list[Element] = []
        for element in islice(around.iter("p", "img"), _MAX_LOOKED_AT):
            if within_aside(element):
                continue
            if element.tag == "img" and not is_small(element):
                found.append(element)
            elif element.tag == "p" and len(seen_text(element)) >= _FIRST_PARAGRAPH:
                break
        if any(usable_url(source_of(element), _base(page)) for element in found):
            return found[:_MAX_PICTURES]
    return []


def _shows(element: Element, url: str, page: Page) -> bool:
    return any(same_picture(one.url, url) for one in renditions_of(element, _base(page))[:1])


def _lone_figure(opening: list[Element], page: Page) -> list[Rendition]:
    """Return the addresses of the picture if the article opens with a single one in a figure, or nothing.

    Several pictures are a gallery or a row of teasers, and we cannot know which one is the lead. A picture
    that is small or has no description is decoration.
    """
    base = _base(page)
    figures = [
        (shown, offers) for shown in opening if _in_figure(shown) and (offers := renditions_of(shown, base))
    ]
    if not figures:
        return []
    first, offers = figures[0]
    alone = all(same_picture(offers[0].url, others[0].url) for _, others in figures[1:])
    told = usable_alt(first.get("alt") or "") != ""
    best = best_of(offers)
    return offers if alone and told and best is not None and best.is_wide and best.kind != "gif" else []


def _in_figure(element: Element) -> bool:
    return any(above.tag == "figure" for above in element.iterancestors())


def _shown(tree: Element) -> Iterator[Element]:
    """Yield the large pictures of the article itself, in order."""
    found = tree.xpath("//article//img | //main//img | //figure//img | /html/body/img | /html/body/p/img")
    for element in found[:_MAX_LOOKED_AT]:
        if not within_aside(element) and not is_small(element):
            yield element


def _described(page: Page, chosen: Rendition, node: Node) -> Image:
    """Return the picture at the `chosen` address with the words from its figure, JSON-LD and the head."""
    pictures = islice(page.tree.iter("img"), _MAX_LOOKED_AT)
    same = (img for img in pictures if (raw := source_of(img)) and same_picture(raw, chosen.url))
    shown = list(islice(same, _MAX_PICTURES))
    alt = next((text for img in shown if (text := usable_alt(img.get("alt") or ""))), "")
    caption, credit = next(
        (words for img in shown[:_MAX_FIGURES] if any(words := figure_words(img))), ("", "")
    )
    width, height = _sizes(page, chosen, node)
    return Image(
        url=chosen.url,
        alt=alt or usable_alt(page.meta.first("og:image:alt", "twitter:image:alt")),
        caption=caption or worth_saying(first_text(node.get("caption"))),
        credit=credit or _stated_credit(page, node),
        width=width,
        height=height,
    )


def _stated_credit(page: Page, node: Node) -> str:
    stated = [first_text(node.get(key)) for key in ("creditText", "copyrightNotice")]
    holders = names_in(page.graph, node.get("copyrightHolder")) or names_in(page.graph, node.get("author"))
    return next((text for text in (*stated, ", ".join(holders)) if worth_saying(text)), "")


def _sizes(page: Page, chosen: Rendition, node: Node) -> tuple[int | None, int | None]:
    """Return the width and height of the picture at the chosen address, if we know that they belong to it."""
    if chosen.url in page.meta.each(*IMAGE):
        width = _size(page.meta.first("og:image:width"))
        return width or chosen.width, _size(page.meta.first("og:image:height"))
    is_the_nodes = any(first_text(node.get(name)) == chosen.url for name in ("url", "contentUrl"))
    return chosen.width, _size(node.get("height")) if is_the_nodes else None


def _size(value: object) -> int | None:
    return pixels_in(str(value)) or None
