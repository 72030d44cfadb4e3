"""Which kinds of file we know. A new one is a module in this folder and a line in `FORMATS`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from roundup.core.errors import Refused
from roundup.subscribers.importers.base import Format
from roundup.subscribers.importers.plain import Plain

AUTO = "auto"

# In the order in which they are asked whether they know a file.
FORMATS: Mapping[str, Format] = {known.name: known for known in (Plain(),)}


def format_of(wanted: str, columns: Sequence[str], filename: str) -> Format:
    """Return the format called `wanted`, or for `auto` the one that knows these columns.

    Raises Refused where there is none: a file that is only half understood could make readers of
    people who left.
    """
    if wanted != AUTO:
        if wanted not in FORMATS:
            raise Refused(f"There is no format {wanted!r}: use {', '.join([AUTO, *FORMATS])}.")
        return FORMATS[wanted]
    lower = frozenset(column.lower() for column in columns)
    for known in FORMATS.values():
        if known.recognises(lower, filename):
            return known
    raise Refused(
        "The columns of this file are of no format known here. If its lines are all readers who agreed "
        "to be mailed, keep its columns email and name and import that, or say `--format plain` to pass "
        "over the other columns."
    )
