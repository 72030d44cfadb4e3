"""Tells the markup in a headline from tags that it is about: "The <script> tag, thirty years on"."""

from __future__ import annotations

import re
from typing import Final

from roundup.articles.sources.text.plain import LONGEST_HTML, plain_text

_LONGEST: Final = min(LONGEST_HTML, 10_000)
_ESCAPED: Final = (
    # The beginning of a comment is not decoded, so it stays text.
    re.compile(r"&(?:amp;){0,3}(?:lt|#60|#x3c);(?!!--)", re.IGNORECASE),
    re.compile(r"&(?:amp;){0,3}(?:gt|#62|#x3e);", re.IGNORECASE),
)
_TAG: Final = re.compile(r"<(?P<end>/?)(?P<name>[a-z][a-z0-9]*)(?P<rest>(?:[\s/][^<>]*)?)>", re.IGNORECASE)
_STYLING_LIST: Final = """
a abbr b big cite code div em font h1 h2 h3 h4 i mark p q s small span strong sub sup tt u
"""
_STYLING: Final = set(_STYLING_LIST.split())
_ALONE: Final = frozenset({"br", "wbr", "img", "hr"})
_SPOKEN_OF: Final = re.compile(r"\s*(?:tags?|elements?|elemento?s?|balises?|éléments?)\b", re.IGNORECASE)
# Signs that no text contains; they stand for the brackets of a tag that is meant as a word.
_OPEN, _CLOSE = "\ue0f0", "\ue0f1"


def headline_text(markup: str) -> str:
    """Return a headline as `plain_text` does, but keep the tags that are words.

    A tag is a word if it has neither a partner nor attributes, and touches no word that it could style.
    """
    markup = markup[:_LONGEST].replace(_OPEN, "").replace(_CLOSE, "")
    for pattern, sign in zip(_ESCAPED, "<>", strict=True):
        markup = pattern.sub(sign, markup)
    tags = list(_TAG.finditer(markup))
    paired = _paired(tags)
    pieces, last = [], 0
    for tag in tags:
        pieces.append(markup[last : tag.start()])
        is_word = tag.start() not in paired and _is_word(tag)
        pieces.append(f"{_OPEN}{tag[0][1:-1]}{_CLOSE}" if is_word else tag[0])
        last = tag.end()
    text = plain_text("".join([*pieces, markup[last:]]))
    return text.replace(_OPEN, "<").replace(_CLOSE, ">")


def _paired(tags: list[re.Match[str]]) -> set[int]:
    """Return the indexes of the tags that have a partner."""
    found: set[int] = set()
    opened: dict[str, list[int]] = {}
    for tag in tags:
        name = tag["name"].lower()
        if not tag["end"]:
            opened.setdefault(name, []).append(tag.start())
        elif opened.get(name):
            found |= {opened[name].pop(), tag.start()}
    return found


def _is_word(tag: re.Match[str]) -> bool:
    name, text = tag["name"].lower(), tag.string
    before, after = text[: tag.start()][-1:], text[tag.end() :]
    if "=" in tag["rest"]:
        return False
    if name in _ALONE:
        return bool(_SPOKEN_OF.match(after)) or (name not in ("br", "wbr") and not tag["rest"].strip(" /"))
    if name not in _STYLING:
        return True
    return before in ("", " ", "(", "“", '"', "‘", "/") if tag["end"] else not after[:1].isalnum()
