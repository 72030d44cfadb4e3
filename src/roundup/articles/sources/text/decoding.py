"""Gets the text of a document from its bytes, whatever encoding is declared."""

from __future__ import annotations

import codecs
from collections.abc import Iterable
from typing import Final

from roundup.articles.sources.text.encodings import AS_BROWSERS, STATEFUL, encoding_of
from roundup.core.articles import Problem
from roundup.core.newsroom_language import tell

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (b"<\x00\x00\x00", "utf-32-le"),
    (b"\x00\x00\x00<", "utf-32-be"),
    (b"<\x00", "utf-16-le"),
    (b"\x00<", "utf-16-be"),
)
# Servers declare this for everything, so any other declared encoding is tried first.
_WESTERN: Final = "cp1252"


def decode_text(content: bytes, *declared: str, otherwise: str = "utf-8") -> tuple[str, tuple[Problem, ...]]:
    """Return the text of `content`, and a problem if some of its letters may be wrong.

    `declared` are the encodings that the server and the document name, in that order; '' stands for none.
    `otherwise` applies if none is named. A byte order mark decides; then UTF-8 is tried, as hardly any other
    text looks like it; then the first declared encoding that fits is taken.
    """
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return content.decode(encoding, "replace").removeprefix("\ufeff"), ()
    encodings = _candidates(content, declared, otherwise)
    for encoding in encodings:
        if (text := _decoded(content, encoding)) is not None:
            return text, ()
    return _guessed(content, encodings), (wrong_encoding(),)


def _candidates(content: bytes, declared: Iterable[str], otherwise: str) -> list[str]:
    """Return the encodings to try, the likeliest first."""
    named = [name for name in dict.fromkeys(map(encoding_of, declared)) if name]
    if b"\x00" not in content[:100]:
        # Without null bytes, a declaration of UTF-16 or UTF-32 cannot be true.
        named = [name for name in named if not name.startswith(("utf-16", "utf-32"))]
    named.sort(key=lambda name: name == _WESTERN)
    if any(name.startswith((*STATEFUL, "utf-16", "utf-32")) for name in named):
        return named
    return list(dict.fromkeys(("utf-8", *(named or [otherwise]))))


def _decoded(content: bytes, encoding: str) -> str | None:
    try:
        # A text that was cut off may end in the middle of a character.
        return codecs.getincrementaldecoder(encoding)(AS_BROWSERS).decode(content, final=False)
    except (UnicodeError, LookupError, TypeError, ValueError):
        return None


def _guessed(content: bytes, encodings: Iterable[str]) -> str:
    """Return the text in the first encoding that fits most of its letters, else in the Western one."""
    for encoding in dict.fromkeys((*encodings, "utf-8")):
        text = content.decode(encoding, "replace")
        faults = text.count("\ufffd")
        if len(text) - len(text.encode("ascii", "ignore")) > 2 * faults:
            return text
    return content.decode(_WESTERN, "replace")


def wrong_encoding() -> Problem:
    """Return the problem of a document in which some letters are uncertain."""
    return Problem(
        "wrong-encoding", tell("The document is not in the encoding it declares; some letters may be wrong.")
    )
