"""Writes lines of a CSV file so that no spreadsheet finds a formula in them."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator
from typing import Final

# Signs at which a spreadsheet may split cells, whatever our separator is. Some spreadsheets also strip spaces
# and quotation marks from the start of a formula.
_PARTS: Final = ";,|\t\r\n"
_RUN: Final = re.compile(r"\A[\s\"';,|]*+|[;,|\t\r\n][\s\"';,|]*+")
_SIGNS: Final = frozenset(
    "=+@-"
    "\N{FULLWIDTH EQUALS SIGN}\N{FULLWIDTH PLUS SIGN}\N{FULLWIDTH COMMERCIAL AT}\N{FULLWIDTH HYPHEN-MINUS}"
)
_BLANK: Final = re.compile(r"'*+[\t\r]")


def csv_line(cells: Iterable[str]) -> str:
    """Return these cells, each made safe by `safe_cell`, as one line of CSV. All our CSV files use this."""
    line = io.StringIO()
    csv.writer(line).writerow(map(safe_cell, cells))
    return line.getvalue()


def safe_cell(text: str) -> str:
    """Return `text` with an apostrophe before everything that could begin a formula, at its start or inside.

    A spreadsheet that splits at `;` reads `x;=cmd|…` as two cells. `original_cell` removes the apostrophes.
    """
    return "'".join(_pieces(text, _places(text)))


def original_cell(text: str) -> str:
    """Return the text from which `safe_cell` made this."""
    first, *others = _pieces(text, [place for place in _places(text) if text[place] == "'"])
    return first + "".join(piece[1:] for piece in others)


def _places(text: str) -> list[int]:
    """Return the places where a spreadsheet may see the beginning of a formula."""
    places = [place for run in _RUN.finditer(text) for place in _begins(text, run.start(), run.end())]
    return places if 0 in places[:1] or not _BLANK.match(text) else [0, *places]


def _begins(text: str, start: int, end: int) -> Iterator[int]:
    """Yield the places in a run where a cell may begin, if the sign after the run would be its first."""
    if text[end : end + 1] not in _SIGNS:
        return
    last = max(text.rfind(part, start, end) for part in ";,|")
    for place in range(max(start, last + 1), end + 1):
        if place == 0 or text[place - 1] in _PARTS:
            yield place


def _pieces(text: str, places: list[int]) -> list[str]:
    return [text[one:other] for one, other in zip([0, *places], [*places, len(text)], strict=True)]
