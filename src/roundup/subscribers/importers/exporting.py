"""Exports all subscribers of a publication, in the format that `roundup import` reads back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from django.db.models import OuterRef, Subquery

from roundup.core.csv_cells import csv_line
from roundup.publications.models import Publication
from roundup.subscribers.importers.plain_csv import CSV_COLUMNS
from roundup.subscribers.models import Subscriber, Suppression
from roundup.subscribers.preference_columns import LISTED

_PAGE = 2000


def export_subscribers(publication: Publication) -> Iterator[str]:
    """Yield the lines of a CSV file with every subscriber who was not erased, by id.

    Times are UTC in ISO 8601. A cell that a spreadsheet would take for a formula gets an apostrophe in
    front (`core.csv_cells`), which our import removes again.
    """
    yield csv_line(CSV_COLUMNS)
    reason = Suppression.objects.filter(email_hash=OuterRef("email_hash")).values("reason")[:1]
    rows = Subscriber.objects.filter(publication=publication, erased_at=None)
    rows = rows.annotate(suppressed=Subquery(reason)).order_by("pk")
    last = 0
    while page := list(rows.filter(pk__gt=last).values_list("pk", *CSV_COLUMNS)[:_PAGE]):
        yield from (csv_line(map(_cell, CSV_COLUMNS, values)) for _, *values in page)
        last = page[-1][0]


def _cell(column: str, value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime | date):
        return value.isoformat()
    several = str(value).splitlines() if column in LISTED else value
    return ";".join(map(str, several)) if isinstance(several, list) else str(value)
