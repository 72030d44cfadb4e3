"""Text that is meant to be one line, and text from elsewhere that is shown on a terminal."""

from __future__ import annotations

import unicodedata

# Controls, halves of characters, and what breaks a line; then what turns the direction of writing.
_BREAKS = frozenset({"Cc", "Cs", "Zl", "Zp"})
_TURNS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def is_line(text: str) -> bool:
    """Say whether `text` is one line without control characters: fit for a header or a list."""
    return not any(unicodedata.category(character) in _BREAKS for character in text)


def for_terminal(text: str) -> str:
    """Return `text` with everything shown that a terminal would obey, except the ends of its lines."""
    return "".join(character if _is_harmless(character) else ascii(character)[1:-1] for character in text)


def _is_harmless(character: str) -> bool:
    if character in "\n\t":
        return True
    return unicodedata.category(character) not in _BREAKS and character not in _TURNS
