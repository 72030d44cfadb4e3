"""Imports a file: reads, decides and writes a thousand rows at a time.

Suppressions overrule every file, readers who left stay away, and an import never causes a mail. Importing
the same file again changes nothing, so an interrupted import can simply be run again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from pathlib import Path

from django.db import IntegrityError, transaction

from roundup.core.email_addresses import normalise_address
from roundup.core.errors import Refused
from roundup.publications.models import Publication
from roundup.subscribers.importers.base import Format, ImportReport, ImportRow
from roundup.subscribers.importers.csv_table import Line, Table, open_table
from roundup.subscribers.importers.deciding import Entry, Judge, Plan
from roundup.subscribers.importers.formats import AUTO, format_of
from roundup.subscribers.importers.row_standing import (
    Listener,
    Said,
    graver_of,
    hear_fragments,
    said_by_filename,
)
from roundup.subscribers.importers.writing import write_plan
from roundup.subscribers.suppressions import hash_of

CHUNK = 1000


def import_file(
    publication: Publication, path: Path, *, format: str = AUTO, dry_run: bool = False, now: datetime
) -> ImportReport:
    """Import the subscribers of a CSV file and return what was done or, with `dry_run`, would be.

    Raises Refused for a file that cannot be read or has no known format; rows that make no sense are
    reported with their line, and the others are imported. This needs about 0.2 kB of memory per row.
    """
    with open_table(path) as table:
        known = format_of(format, table.columns, path.name)
        report = ImportReport(known.name, dry_run)
        judge = Judge(publication, now)
        rows = _Rows(table, known, path.name, judge, report)
        for entries in rows.chunks():
            _carry_out(judge, entries, report)
        for line, note in table.notes():
            report.tell(line, note)
    report.problems.sort(key=lambda problem: problem.line)
    return report


class _Rows:
    """The rows of a file that make sense; the others are reported."""

    def __init__(
        self, table: Table, known: Format, filename: str, judge: Judge, report: ImportReport
    ) -> None:
        self._lines, self._format, self._judge, self._report = table.lines, known, judge, report
        self._listener = Listener(table.columns)
        self._of_all = said_by_filename(filename)
        self._seen: dict[bytes, int] = {}
        if self._of_all:
            report.tell(
                1,
                f"The name of the file says: {self._of_all}. All its rows are treated that way; if that is "
                "wrong, give the file another name.",
            )

    def chunks(self) -> Iterator[list[Entry]]:
        while lines := list(islice(self._lines, CHUNK)):
            yield [entry for line in lines for entry in self._entries(line)]

    def _entries(self, line: Line) -> list[Entry]:
        entries = self._closings(line) if line.trouble else self._whole(line)
        self._report.rows += max(1, len(entries))
        return entries

    def _whole(self, line: Line) -> list[Entry]:
        said = graver_of(self._listener.hear(line.cells), self._of_all)
        try:
            return [self._entry(line.number, self._format.read(line.cells), said)]
        except Refused as refused:
            self._refuse(line.number, str(refused))
            return []

    def _closings(self, line: Line) -> list[Entry]:
        """Return the entries that end mail in a row that cannot be read as a whole. It brings nobody in."""
        entries = []
        for number, cells in line.fragments:
            said = hear_fragments(cells) or self._of_all
            if said and said.ends_mail:
                try:
                    row = ImportRow(self._format.read(cells).email, dropped=(line.trouble,))
                    entries.append(self._entry(number, row, said))
                except Refused:
                    continue
        if not entries:
            self._refuse(line.number, line.trouble)
        return entries

    def _entry(self, number: int, row: ImportRow, said: Said) -> Entry:
        address = normalise_address(row.email)
        # Digests instead of addresses, so that a million of them need little memory.
        digest = hashlib.blake2b(address.key.encode(), digest_size=16).digest()
        first = self._seen.setdefault(digest, number)
        return Entry(number, address, hash_of(address.key), self._judge.checked(row), said, first)

    def _refuse(self, number: int, reason: str) -> None:
        self._report.count("invalid")
        self._report.tell(number, reason)


def _carry_out(judge: Judge, entries: list[Entry], report: ImportReport) -> None:
    if report.dry_run:
        judge.plan(entries).tell(report)
        return
    try:
        plan = _write(judge, entries)
    except IntegrityError:
        # Somebody subscribed between our reading and our writing; the second reading finds them.
        plan = _write(judge, entries)
    plan.tell(report)


def _write(judge: Judge, entries: list[Entry]) -> Plan:
    with transaction.atomic():
        plan = judge.plan(entries)
        write_plan(plan, judge.publication, judge.now)
    return plan
