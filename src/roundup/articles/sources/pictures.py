"""Chooses the picture for an article, and the words that go with it."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Final
from urllib.parse import urlsplit

from roundup.articles.sources.picture_addresses import (
    WIDE,
    Rendition,
    best_of,
    candidates_in,
    declared_size,
    may_be_lead,
    pixels_in,
    stated_type,
)
from roundup.articles.sources.text.captions import split_credit, usable_alt
from roundup.articles.sources.text.plain import plain_text
from roundup.core.articles import Image
from roundup.core.urls import published_url, url_key

# How sure we are that an offer is *the* picture: least for a thumbnail, most for one that is meant to be.
THUMBNAIL, IN_BODY, MEANT = 1, 2, 3
# In pixels. No picture is thinner than a line, and one narrower than a preview is a last resort. In a text, a
# square smaller than a sign and anything lower than a button are not taken.
_LINE: Final = 3
_BUTTON: Final = 40
_SIGN: Final = 100
_PREVIEW: Final = 200
# A banner is at least this many times as wide as it is high.
_BANNER: Final = 6
_MOST_IN_BODY: Final = 30

_TAG: Final = re.compile(r"<(/?)(img|source|picture|a)\b([^<>]*)>", re.IGNORECASE)
_ATTRIBUTE: Final = re.compile(
    r"(?<![\w:.\-])[\d_:.\-]*+([A-Za-z][\w:.\-]*+)\s*+=\s*+(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'<>]+))"
)
# Where scripts find the real address of a lazy picture, and where some also keep that of a larger one.
_LAZY: Final = re.compile(r"data-(?:[a-z]+-)*(?:src|original|image)")
_KEPT: Final = re.compile(r"data-(?:[a-z]+-)*(?:file|url)")
_AROUND: Final = "p|div|figure|a|center|picture|span"
_LEADING: Final = re.compile(
    rf"\s*(?:<(?:{_AROUND}|source)\b[^<>]*>\s*){{0,8}}<img\b[^<>]*>\s*(?:</(?:{_AROUND})>\s*){{0,4}}"
    rf"(?:<figcaption\b[^<>]*>(?:[^<]|<(?!/figcaption))*+</figcaption>\s*)?(?:</(?:{_AROUND})>\s*){{0,4}}"
    r"(?:<br\s*/?>\s*)*",
    re.IGNORECASE,
)
# What surrounds an article: faces, signs, and appeals to readers.
_BESIDE_LIST: Final = """
author avatar badge byline emoji gravatar icon icons logo newsletter pixel share sharing smiley subscribe
"""
_BESIDE: Final = frozenset(_BESIDE_LIST.split())
_PORTRAIT: Final = re.compile(r"^(?:(?:photo|picture|portrait|headshot|image) of )|\W+$", re.IGNORECASE)
_CALL: Final = re.compile(
    r"(?:(?:please |jetzt )?(?:share|tweet|subscribe|donate|sign up|follow us|join us|support us|e-?mail"
    r"|print|abonnier\w*|s[’']abonner|abonnez.vous|suscr[íi]b\w+|iscriviti|assine|teilen|partager|compart\w+"
    r"|condividi)"
    r"(?: (?:this|on|via|with|to|by|now|here|today|for|us|our|icon|button|banner)\b.{0,60})?"
    r"|facebook|twitter|linkedin|whatsapp|instagram|youtube|pinterest|telegram|rss|newsletter|logo|avatar"
    r"|advertisement)(?: (?:icon|logo|button|banner|feed))?\W*",
    re.IGNORECASE,
)
_CALLING_LINK: Final = re.compile(
    r"mailto:|//(?:www\.)?(?:patreon|ko-fi|buymeacoffee|paypal|wa)\.(?:com|me)/"
    r"|/(?:share\w*|intent/\w+|subscribe|subscriptions?|donate|sign-?up|membership|newsletters?)"
    r"(?:\.php)?/?(?:[?#]|$)",
    re.IGNORECASE,
)
_CAPTION: Final = re.compile(
    r"<(figcaption|small|p|div|span)\b([^<>]*)>((?:[^<]|<(?!/?(?:p|div|figcaption|small|img)\b))*)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Offer:
    """A picture that may be the article's. `rank` is one of THUMBNAIL, IN_BODY, MEANT."""

    image: Image
    rank: int

    def shows_one_of(self, people: Iterable[str]) -> bool:
        """Say whether its description is the name of one of `people`, as with a writer's portrait."""
        told = _PORTRAIT.sub("", self.image.alt).casefold()
        return any(told == name.casefold() for name in people)


@dataclass(frozen=True, slots=True)
class _Shown:
    """An `<img …>` in a body: its attributes, those of the `<source>`s around it, and where it links to."""

    attributes: dict[str, str]
    sources: tuple[dict[str, str], ...]
    link: str
    start: int
    end: int


def best_image(offers: Iterable[Offer]) -> Image | None:
    """Return the picture to show: the first of those with the highest rank, because it opens the article.

    A picture that is declared small is a last resort. If one picture comes in several sizes, the largest is
    taken, with any alt, caption or credit that another offer of it has.
    """
    known = [offer for offer in offers if _is_picture(offer)]
    if not known:
        return None
    chosen = max(known, key=_worth)
    same = [one for one in known if shows_same_picture(one.image.url, chosen.image.url)]
    return largest_of([chosen.image, *(one.image for one in same if one is not chosen)])


def largest_of(images: Sequence[Image]) -> Image:
    """Return the largest of several sizes of one picture, with the words that go with any of them.

    A picture without a stated size may be the largest, so the first is taken if it has none.
    """
    chosen = max(images, key=lambda image: image.width or 0) if images[0].width else images[0]
    ordered = [chosen, *images]
    return replace(
        chosen,
        alt=next((image.alt for image in ordered if image.alt), ""),
        caption=next((image.caption for image in ordered if image.caption), ""),
        credit=next((image.credit for image in ordered if image.credit), ""),
    )


def _is_picture(offer: Offer) -> bool:
    """Say whether a mail program could show an offer and a person would call it the article's picture."""
    width, height = offer.image.width, offer.image.height
    sides = [side for side in (width, height) if side is not None]
    if any(side < _LINE for side in sides) or (width and height and width >= _BANNER * height):
        return False
    return may_be_lead(offer.image.url)


def _worth(offer: Offer) -> tuple[int, int]:
    """Return how much to prefer an offer. Some feeds list the sizes of one picture as if unrelated."""
    width = offer.image.width or WIDE
    if width < _PREVIEW:
        return 0, width
    return offer.rank, min(width, WIDE) if offer.rank != IN_BODY else WIDE


def offers_in(markup: str, base: str) -> Iterator[Offer]:
    """Yield the pictures in a body, in order, with the captions that follow them."""
    shown = list(islice(_shown_in(markup), _MOST_IN_BODY))
    ends = [*(one.start for one in shown[1:]), len(markup)]
    for one, until in zip(shown, ends, strict=False):
        if _is_beside_article(one):
            continue
        caption, credit = _caption_in(markup[one.end : min(until, one.end + 3000)])
        image = _image_of(one, base, caption, credit)
        if image.url and not _is_sign(image):
            yield Offer(image, IN_BODY)


def _is_sign(image: Image) -> bool:
    """Say whether a picture is shown as small as an emoji, an icon or a button."""
    sides = [side for side in (image.width, image.height) if side is not None]
    is_square = len(sides) == 2 and sides[0] == sides[1]
    return any(side < _BUTTON for side in sides) or (is_square and sides[0] < _SIGN)


def _shown_in(markup: str) -> Iterator[_Shown]:
    link = ""
    sources: list[dict[str, str]] = []
    for tag in _TAG.finditer(markup):
        closing, name = tag[1], tag[2].lower()
        if name == "a":
            link = "" if closing else _attributes_in(tag[3]).get("href", "")
        elif name == "picture":
            sources = []
        elif name == "source":
            sources.append(_attributes_in(tag[3]))
        elif not closing:
            yield _Shown(_attributes_in(tag[3]), tuple(sources), link, tag.start(), tag.end())
            sources = []


def _attributes_in(tag: str) -> dict[str, str]:
    found = _ATTRIBUTE.findall(tag)
    return {name.lower(): html.unescape(a or b or c) for name, a, b, c in reversed(found)}


def _is_beside_article(shown: _Shown) -> bool:
    """Say whether a picture is a sign, a face or an appeal to readers, judging by all but its address."""
    classes = set(re.findall(r"[a-z]+", shown.attributes.get("class", "").lower()))
    alt = shown.attributes.get("alt", "").strip()
    return bool(_BESIDE & classes or _CALL.fullmatch(alt) or _CALLING_LINK.search(shown.link))


def _image_of(shown: _Shown, base: str, caption: str = "", credit: str = "") -> Image:
    """Return the picture that an `<img …>` shows or, if it is lazy, will load. The `url` may be ''."""
    values = shown.attributes
    size = pixels_in(values.get("width", "")), pixels_in(values.get("height", ""))
    url, told = _address_of(shown, base)
    width, height = declared_size(url, *(size if told in (None, size[0]) else (told, None)))
    return Image(
        url=url,
        alt=usable_alt(values.get("alt", "")),
        caption=caption,
        credit=credit,
        width=width,
        height=height,
    )


def _address_of(shown: _Shown, base: str) -> tuple[str, int | None]:
    """Return the address of the real picture, and its width if stated for this very address."""
    values = shown.attributes
    lazy = [value for name, value in values.items() if _LAZY.fullmatch(name)]
    for raw in (*lazy, values.get("src", "")):
        if url := _usable(raw, base):
            return url, None
    if best := best_of(list(_offered(shown, base))):
        return best.url, best.width
    kept = [value for name, value in values.items() if _KEPT.fullmatch(name)]
    return next((url for raw in kept if (url := _usable(raw, base))), ""), None


def _offered(shown: _Shown, base: str) -> Iterator[Rendition]:
    """Yield the addresses that an `<img …>` and the `<source>`s around it offer for all sizes of screen."""
    for tag in (shown.attributes, *shown.sources):
        sets = [value for name, value in tag.items() if name.endswith("srcset")]
        for raw, width, scale in (each for srcset in sets for each in candidates_in(srcset)):
            if url := _usable(raw, base):
                yield Rendition(url, stated_type(url), width, scale)


def _usable(raw: str, base: str) -> str:
    """Return the whole address, or '' if it does not lead to a picture of an article."""
    url = published_url(raw, base) if re.search(r"[./]", raw) else ""
    return url if url and may_be_lead(url) else ""


def without_leading_image(markup: str, image: Image | None, base: str) -> str:
    """Return a body without its first picture and the line breaks around it, if that picture is `image`."""
    leading = _LEADING.match(markup)
    if image is None or leading is None:
        return markup
    shown = next((_image_of(one, base) for one in _shown_in(leading[0])), None)
    return markup[leading.end() :] if shown and shows_same_picture(shown.url, image.url) else markup


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
