"""Reading CSV as people save it: with a byte order mark, in UTF-16, with semicolons or tabs."""

from __future__ import annotations

import codecs
import csv
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import IO

from roundup.core.errors import Refused

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SEPARATORS = ",;\t|"
_PIECE = 1 << 16


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the file: the number of its first line, and its cells by lower-case column.

    `trouble` says why it could not be read; then there are no cells.
    """

    number: int
    cells: Mapping[str, str]
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    columns: tuple[str, ...]
    lines: Iterator[Line]


@contextmanager
def open_table(path: Path) -> Iterator[Table]:
    """Open a CSV file. Raises Refused for one that cannot be read or names no columns."""
    try:
        encoding = _encoding(path)
        file = path.open(encoding=encoding, errors="replace", newline="")
    except OSError as error:
        raise Refused(f"The file cannot be read: {error.strerror}.") from None
    with file:
        yield _table(file)


def _encoding(path: Path) -> str:
    """Return the file's encoding; what is no Unicode is taken for Excel's old one."""
    with path.open("rb") as file:
        start = file.read(_PIECE)
        marked = next((name for mark, name in _MARKS if start.startswith(mark)), None)
        if marked:
            return marked
        if b"\0" in start[:200]:
            return "utf-16-le" if start[1:2] == b"\0" else "utf-16-be"
        decoder = codecs.getincrementaldecoder("utf-8")()
        try:
            while start:
                decoder.decode(start)
                start = file.read(_PIECE)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return "cp1252"
    return "utf-8"


def _table(file: IO[str]) -> Table:
    first = file.readline()
    before = 0
    separator = ""
    if first.lower().startswith("sep="):
        separator = first[4:].rstrip("\r\n")
        first, before = file.readline(), 1
    if len(separator) != 1:
        separator = max(_SEPARATORS, key=first.count)
    rows = csv.reader(chain([first], file), delimiter=separator, strict=True)
    try:
        columns = tuple(column.strip().lower() for column in next(rows, []))
    except csv.Error:
        columns = ()
    if not any(columns):
        raise Refused("The first line of the file must name its columns, like email,name.")
    twice = {column for column in columns if column and columns.count(column) > 1}
    if twice:
        raise Refused(f"The file names a column twice: {', '.join(sorted(twice))}.")
    return Table(tuple(filter(None, columns)), _lines(rows, columns, before))


def _lines(rows: Iterator[list[str]], columns: tuple[str, ...], before: int) -> Iterator[Line]:
    while True:
        number = before + rows.line_num + 1  # type: ignore[attr-defined]
        try:
            cells = next(rows, None)
        except csv.Error:
            last = before + rows.line_num  # type: ignore[attr-defined]
            yield Line(number, {}, f"A quotation mark is out of place or never closed, up to line {last}.")
            continue
        if cells is None:
            return
        if any(cell.strip() for cell in cells):
            yield _line(number, columns, cells)


def _line(number: int, columns: tuple[str, ...], cells: list[str]) -> Line:
    if any(cell.strip() for cell in cells[len(columns) :]):
        return Line(
            number,
            {},
            "The line has more cells than there are columns: put quotation marks around a cell that "
            "holds the separator.",
        )
    filled = cells + [""] * (len(columns) - len(cells))
    return Line(number, {column: cell for column, cell in zip(columns, filled, strict=False) if column})
