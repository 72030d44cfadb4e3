"""Replaces the marks in a rendered edition by a reader's own links."""

from __future__ import annotations

import re
from collections.abc import Mapping

from roundup.core.errors import Refused

# The value goes unchanged into an href and into plain text: it must need no escaping in either.
_SAFE = re.compile(r"[A-Za-z0-9:/._~?=%@+-]*")


def personalise_text(text: str, marks: Mapping[str, str]) -> str:
    """Return `text` with every mark replaced by its value, in one pass.

    A mark inside a value is never replaced. Raises Refused for a value that would need escaping in HTML or
    could break a line.
    """
    for value in marks.values():
        if not _SAFE.fullmatch(value):
            raise Refused("A personal link contains a character that would need escaping; use plain URLs.")
    if not marks:
        return text
    # Longest first, so that a mark is never mistaken for a shorter one that it starts with.
    pattern = "|".join(re.escape(mark) for mark in sorted(marks, key=len, reverse=True))
    return re.sub(pattern, lambda found: marks[found[0]], text)
