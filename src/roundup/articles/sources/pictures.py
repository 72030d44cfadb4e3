"""Chooses the picture for an article, and the words that go with it."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from roundup.articles.sources.text.captions import split_credit, usable_alt
from roundup.articles.sources.text.plain import plain_text
from roundup.core.articles import Image
from roundup.core.urls import published_url, url_key

# How sure we are that an offer is *the* picture: least for a thumbnail, most for one meant to be it.
THUMBNAIL, IN_BODY, MEANT = 1, 2, 3
_SMALLEST: Final = 100
_MOST_IN_BODY: Final = 30

_TAG: Final = re.compile(r"<img\b[^<>]*>", re.IGNORECASE)
_ATTRIBUTE: Final = re.compile(
    r"(?<![\w:.\-])[\d_:.\-]*+([A-Za-z][\w:.\-]*+)\s*+=\s*+(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'<>]+))"
)
_LAZY: Final = ("data-runner-src", "data-src", "data-lazy-src", "data-original", "data-orig-file")
_LEADING: Final = re.compile(
    r"\s*(?:<(?:p|div|figure|a|center)\b[^<>]*>\s*){0,4}(<img\b[^<>]*>)(?:\s*</(?:p|div|figure|a|center)>){0,4}"
    r"(?:\s*<br\s*/?>)*\s*",
    re.IGNORECASE,
)
_NOT_PICTURES: Final = re.compile(
    r"\.svgz?$|/1x1\.|/pixel\b|/spacer\.|/blank\.gif|/emoji/|/smilies/|/avatar/|gravatar\.com/"
    r"|feeds\.feedburner\.com/~|feedsportal\.com|pixel\.wp\.com|stats\.wordpress\.com|doubleclick\.net|/~r/|/~ff/"
    r"|pixel\.(?:quantserve|gif)|tracking|/b\.gif|scorecardresearch",
    re.IGNORECASE,
)
_SIZE: Final = re.compile(r"[/_-](\d{2,4})x(\d{2,4})(?=[/._-])")
_CAPTION: Final = re.compile(
    r"<(figcaption|small|p|div|span)\b([^<>]*)>((?:[^<]|<(?!/?(?:p|div|figcaption|small|img)\b))*)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Offer:
    """A picture that may be the article's. `rank` is one of THUMBNAIL, IN_BODY, MEANT."""

    image: Image
    rank: int


def best_image(offers: Iterable[Offer]) -> Image | None:
    """Return the picture to show: the largest of those with the highest rank, and the first among equals.

    It gets any alt, caption or credit that another offer of the same picture has.
    """
    known = [offer for offer in offers if _is_picture(offer.image)]
    if not known:
        return None
    chosen = max(known, key=_worth)
    same = [chosen.image] + [o.image for o in known if shows_same_picture(o.image.url, chosen.image.url)]
    return Image(
        url=chosen.image.url,
        alt=next((image.alt for image in same if image.alt), ""),
        caption=next((image.caption for image in same if image.caption), ""),
        credit=next((image.credit for image in same if image.credit), ""),
        width=chosen.image.width,
        height=chosen.image.height,
    )


def _is_picture(image: Image) -> bool:
    """Say whether a mail program could show it and a person would call it a picture."""
    if any(side is not None and side < 3 for side in (image.width, image.height)):
        return False
    parts = urlsplit(image.url)
    return bool(image.url) and not _NOT_PICTURES.search(f"{parts.netloc}{parts.path}")


def offers_in(markup: str, base: str) -> Iterator[Offer]:
    """Yield the pictures of a body, in order, with the captions that follow them."""
    tags = list(_TAG.finditer(markup))[:_MOST_IN_BODY]
    ends = [*(tag.start() for tag in tags[1:]), len(markup)]
    for tag, until in zip(tags, ends, strict=False):
        caption, credit = _caption_in(markup[tag.end() : min(until, tag.end() + 3000)])
        image = _image_from_tag(tag[0], base, caption, credit)
        if image.url:
            yield Offer(image, IN_BODY)


def _image_from_tag(tag: str, base: str, caption: str = "", credit: str = "") -> Image:
    """Return what an `<img …>` shows; for a lazy one, what it will load. The url may be ''."""
    found = _ATTRIBUTE.findall(tag)
    values = {name.lower(): html.unescape(a or b or c) for name, a, b, c in reversed(found)}
    sources = [values.get("src", ""), *(values.get(name, "") for name in _LAZY)]
    urls = [url for source in sources if (url := published_url(source, base))]
    url = urls[0] if urls else ""
    width, height = declared_size(
        url, pixels_in(values.get("width", "")), pixels_in(values.get("height", ""))
    )
    return Image(
        url=url,
        alt=usable_alt(values.get("alt", "")),
        caption=caption,
        credit=credit,
        width=width,
        height=height,
    )


def without_leading_image(markup: str, image: Image | None, base: str) -> str:
    """Return a body without its first picture and the line breaks around it, if that picture is `image`."""
    leading = _LEADING.match(markup)
    if image is None or leading is None:
        return markup
    shown = _image_from_tag(leading[1], base)
    return markup[leading.end() :] if shows_same_picture(shown.url, image.url) else markup


def pixels_in(text: str) -> int | None:
    """Return a length in pixels, or None for anything that is not one."""
    found = re.fullmatch(r"\s*(\d{1,5})(?:\.\d+)?(?:px)?\s*", text, re.ASCII)
    return int(found[1]) if found else None


def declared_size(url: str, width: int | None, height: int | None) -> tuple[int | None, int | None]:
    """Return the size of a picture as declared, or else as its address gives it (`/60x60/`)."""
    told = _SIZE.search(url) if width is None and height is None else None
    return (int(told[1]), int(told[2])) if told else (width, height)


def _worth(offer: Offer) -> tuple[int, int]:
    width, height = offer.image.width, offer.image.height
    if width is not None and width < _SMALLEST:
        return 0, width
    return offer.rank, (width or 0) * (height or width or 0)


def shows_same_picture(one: str, other: str) -> bool:
    """Say whether two addresses show the same picture: some sites distinguish pictures only by `id`."""
    return bool(one) and (url_key(one) == url_key(other) or _picture_key(one) == _picture_key(other))


def _picture_key(url: str) -> str:
    parts = urlsplit(url_key(url))
    telling = [pair for pair in parts.query.split("&") if not _CROP.match(pair)]
    return f"{parts.netloc}{parts.path}?{'&'.join(telling)}"


_CROP: Final = re.compile(
    r"(?:w|h|width|height|quality|q|coordinates|resize|fit|crop|auto|strip|ssl|dpr|format|s)=|$",
    re.IGNORECASE,
)


def _caption_in(segment: str) -> tuple[str, str]:
    caption = credit = ""
    for found in _CAPTION.finditer(segment):
        kind, attributes, text = found[1].lower(), found[2].lower(), plain_text(found[3])
        if "photo-credit" in attributes or "image-credit" in attributes:
            credit = credit or text
        elif kind == "figcaption" or "caption" in attributes:
            caption = caption or text
    if caption and not credit:
        return split_credit(caption)
    return caption, credit
