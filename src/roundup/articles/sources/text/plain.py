"""Turns strangers' markup into the plain text that a person would read.

Takes linear time even on hostile input: markup that nests deeper than any article would cost an HTML parser
quadratic time, so it is not parsed.
"""

from __future__ import annotations

import html
import re
from typing import Final

import nh3

from roundup.articles.sources.text.surrogates import join_surrogates

# No article is longer; the rest of a longer text is ignored.
LONGEST_HTML: Final = 400_000
DEEPEST: Final = 500

_DROPPED_LIST: Final = """
script style template noscript iframe object embed applet svg math form button select textarea
canvas audio video head title frameset noembed noframes
"""
DROPPED: Final = set(_DROPPED_LIST.split())
_BLOCKS: Final = """
address article aside blockquote br caption center dd details dialog div dl dt fieldset figcaption
figure footer form h1 h2 h3 h4 h5 h6 header hr li main nav ol option p pre section summary table
tbody td tfoot th thead tr ul
"""
_INLINE: Final = """
a abbr acronym applet area audio b base basefont bdi bdo bgsound big blink body button canvas cite
code col colgroup data datalist del dfn dir em embed font frame frameset head html i iframe img
input ins isindex kbd label legend link map mark marquee math menu meta meter nobr noembed noframes
noscript object optgroup output param picture plaintext portal progress q rb rp rt rtc ruby s samp
script select slot small source span strike strong style sub sup svg template textarea time title
track tt u var video wbr xmp
"""
_HTML: Final = "|".join((_BLOCKS + " " + _INLINE).split())
_NOT_MARKUP: Final = re.compile(rf"<(?!/?(?:{_HTML})(?:[\s/>]|$)|!--|[!?])", re.IGNORECASE)
_BLOCK_START: Final = re.compile(rf"<(?=/?(?:{'|'.join(_BLOCKS.split())})(?:[\s/>]|$))", re.IGNORECASE)
_NO_ENTITY: Final = re.compile(r"&(?!#\d{1,7};|#[xX][0-9A-Fa-f]{1,6};|[A-Za-z][A-Za-z0-9]{1,31};)")
_ENTITY: Final = re.compile(r"&(?:#\d{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
# In a text that was escaped twice, these are certainly markup, while `<canvas>` may be its subject.
_STYLING: Final = re.compile(
    r"</?(?:a|b|i|em|strong|span|font|p|br|div|u|small|sub|sup|cite|q|mark|big|img|script|style)(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)
# No real text nests tags this deep; a text that does was made to stall its reader.
_MOST_WITHIN: Final = 8
# All tags that stay open until they are closed; tags that close by themselves do not nest.
_NESTING: Final = re.compile(
    r"<(/?)(?!(?:p|li|td|th|tr|tbody|thead|tfoot|option|dt|dd|rt|rp|br|hr|img|input|meta|link|wbr|source|track"
    r"|area|base|col|embed|param)\b)[a-z]",
    re.IGNORECASE,
)
_LOOKS_LIKE_HTML: Final = re.compile(
    r"</?(?:p|br|a|em|i|b|strong|img|div|span|ul|li|h[1-6]|blockquote)\b|&#?\w+;", re.IGNORECASE
)
ANY_TAG: Final = re.compile(r"<[^<>]*>")
# Control characters, writing directions that would leak out of the text, and invisible marks. Joiners and
# variation selectors stay: emoji, Persian and Indian scripts need them.
UNSEEN: Final = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u061c\u180e\u200b\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)


def plain_text(markup: str) -> str:
    """Return the text that a person would read in `markup`, on one line.

    It has no tags, no entities (even if they were escaped twice), no control characters, and only single
    spaces. A `<` or `&` that is not markup stays: `AT&T`, `1 < 2`, `Vec<T>`.
    """
    if markup.isascii() and markup.isprintable() and "<" not in markup and "&" not in markup:
        return " ".join(markup[:LONGEST_HTML].split())
    return " ".join(text_lines(markup))


def as_html(text: str) -> str:
    """Return, as HTML, a text that is said to be plain. If it is HTML after all, it stays as it is."""
    return text if _LOOKS_LIKE_HTML.search(text) else html.escape(text, quote=False)


def text_lines(markup: str, without: frozenset[str] = frozenset()) -> list[str]:
    """Return the text of each block of `markup` that has text, as plain as `plain_text` makes it.

    The elements named in `without` are left out with everything inside them.
    """
    text = _decoded(_without_tags(join_surrogates(markup[:LONGEST_HTML]), without))
    lines = (" ".join(line.split()) for line in re.split(r"[\n\r\u2028\u2029]", text))
    return [line for line in lines if line]


def _without_tags(markup: str, without: frozenset[str]) -> str:
    if "<" not in markup:
        return re.sub(r"[\n\r]", " ", markup)
    if is_too_deep(markup):
        return ANY_TAG.sub("\n", markup)
    markup = _NO_ENTITY.sub("&amp;", _NOT_MARKUP.sub("&lt;", re.sub(r"[\n\r]", " ", markup)))
    lined = _BLOCK_START.sub("\n<", markup)
    return nh3.clean(lined, tags=set(), attributes={}, clean_content_tags=DROPPED | without)


def _decoded(text: str) -> str:
    """Decode entities as many times as they were escaped."""
    for _ in range(4):
        if not _ENTITY.search(text):
            break
        # Remove invisible characters first, because they could hide a tag.
        text = UNSEEN.sub("", _ENTITY.sub(lambda found: html.unescape(found[0]), join_surrogates(text)))
        text = _without_styling(text) if "<" in text else text
    return UNSEEN.sub("", text)


def _without_styling(text: str) -> str:
    """Remove styling tags until none is left, as what remains may form another tag: `<b<i>>`."""
    for _ in range(_MOST_WITHIN):
        text, found = _STYLING.subn(" ", text)
        if not found:
            return text
    return text.replace("<", " ")


def is_too_deep(markup: str) -> bool:
    """Say whether `markup` nests deeper than any article."""
    depth = 0
    for tag in _NESTING.finditer(markup):
        depth = max(0, depth - 1) if tag[1] else depth + 1
        if depth > DEEPEST:
            return True
    return False
