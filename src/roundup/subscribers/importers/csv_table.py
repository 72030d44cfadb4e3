"""Reads CSV as people save it: with a byte order mark, in UTF-16, with semicolons or tabs."""

from __future__ import annotations

import codecs
import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from roundup.core.errors import Refused
from roundup.subscribers.importers.column_heads import ADDRESS
from roundup.subscribers.importers.word_lists import squeeze_word

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_OTHERS = (
    ((b"PK\x03\x04", b"PK\x05\x06"), "a spreadsheet (.xlsx, .ods) or another zip archive"),
    ((b"\xd0\xcf\x11\xe0",), "an old spreadsheet (.xls)"),
    ((b"\x1f\x8b",), "packed with gzip"),
    ((b"%PDF", b"{\\rtf"), "a document"),
    ((b"<",), "a web page or XML"),
    ((b"{", b"["), "JSON"),
)
_SEPARATORS = ",;\t|"
# Database clients draw lines like this around tables; such a line names no columns.
_RULED = " \t\r\n\u00a0\ufeff+-=|,;"
_FOREIGN = re.compile("[\udc80-\udcff]+")


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the file: the number of its first line, and its cells by squeezed column.

    `trouble` says why the row could not be read. Then there are no cells, but `fragments`: rows as far as
    they can be recognised, whose cells may be in the wrong columns.
    """

    number: int
    cells: Mapping[str, str]
    trouble: str = ""
    fragments: Sequence[tuple[int, Mapping[str, str]]] = ()


class Feed:
    """The lines of a file, counted; it keeps those of the current row."""

    def __init__(self, file: IO[str]) -> None:
        self._file = file
        self.number = 0
        self.row: list[str] = []
        self.foreign: list[int] = []  # the first line that is not UTF-8, and how many there are

    def __iter__(self) -> Feed:
        return self

    def __next__(self) -> str:
        line = next(self._file)
        self.number += 1
        if _FOREIGN.search(line):
            line = _FOREIGN.sub(_as_windows, line)
            self.foreign = [self.foreign[0], self.foreign[1] + 1] if self.foreign else [self.number, 1]
        self.row.append(line)
        return line


@dataclass(frozen=True, slots=True)
class Table:
    """`columns` are squeezed heads; `notes`, once all lines are read, concerns the file as a whole."""

    columns: tuple[str, ...]
    lines: Iterator[Line]
    feed: Feed

    def notes(self) -> Iterator[tuple[int, str]]:
        if self.feed.foreign:
            first, count = self.feed.foreign
            where = "This line contains" if count == 1 else f"This line and {count - 1:,} more contain"
            note = (
                f"{where} letters that are not UTF-8. They were read in the encoding that Windows uses "
                "in western Europe: check the names there, or save the file as UTF-8."
            )
            yield first, note


@contextmanager
def open_table(path: Path) -> Iterator[Table]:
    """Open a CSV file. Raises Refused if it cannot be read or names no columns."""
    try:
        encoding = _encoding(path)
        # A letter that is not UTF-8 is repaired on its own: it says nothing about the rest of the file.
        errors = "surrogateescape" if encoding.startswith("utf-8") else "replace"
        file = path.open(encoding=encoding, errors=errors, newline="")
    except OSError as error:
        raise Refused(f"The file cannot be read: {error.strerror}.") from None
    with file:
        yield _table(Feed(file))


def _encoding(path: Path) -> str:
    with path.open("rb") as file:
        start = file.read(200)
    for signs, kind in _OTHERS:
        if start.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(signs):
            raise Refused(
                f"This file is not CSV, but {kind}: open it, save its table as CSV, and import that."
            )
    marked = next((name for mark, name in _MARKS if start.startswith(mark)), None)
    if marked:
        return marked
    if b"\0" in start:
        return "utf-16-le" if start[1:2] == b"\0" else "utf-16-be"
    return "utf-8"


def _as_windows(found: re.Match[str]) -> str:
    return found.group().encode("utf-8", "surrogateescape").decode("cp1252", "replace")


def _table(feed: Feed) -> Table:
    separator, columns = _header(feed)
    if any("@" in column for column in columns):
        raise Refused(
            "The first line of the file must name its columns, and this one contains an address: "
            "write a line "
            "like email,name above it."
        )
    squeezed = [squeeze_word(column) for column in columns]
    if not any(squeezed):
        raise Refused("The first line of the file must name its columns, like email,name.")
    twice = {
        name.strip() for name, key in zip(columns, squeezed, strict=True) if key and squeezed.count(key) > 1
    }
    if twice:
        raise Refused(f"The file names a column twice: {', '.join(sorted(twice))}.")
    keys = [key or f"#{place}" for place, key in enumerate(squeezed)]
    return Table(tuple(filter(None, squeezed)), _lines(feed, separator, keys), feed)


def _header(feed: Feed) -> tuple[str, list[str]]:
    """Return the separator and the heads of the columns; no heads if the file is empty or cannot be split."""
    first = next((line for line in feed if line.strip(_RULED)), "")
    separator = ""
    if first.lower().startswith("sep="):
        separator = first[4:].rstrip("\r\n")
        first = next(feed, "")
    if len(separator) != 1 or separator in '"\r\n':
        separator = max(_SEPARATORS, key=lambda sign: _fit(first, sign))
    feed.row[:] = [first]
    try:
        return separator, next(_reader(_again(first, feed), separator), [])
    except csv.Error:
        return separator, _with_quotes_mended(feed.row, separator) or []


def _fit(header: str, separator: str) -> tuple[bool, int]:
    """Return how well a header is split: whether one column has addresses, and how many columns there are."""
    try:
        columns = next(_reader([header], separator, strict=False), [])
    except csv.Error:
        return False, 0
    return any(squeeze_word(column) in ADDRESS for column in columns), len(columns)


def _again(first: str, feed: Feed) -> Iterator[str]:
    yield first
    yield from feed


def _reader(
    lines: Sequence[str] | Iterator[str], separator: str, *, strict: bool = True
) -> Iterator[list[str]]:
    return csv.reader(lines, delimiter=separator, strict=strict, skipinitialspace=True)


def _lines(feed: Feed, separator: str, keys: Sequence[str]) -> Iterator[Line]:
    rows = _reader(feed, separator)
    while True:
        feed.row.clear()
        number = feed.number + 1
        try:
            cells = next(rows, None)
        except csv.Error:
            cells = _with_quotes_mended(feed.row, separator)
            if cells is None:
                yield _torn(number, feed, separator, keys)
                continue
        if cells is None:
            return
        if any(cell.strip(_RULED) for cell in cells):
            yield _line(number, keys, cells)


def _line(number: int, keys: Sequence[str], cells: list[str]) -> Line:
    row = _by_key(keys, cells)
    if any(cell.strip() for cell in cells[len(keys) :]):
        trouble = (
            "The line has more cells than there are columns: put quotation marks around a cell "
            "that contains the separator."
        )
        return Line(number, {}, trouble, [(number, row)])
    return Line(number, row)


def _by_key(keys: Sequence[str], cells: Sequence[str]) -> dict[str, str]:
    filled = [*cells, *[""] * (len(keys) - len(cells))]
    beyond = [f"#{place}" for place in range(len(keys), len(filled))]
    return dict(zip([*keys, *beyond], filled, strict=True))


def _with_quotes_mended(lines: Sequence[str], separator: str) -> list[str] | None:
    """Return the cells of a row whose only fault is spaces between a quotation mark and the separator."""
    mended = re.sub(rf'"[ \t\u00a0]+(?={re.escape(separator)}|[\r\n]|$)', '"', "".join(lines))
    try:
        rows = list(_reader(mended.splitlines(keepends=True), separator))
    except csv.Error:
        return None
    return rows[0] if len(rows) == 1 else None


def _torn(number: int, feed: Feed, separator: str, keys: Sequence[str]) -> Line:
    """Return a row with misplaced quotation marks as the lines that it swallowed."""
    trouble = f"A quotation mark is out of place or never closed, up to line {feed.number}."
    fragments = []
    for place, line in enumerate(feed.row):
        cells = [cell.strip(' "\r\n') for cell in line.split(separator)]
        fragments.append((number + place, _by_key(keys, cells)))
    return Line(number, {}, trouble, fragments)
