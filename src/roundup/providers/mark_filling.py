"""Replaces the marks with each reader's own values, fast, for copies that we write ourselves."""

from __future__ import annotations

import re
from binascii import b2a_qp
from collections.abc import Iterable, Mapping

_SOFT_BREAK = b"=\r\n"
# The standard library does not break a line that gets too long when a space or tab at its end is encoded.
_TOO_LONG = re.compile(rb"^(.{74,75})(=20|=09)$", re.MULTILINE)


class Personal:
    """A text with marks, cut once and put together again for every reader.

    Values are not searched for marks, and a mark for which a reader has no value stays as it is. SendGrid
    does the same.
    """

    def __init__(self, text: str, marks: Iterable[str]) -> None:
        self._literals, self._marks = cut_at_marks(text, marks)

    def text(self, values: Mapping[str, str]) -> str:
        """Return the reader's own text."""
        return self._literals[0] + "".join(
            values.get(mark, mark) + literal
            for mark, literal in zip(self._marks, self._literals[1:], strict=True)
        )


class QuotedPrintable:
    """The same in quoted-printable with CRLF, encoding each literal only once."""

    def __init__(self, text: str, marks: Iterable[str]) -> None:
        literals, self._marks = cut_at_marks(text, marks)
        self._literals = [*map(_before_more, literals[:-1]), _quoted(literals[-1])]

    def encoded(self, values: Mapping[str, str]) -> bytes:
        """Return the reader's own text as the lines of a message's body.

        Pieces meet at a soft line break, which decoding removes again.
        """
        parts = [self._literals[0]]
        for mark, literal in zip(self._marks, self._literals[1:], strict=True):
            parts += (_before_more(values.get(mark, mark)), literal)
        return _SOFT_BREAK.join(parts)


def cut_at_marks(text: str, marks: Iterable[str]) -> tuple[list[str], list[str]]:
    """Return the pieces of `text` between marks, and the marks between them, always one fewer."""
    # Longest first, so that a mark is never mistaken for a shorter one that it starts with.
    pattern = "|".join(re.escape(mark) for mark in sorted(set(marks), key=len, reverse=True) if mark)
    pieces = re.split(f"({pattern})", text) if pattern else [text]
    return pieces[::2], pieces[1::2]


def _before_more(text: str) -> bytes:
    """Return `text` encoded with room in its last line for the soft break that follows."""
    return _quoted(text + "x")[:-1]


def _quoted(text: str) -> bytes:
    lines = text.replace("\r\n", "\n").replace("\r", "\n").encode("utf-8", "surrogatepass")
    return _TOO_LONG.sub(rb"\1=\n\2", b2a_qp(lines, istext=True)).replace(b"\n", b"\r\n")
