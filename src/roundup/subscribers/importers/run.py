"""Importing a file: a thousand rows at a time are read, decided on and written.

Suppression wins over every file; who is pending or has left stays so; and nothing here ever causes
a mail. Importing the same file again changes nothing, so an import that was cut off is just run again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import islice
from pathlib import Path

from django.db import IntegrityError, transaction

from roundup.core.addresses import Address, normalise
from roundup.core.errors import Refused
from roundup.publications.models import Publication
from roundup.subscribers.importers.base import Format, ImportReport, ImportRow
from roundup.subscribers.importers.deciding import Entry, Judge, Plan
from roundup.subscribers.importers.formats import AUTO, format_of
from roundup.subscribers.importers.reading import Line, open_table
from roundup.subscribers.importers.writing import write
from roundup.subscribers.suppressions import hash_of

CHUNK = 1000


def import_file(
    publication: Publication, path: Path, *, format: str = AUTO, dry_run: bool = False, now: datetime
) -> ImportReport:
    """Bring the subscribers of a CSV file in and return what was done, or with `dry_run` would be.

    Raises Refused for a file that cannot be read or is of no known format; rows that make no sense
    are reported by their line, and the others come in. Memory holds about 0.2 kB for each row.
    """
    with open_table(path) as table:
        known = format_of(format, table.columns, path.name)
        report = ImportReport(known.name, dry_run)
        judge = Judge(publication, now)
        seen: dict[bytes, int] = {}
        for lines in _chunks(table.lines):
            entries = _entries(lines, known, judge, seen, report)
            _carry_out(judge, entries, report)
    report.problems.sort(key=lambda problem: problem.line)
    return report


def _chunks(lines: Iterator[Line]) -> Iterator[list[Line]]:
    while chunk := list(islice(lines, CHUNK)):
        yield chunk


def _entries(
    lines: Iterable[Line], known: Format, judge: Judge, seen: dict[bytes, int], report: ImportReport
) -> list[Entry]:
    """Return the rows that make sense, and report the others."""
    entries = []
    for line in lines:
        report.rows += 1
        try:
            row, address = _read(line, known, judge)
        except Refused as refused:
            report.refuse("invalid", line.number, str(refused))
            continue
        # A digest rather than the address keeps a million of them small.
        digest = hashlib.blake2b(address.key.encode(), digest_size=16).digest()
        first = seen.setdefault(digest, line.number)
        entries.append(Entry(line.number, address, hash_of(address.key), row, first))
    return entries


def _read(line: Line, known: Format, judge: Judge) -> tuple[ImportRow, Address]:
    if line.trouble:
        raise Refused(line.trouble)
    row = known.read(line.cells)
    return judge.checked(row), normalise(row.email)


def _carry_out(judge: Judge, entries: list[Entry], report: ImportReport) -> None:
    if report.dry_run:
        judge.plan(entries).tell(report)
        return
    try:
        plan = _write(judge, entries)
    except IntegrityError:
        # Somebody subscribed between our look and our writing: the second look sees them.
        plan = _write(judge, entries)
    plan.tell(report)


def _write(judge: Judge, entries: list[Entry]) -> Plan:
    with transaction.atomic():
        plan = judge.plan(entries)
        write(plan, judge.publication, judge.now)
    return plan
