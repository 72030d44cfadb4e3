"""Makes strangers' markup safe to show."""

from __future__ import annotations

import html
import re
from typing import Final

import nh3

from roundup.articles.sources.text.plain import (
    ANY_TAG,
    DROPPED,
    LONGEST_HTML,
    UNSEEN,
    is_too_deep,
    plain_text,
)
from roundup.articles.sources.text.surrogates import join_surrogates
from roundup.core.urls import published_url

_ATTRIBUTES: Final = {
    "a": {"href", "title"},
    "abbr": {"title"},
    "img": {"src", "alt", "width", "height"},
    "ol": {"start"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan"},
}
_TAGS_LIST: Final = """
a abbr b blockquote br caption cite code dd del dl dt em figcaption figure h1 h2 h3 h4 h5 h6 hr i
img ins kbd li mark ol p pre q s small strong sub sup table tbody td tfoot th thead tr u ul
"""
_TAGS: Final = set(_TAGS_LIST.split())
_FRAME: Final = re.compile(r"<iframe\b[^<>]*?\bsrc\s*+=\s*+[\"']?([^\"'\s<>]++)[^<>]*+>", re.IGNORECASE)


def clean_html(markup: str, base: str = "") -> str:
    """Return `markup` reduced to the structure of a text, links and pictures.

    Addresses become absolute http(s) addresses without tracking (`base` resolves relative ones) or are
    removed. Scripts, forms, styles and everything else that is not on the list are removed. A frame becomes a
    link.
    """
    markup = UNSEEN.sub("", join_surrogates(markup[:LONGEST_HTML]))
    if is_too_deep(markup):
        return html.escape(ANY_TAG.sub(" ", markup), quote=False)
    linked = _FRAME.sub(lambda frame: _frame_link(frame[1], base), markup)
    cleaned = nh3.clean(
        linked,
        tags=_TAGS,
        clean_content_tags=DROPPED,
        attributes=_ATTRIBUTES,
        attribute_filter=lambda tag, name, value: _kept(name, value, base),
        url_schemes={"http", "https"},
        link_rel=None,
    )
    return _without_empty(UNSEEN.sub("", cleaned)).strip()


def _kept(name: str, value: str, base: str) -> str | None:
    if name in ("href", "src"):
        return published_url(value, base) or None
    if name in ("width", "height", "colspan", "rowspan", "start"):
        return value if value.isdecimal() and len(value) < 6 else None
    return plain_text(value)


def _frame_link(address: str, base: str) -> str:
    url = published_url(html.unescape(address), base)
    return f'<p><a href="{html.escape(url)}">{html.escape(url)}</a></p>' if url else ""


def _without_empty(cleaned: str) -> str:
    """Drop pictures that have lost their address, and empty paragraphs."""
    cleaned = re.sub(r"<img(?![^<>]*\ssrc=)[^<>]*>", "", cleaned)
    return re.sub(r"<(p|figure|li|figcaption|blockquote|h[1-6])>(?:\s|&nbsp;)*</\1>", "", cleaned)
