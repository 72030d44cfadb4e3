"""The pictures that an item of a feed offers, each with its own caption and credit."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from roundup.articles.sources.pictures import IN_BODY, MEANT, THUMBNAIL, Offer, declared_size, pixels_in
from roundup.articles.sources.text.captions import split_credit, usable_alt
from roundup.articles.sources.text.plain import plain_text
from roundup.articles.sources.xml.element import Element
from roundup.core.articles import Image

_PICTURE_FILE: Final = re.compile(r"\.(?:jpe?g|png|gif|webp|avif)(?:$|[?#])", re.IGNORECASE)
_LONGEST_CAPTION: Final = 500
_OTHER_FILE: Final = re.compile(
    r"\.(?:mp[34]|m4[av]|mov|ogg|webm|pdf|aac|m3u8|torrent|zip)(?:$|[?#])", re.IGNORECASE
)


def media_offers(item: Element) -> Iterator[Offer]:
    """Yield the pictures given outside the text: media:*, enclosures, thumbnails of podcasts."""
    for group in [item, *item.all("media:group")]:
        for content in group.all("media:content"):
            yield from _content(content, [content, group, item])
        for thumbnail in group.all("media:thumbnail"):
            yield from _offer(thumbnail, thumbnail.get("url") or thumbnail.text, THUMBNAIL, [group, item])
    for enclosure in item.all("enclosure"):
        if _is_picture(enclosure, enclosure.get("url")):
            yield from _offer(enclosure, enclosure.get("url"), MEANT, [item])
    for link in item.all("link", "atom:link"):
        if link.get("rel") == "enclosure" and _is_picture(link, link.get("href")):
            yield from _offer(link, link.get("href"), MEANT, [item])
    for image in item.all("itunes:image", "image"):
        address = image.get("href") or image.first("url") or (image.text if not len(image.node) else "")
        yield from _offer(image, address, IN_BODY, [item])


def _content(content: Element, around: list[Element]) -> Iterator[Offer]:
    if _is_picture(content, content.get("url")):
        yield from _offer(content, content.get("url"), MEANT, around)
    for thumbnail in content.all("media:thumbnail"):
        yield from _offer(thumbnail, thumbnail.get("url"), THUMBNAIL, around)


def _is_picture(element: Element, address: str) -> bool:
    kind, medium = element.get("type").lower(), element.get("medium").lower()
    if medium == "image" or kind.startswith("image/"):
        return "svg" not in kind
    if medium or kind:
        return not medium and bool(_PICTURE_FILE.search(address))
    return not _OTHER_FILE.search(address)


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
    """Return caption and credit of a picture: what `media:content`, or its item, says about it.

    The description of an item that has its own title is the item's summary, not a caption.
    """
    item = around[-1]
    described = plain_text(around[0].markup("media:description", "media:text")) if len(around) == 3 else ""
    if not described and item.first("description", "summary"):
        described = plain_text(item.markup("media:description"))
        summary = plain_text(item.markup("description", "summary"))
        described = "" if described[:60] == summary[:60] else described
    return split_credit(described) if len(described) <= _LONGEST_CAPTION else ("", "")


def _credit(around: list[Element]) -> str:
    for element in around:
        named = [c for c in element.all("media:credit") if c.get("role").lower() not in ("author", "owner")]
        if text := next((plain_text(c.as_markup()) for c in named if c.text), ""):
            return text
        if text := plain_text(element.markup("media:copyright")):
            return text
    return ""
