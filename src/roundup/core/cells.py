"""Cells of a CSV that a spreadsheet must not take for formulas."""

from __future__ import annotations

import re
from typing import Final

# At the start, and after each sign at which a spreadsheet may part cells, whatever we part them at.
_BEGINS: Final = r"(?:\A|(?<=[;,|\t\r\n]))"
_SIGNS: Final = (
    r"=+@\-"
    "\N{FULLWIDTH EQUALS SIGN}\N{FULLWIDTH PLUS SIGN}\N{FULLWIDTH COMMERCIAL AT}\N{FULLWIDTH HYPHEN-MINUS}"
)
# Some take off what no eye sees at the start of a cell, and then look.
_FORMULA: Final = re.compile(rf"{_BEGINS}(?=[\s\"']*[{_SIGNS}])|\A(?='*[\t\r])")
_MADE_SAFE: Final = re.compile(rf"{_BEGINS}'(?=[\s\"']*[{_SIGNS}])|\A'(?='*[\t\r])")


def safe(text: str) -> str:
    """Return `text` with an apostrophe before whatever could begin a formula, at its start or within.

    `x;=cmd|…` is two cells to a spreadsheet that parts at `;`. `original` takes the apostrophes off.
    """
    return _FORMULA.sub("'", text)


def original(text: str) -> str:
    """Return the text of which `safe` made this."""
    return _MADE_SAFE.sub("", text)
