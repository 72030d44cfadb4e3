"""Putting a reader's own links in the place of the marks of a rendered edition."""

from __future__ import annotations

import re
from collections.abc import Mapping

from roundup.core.errors import Refused

# The value lands in an href as it is and in plain text as it is: it must need no escaping in either.
_SAFE = re.compile(r"[A-Za-z0-9:/._~?=%@+-]+")


def personalise_text(text: str, marks: Mapping[str, str]) -> str:
    """Return `text` with every mark replaced by its value, in one pass.

    What a value happens to hold is never replaced again. Raises Refused for a value that would
    need escaping in HTML or could break a line.
    """
    for value in marks.values():
        if not _SAFE.fullmatch(value):
            raise Refused("A personal link holds a character that would need escaping; use plain URLs.")
    if not marks:
        return text
    # Longest first, so that no mark hides behind a shorter one that it starts with.
    pattern = "|".join(re.escape(mark) for mark in sorted(marks, key=len, reverse=True))
    return re.sub(pattern, lambda found: marks[found[0]], text)
