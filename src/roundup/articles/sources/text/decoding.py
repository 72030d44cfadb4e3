"""Gets the text of a document from its bytes, whatever encoding anybody says that it is in."""

from __future__ import annotations

import codecs
from typing import Final

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
# What browsers read if one of these is declared, because publishers mean that.
_MEANT: Final = {
    "iso8859-1": "cp1252",
    "latin-1": "cp1252",
    "ascii": "utf-8",
    "gb2312": "gb18030",
    "gbk": "gb18030",
}
# Recognised by their first bytes or not at all; harmful (UTF-7 hides markup); or not a text encoding.
_REFUSED: Final = {
    "utf-16",
    "utf-16-le",
    "utf-16-be",
    "utf-32",
    "utf-32-le",
    "utf-32-be",
    "utf-7",
    "idna",
    "punycode",
    "unicode_escape",
    "raw_unicode_escape",
    "undefined",
    "mbcs",
    "oem",
}


def decode_text(content: bytes, *declared: str) -> tuple[str, tuple[Problem, ...]]:
    """Return the text of `content`, and a problem if some of its letters may be wrong.

    `declared` are the encodings that the server and the document name, in that order; '' names none. A byte
    order mark decides; otherwise the first declared encoding that fits. UTF-8 is tried first if
    anybody declared it, and before Western encodings, whose letters are hardly ever valid UTF-8.
    """
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return content.decode(encoding, "replace").removeprefix("\ufeff"), ()
    named = {name: None for name in map(_known, declared) if name} or {"utf-8": None}
    if "cp1252" in named:
        named["utf-8"] = None
    for encoding in sorted(named, key=lambda name: name != "utf-8"):
        if (text := _decoded(content, encoding)) is not None:
            return text, ()
    return _guessed(content), (wrong_encoding(),)


def _known(name: str) -> str:
    try:
        known = codecs.lookup(name.strip()).name
    except (LookupError, ValueError):
        return ""
    return "" if known in _REFUSED else _MEANT.get(known, known)


def _decoded(content: bytes, encoding: str) -> str | None:
    try:
        # A text that was cut off may end in the middle of a character.
        return codecs.getincrementaldecoder(encoding)("strict").decode(content, final=False)
    except (UnicodeError, LookupError, TypeError, ValueError):
        return None


def _guessed(content: bytes) -> str:
    """Return the text as UTF-8 with some faults if valid characters outnumber them, else as Western."""
    text = content.decode("utf-8", "replace")
    faults = text.count("\ufffd")
    fitting = len(content) - len(text) - 2 * faults
    return text if fitting > faults else content.decode("cp1252", "replace")


def wrong_encoding() -> Problem:
    """Return the problem of a document whose letters cannot be told for certain."""
    return Problem(
        "wrong-encoding", tell("The document is not in the encoding it declares; some letters may be wrong.")
    )
