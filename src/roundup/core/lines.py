"""Text that should be one line, and text from elsewhere that is shown on a terminal."""

from __future__ import annotations

import re
import unicodedata

# Control characters, halves of characters and line breaks; then characters that change the writing direction.
_BREAKS = frozenset({"Cc", "Cs", "Zl", "Zp"})
_TURNS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")

# What becomes one space: several spaces of any kind in a row, or a single one that has no other meaning.
_BLANKS = re.compile(r"[\s\x00-\x1f\x7f-\x9f\ud800-\udfff]{2,}|[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
# Without these, a Persian or Hindi name becomes a different word, and a family emoji falls apart.
_JOINERS = "\u200c\u200d"


def one_line(text: str) -> str:
    """Return `text` on one line, as a mail program shows it.

    Spaces at its ends are removed, and each run of spaces and control characters becomes one space. A single
    space of any kind stays as it is: French keeps the no-break space before a colon.
    """
    return _BLANKS.sub(" ", text).strip()


def plain_line(text: str) -> str:
    """Return `text` on one line of visible characters, fit for a name or a report.

    Everything else, such as a character that changes the writing direction, becomes a space; joiners inside a
    word stay.
    """
    seen = "".join(sign if sign.isprintable() or sign in _JOINERS else " " for sign in text)
    return one_line(seen).strip(_JOINERS)


def plain_line_ends(text: str) -> str:
    """Return `text` with LF line ends: a browser sends a text area's lines with CR and LF."""
    return text.replace("\r\n", "\n")


def is_line(text: str) -> bool:
    """Say whether `text` is one line without control characters, fit for a header or a list."""
    return not any(unicodedata.category(character) in _BREAKS for character in text)


def for_terminal(text: str) -> str:
    """Return `text` with everything that a terminal would obey made visible, except line ends."""
    return "".join(character if _is_harmless(character) else ascii(character)[1:-1] for character in text)


def _is_harmless(character: str) -> bool:
    if character in "\n\t":
        return True
    return unicodedata.category(character) not in _BREAKS and character not in _TURNS
