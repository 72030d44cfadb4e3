"""The kinds of file that we know. A new one needs a module in this folder and a line in `FORMATS`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from roundup.core.errors import Refused
from roundup.subscribers.importers.base import Format
from roundup.subscribers.importers.column_heads import ADDRESS
from roundup.subscribers.importers.plain_csv import Plain

AUTO = "auto"

# In the order in which they are asked whether they recognise a file.
FORMATS: Mapping[str, Format] = {known.name: known for known in (Plain(),)}


def format_of(wanted: str, columns: Sequence[str], filename: str) -> Format:
    """Return the format called `wanted` or, for `auto`, the one that recognises these columns.

    Raises Refused if no format does, or if no column contains addresses: a half-understood file could turn
    people who left into readers.
    """
    if wanted not in (AUTO, *FORMATS):
        raise Refused(f"There is no format {wanted!r}: use {', '.join([AUTO, *FORMATS])}.")
    heads = frozenset(columns)
    if not heads & ADDRESS:
        raise Refused(
            "No column of this file is known to contain addresses: its first line must name its "
            "columns, one of them email, like email,name."
        )
    if wanted != AUTO:
        return FORMATS[wanted]
    for known in FORMATS.values():
        if known.recognises(heads, filename):
            return known
    raise Refused(
        "This file has columns that are not known here, and none that says who agreed to be mailed. If all "
        "its lines are readers who agreed, keep only its columns email and name and import that, or use "
        "`--format plain` to ignore the other columns."
    )
