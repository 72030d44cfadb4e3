"""Replaces the marks in a rendered edition with one reader's own links and other values."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from roundup.core.errors import Refused
from roundup.core.lines import is_line

# The value goes unchanged into an attribute or between tags, so it must need no escaping in either place.
_ESCAPED: Final = re.compile(r"""(?:[^<>&"']|&(?:[A-Za-z][A-Za-z0-9]*|#[0-9]+|#[xX][0-9A-Fa-f]+);)*+""")


def personalise_html(html: str, marks: Mapping[str, str]) -> str:
    """Return `html` with every mark replaced by its value, in one pass.

    A mark inside a value is never replaced. Raises Refused for a value that would need escaping or could
    break a line; entities count as escaped.
    """
    return _replaced(html, marks, _ESCAPED)


def personalise_text(text: str, marks: Mapping[str, str]) -> str:
    """Return plain text with its marks replaced in the same way; values may contain no line break."""
    return _replaced(text, marks, None)


def _replaced(text: str, marks: Mapping[str, str], wanted: re.Pattern[str] | None) -> str:
    def value_of(found: re.Match[str]) -> str:
        value = marks[found[0]]
        if not is_line(value):
            raise Refused("A value for a reader's copy contains a line break; put it on one line.")
        if wanted and not wanted.fullmatch(value):
            raise Refused("A value for a reader's copy would need escaping in HTML; escape it first.")
        return value

    if not marks:
        return text
    # Longest first, so that a mark is never mistaken for a shorter one that it starts with.
    pattern = "|".join(re.escape(mark) for mark in sorted(marks, key=len, reverse=True))
    return re.sub(pattern, value_of, text)
