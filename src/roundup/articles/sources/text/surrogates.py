"""Repairs halves of characters (surrogates) given by number: joins pairs, turns the rest into U+FFFD.

Programs that count in UTF-16 write an emoji as two surrogates. None of our parsers and encoders accepts
surrogates: a single one would make a whole feed unreadable.
"""

from __future__ import annotations

import re
from typing import Final

# From D800 to DFFF; in decimal, from 55296 to 57343.
_NUMBER: Final = (
    r"(?:x0{0,6}d[89a-f][0-9a-f]{2}|0{0,6}5(?:529[6-9]|5[3-9]\d\d|6\d{3}|7[0-2]\d\d|73[0-3]\d|734[0-3]))"
)
_REFERENCES: Final = re.compile(rf"(?:&#{_NUMBER};)+", re.IGNORECASE)
# Any other escape is skipped as a whole: what follows an escaped backslash is text.
_ESCAPES: Final = re.compile(rb"\\(?:u[dD][89abAB]..\\u[dD][c-fC-F]..|u[dD][89a-fA-F]..|.)", re.DOTALL)


def join_surrogates(markup: str) -> str:
    """Return `markup` with references to pairs of surrogates joined, and to single ones replaced."""
    return _REFERENCES.sub(_joined, markup) if "&#" in markup else markup


def join_json_surrogates(text: bytes) -> bytes:
    """Return a JSON text in whose strings every half of a character has its other half."""
    return _ESCAPES.sub(lambda found: b"\\ufffd" if _is_half(found[0]) else found[0], text)


def _joined(found: re.Match[str]) -> str:
    halves = "".join(chr(_number(reference)) for reference in found[0].rstrip(";").split(";"))
    return halves.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _number(reference: str) -> int:
    digits = reference.removeprefix("&#").lower()
    return int(digits[1:], 16) if digits.startswith("x") else int(digits)


def _is_half(escape: bytes) -> bool:
    return len(escape) == 6 and escape[1:2] == b"u"
