"""The addresses at which one picture is offered: sizes, types, and the real address of a lazy <img>."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from urllib.parse import unquote, urlsplit

from roundup.articles.sources.page.dom import Element
from roundup.articles.sources.picture_addresses import (
    Rendition,
    candidates_in,
    declared_size,
    may_be_lead,
    pixels_in,
    stated_type,
)
from roundup.core.urls import published_url

_LAZY = ("data-runner-src", "data-src", "data-original", "data-lazy-src", "data-img-url")
_LAZY_NAME = re.compile(r"data-[a-z-]*(src|srcset|original)", re.IGNORECASE)
_STATED_WIDTH = re.compile(r"[?&,/_;-](?:im)?w(?:idth)?[=_:-]?(\d{2,4})(?!\d)", re.IGNORECASE)
_TYPES = (".jpg", ".jpeg", ".png", ".webp", ".gif", ".avif")
_SIZED = re.compile(r"(?:-\d{2,4}x\d{2,4}|-scaled)$")
_ID = re.compile(r"[?&]id=([\w-]+)")
_TELLING = 5
_MIN_SIZE = 100
_MOST = 40


def stated_rendition(url: str, width: int | None = None) -> Rendition:
    """Return the rendition that the address `url` describes, with `width` if that is stated elsewhere."""
    return Rendition(url, stated_type(url), width or _told_width(url))


def renditions_of(element: Element, base: str) -> list[Rendition]:
    """Return the usable addresses that an <img> and the sources of its <picture> offer."""
    found = list(_of_tag(element, base))
    for source in _sources(element):
        found.extend(_of_tag(source, base))
    return [one for one in found if one.url and one.kind != "svg+xml"][:_MOST]


def _sources(element: Element) -> list[Element]:
    # The parser does not treat <source> as empty, so the elements after it end up inside it.
    picture = next((above for above in element.iterancestors() if above.tag != "source"), None)
    if picture is None or picture.tag != "picture":
        return []
    return list(islice(picture.iter("source"), _MOST))


def _of_tag(element: Element, base: str) -> Iterator[Rendition]:
    stated = (element.get("type") or "").strip().lower()
    declared = stated.removeprefix("image/") if stated.startswith("image/") else ""
    shown = pixels_in(element.get("width") or "")
    lazy = [name for name in element.attrib if _LAZY_NAME.fullmatch(name)]
    for name in (*lazy, "srcset"):
        raw = (element.get(name) or "").strip()
        if name.endswith("srcset"):
            for url, width, scale in candidates_in(raw):
                yield _rendition(url, base, declared, width or (scale == 1 and shown) or None, scale)
        elif raw and not raw.startswith(("data:", "{", "[")):
            yield _rendition(raw, base, declared, shown)
    # If another attribute holds the real address, the plain one leads to a blurred substitute.
    if element.tag == "img" and (not lazy or source_of(element) == element.get("src")):
        yield _rendition(element.get("src") or "", base, declared, shown)


def _rendition(raw: str, base: str, declared: str, width: int | None, scale: float = 1) -> Rendition:
    url = usable_url(raw, base)
    return Rendition(url, declared or stated_type(url), _told_width(url) or width, scale)


def _told_width(url: str) -> int | None:
    """Return the width that an address gives, as in `w=680`, `/w1240/` or `-585x439`."""
    told = _STATED_WIDTH.search(url)
    return int(told[1]) if told else declared_size(url, None, None)[0]


def usable_url(raw: str, base: str) -> str:
    """Return the whole address if its picture is worth showing, or ''."""
    url = published_url(raw, base) if raw.strip() else ""
    return url if url and may_be_lead(url) else ""


def source_of(element: Element) -> str:
    """Return the address of an <img>'s real picture, lazy or not."""
    for name in (*_LAZY, "src"):
        raw = (element.get(name) or "").strip()
        if raw and not raw.startswith("data:"):
            return raw
    return ""


def is_small(element: Element) -> bool:
    """Say whether an <img> declares itself too small to be a picture of the article."""
    sizes = [int(raw) for raw in (element.get("width"), element.get("height")) if raw and raw.isdigit()]
    return bool(sizes) and min(sizes) < _MIN_SIZE


def _file_key(url: str) -> str:
    """Return the name of a picture's file without its size and its type."""
    name = unquote(_path_of(url).rstrip("/").rsplit("/", 1)[-1]).lower()
    while name.endswith(_TYPES):
        name = name.rpartition(".")[0]
    return _SIZED.sub("", name)


def _path_of(url: str) -> str:
    """Return the path of an address, however broken it is: pages contain all sorts."""
    try:
        return urlsplit(url).path
    except ValueError:
        return url


def same_picture(one: str, other: str) -> bool:
    """Say whether two addresses lead to the same picture, whatever its size, cut and type."""
    # Sites that call every picture image.jpg distinguish them only by ?id=.
    ids = [_ID.search(url) for url in (one, other)]
    if ids[0] and ids[1]:
        return ids[0].group(1) == ids[1].group(1)
    short, long = sorted((_file_key(one), _file_key(other)), key=len)
    if short == long:
        return len(short) > _TELLING or _path_of(one) == _path_of(other)
    return len(short) > 3 * _TELLING and long.startswith(short)
