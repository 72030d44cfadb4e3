"""The pictures that a feed's item offers, each with its own caption and credit."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from roundup.articles.sources.picture_addresses import declared_size, names_picture, pixels_in
from roundup.articles.sources.pictures import IN_BODY, MEANT, THUMBNAIL, Offer, largest_of
from roundup.articles.sources.text.captions import split_credit, usable_alt
from roundup.articles.sources.text.plain import plain_text
from roundup.articles.sources.xml.element import Element
from roundup.core.articles import Image

_LONGEST_CAPTION: Final = 500
# Programs call icons and vector drawings pictures, but a mail cannot show them as such.
_NOT_SHOWN: Final = ("svg", "icon")


def media_offers(item: Element) -> Iterator[Offer]:
    """Yield the pictures given outside the text: media:*, enclosures and podcast thumbnails."""
    yield from _in_media(item, [item])
    for group in item.all("media:group"):
        yield from _of_group(list(_in_media(group, [group, item])))
    for enclosure in item.all("enclosure"):
        if _is_picture(enclosure, enclosure.get("url")):
            yield from _offer(enclosure, enclosure.get("url"), MEANT, [item])
    for link in item.all("link", "atom:link"):
        if link.get("rel") == "enclosure" and _is_picture(link, link.get("href")):
            yield from _offer(link, link.get("href"), MEANT, [item])
    for image in item.all("itunes:image", "image"):
        address = image.get("href") or image.first("url") or (image.text if not len(image.node) else "")
        yield from _offer(image, address, IN_BODY, [item])


def _in_media(parent: Element, around: list[Element]) -> Iterator[Offer]:
    for content in parent.all("media:content"):
        if _is_picture(content, content.get("url")):
            yield from _offer(content, content.get("url"), MEANT, [content, *around])
        for thumbnail in content.all("media:thumbnail"):
            yield from _offer(thumbnail, thumbnail.get("url"), THUMBNAIL, [content, *around])
    for thumbnail in parent.all("media:thumbnail"):
        yield from _offer(thumbnail, thumbnail.get("url") or thumbnail.text, THUMBNAIL, around)


def _of_group(offers: list[Offer]) -> Iterator[Offer]:
    """Yield one picture of each rank: a group contains the same picture in several sizes."""
    for rank in (MEANT, THUMBNAIL):
        if images := [offer.image for offer in offers if offer.rank == rank]:
            yield Offer(largest_of(images), rank)


def _is_picture(element: Element, address: str) -> bool:
    """Say whether a file is a picture; type and medium are optional, and without them the address decides."""
    kind, medium = element.get("type").lower(), element.get("medium").lower()
    if medium == "image" or kind.startswith("image/"):
        return not any(name in kind for name in _NOT_SHOWN)
    return not medium and names_picture(address)


def _offer(element: Element, address: str, rank: int, around: list[Element]) -> Iterator[Offer]:
    url = element.url(address)
    if not url:
        return
    caption, credit = _caption(around)
    width, height = declared_size(url, pixels_in(element.get("width")), pixels_in(element.get("height")))
    image = Image(
        url=url,
        alt=usable_alt(element.get("alt")),
        caption=caption,
        credit=credit or _credit(around),
        width=width,
        height=height,
    )
    yield Offer(image, rank)


def _caption(around: list[Element]) -> tuple[str, str]:
    """Return a picture's caption and credit: what `media:content` or its item says about it.

    In an item with its own title, the description is the item's summary, not a caption.
    """
    item = around[-1]
    own = (element.markup("media:description", "media:text") for element in around[:-1])
    described = plain_text(next((markup for markup in own if markup), ""))
    if not described and item.first("description", "summary"):
        described = plain_text(item.markup("media:description"))
        summary = plain_text(item.markup("description", "summary"))
        described = "" if described[:60] == summary[:60] else described
    return split_credit(described) if len(described) <= _LONGEST_CAPTION else ("", "")


def _credit(around: list[Element]) -> str:
    """Return who made or owns a picture.

    A person named inside `media:content` or a group made the picture, in whatever role; an author or owner
    named in the item is the article's.
    """
    for element in around:
        named = element.all("media:credit")
        if element is around[-1]:
            named = [one for one in named if one.get("role").lower() not in ("author", "owner")]
        named.sort(key=lambda one: not one.get("role").lower().startswith("photo"))
        if text := next((plain_text(one.as_markup()) for one in named if one.text), ""):
            return text
        if text := plain_text(element.markup("media:copyright")):
            return text
    return ""
