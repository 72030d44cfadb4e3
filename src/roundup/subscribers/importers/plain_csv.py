"""Any CSV file: `email,name` and optionally the other columns that `roundup export` writes."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, ClassVar, Final, TypeVar

from roundup.core.csv_cells import original_cell
from roundup.core.errors import Refused
from roundup.core.language import SPOKEN
from roundup.core.lines import plain_line
from roundup.core.preferences import EVERY_SECOND, EVERYTHING, MONTHLY, Preferences
from roundup.core.writer_names import is_name, listed_names
from roundup.subscribers.importers import column_heads
from roundup.subscribers.importers.base import ImportRow
from roundup.subscribers.importers.dates import read_day, read_time
from roundup.subscribers.importers.row_standing import Listener
from roundup.subscribers.importers.word_lists import squeeze_word
from roundup.subscribers.preference_columns import PREFERENCE_COLUMNS

CSV_COLUMNS = (
    "email",
    "name",
    "status",
    *PREFERENCE_COLUMNS,
    "created_at",
    "confirmed_at",
    "unsubscribed_at",
    "suppressed",
)
# Word processors and web pages leave these around an address; inside an address they are refused.
_INVISIBLE = (
    " \t\r\n\u00a0\u00ad\u034f\u061c\u180e\u2007\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e"
    "\u202f\u2060\u2066\u2067\u2068\u2069\u3000\ufeff"
)
# How people write the choice, squeezed.
_RHYTHMS: Final = {
    "": ("every", "everyedition", "weekly"),
    EVERY_SECOND: (EVERY_SECOND, "everysecond", "everysecondedition", "fortnightly"),
    MONTHLY: (MONTHLY, "everymonth", "onceamonth"),
}

_Value = TypeVar("_Value")


class Plain:
    """Recognises a file if it knows every column, or if the file says for each row whether it may be mailed.

    In any other file, the unknown column may be the very one that says who must not be mailed.
    """

    name: ClassVar[str] = "plain"

    def recognises(self, columns: frozenset[str], filename: str) -> bool:
        listener = Listener(columns)
        return listener.tells_of_each or all(
            column in column_heads.KNOWN or listener.heeds(column) for column in columns
        )

    def read(self, cells: Mapping[str, str]) -> ImportRow:
        dropped: list[str] = []
        return ImportRow(
            email=_address(cells),
            name=original_cell(_name(cells)),
            preferences=_preferences(cells, dropped),
            created_at=_kept(dropped, "created_at", read_time, _first(cells, column_heads.SINCE)),
            dropped=tuple(dropped),
        )


def _preferences(cells: Mapping[str, str], dropped: list[str]) -> Preferences:
    read = {
        name: _kept(dropped, name, _READ[name], cells.get(squeeze_word(name), ""))
        for name in PREFERENCE_COLUMNS
    }
    return Preferences(**{name: value for name, value in read.items() if value is not None})


def _kept(dropped: list[str], what: str, read: Callable[[str], _Value | None], cell: str) -> _Value | None:
    """Return the value of a less important column; one that makes no sense is dropped with a note."""
    try:
        return read(cell)
    except Refused as refused:
        dropped.append(f"{what} {refused}: it is left out.")
        return None


def _first(cells: Mapping[str, str], columns: Mapping[str, None] | frozenset[str]) -> str:
    return next((cell for column, cell in cells.items() if column in columns and cell.strip()), "")


def _address(cells: Mapping[str, str]) -> str:
    return original_cell(_first(cells, column_heads.ADDRESS).strip(_INVISIBLE))


def _name(cells: Mapping[str, str]) -> str:
    """Return the name; a first and a last one are joined."""
    whole, first, last = (
        _first(cells, columns).strip()
        for columns in (column_heads.NAME, column_heads.FIRST, column_heads.LAST)
    )
    begins = whole or first
    return begins if not last or (whole and whole.endswith(last)) else f"{begins} {last}".strip()


def _language(text: str) -> str:
    spoken = re.split(r"[-_]", text.strip().lower())[0]
    if spoken and spoken not in SPOKEN:
        raise Refused(f"is not one of {', '.join(SPOKEN)}")
    return spoken


def _sections(text: str) -> frozenset[str]:
    return frozenset(filter(None, map(str.strip, re.split(r"[;,|]", text))))


def _writers(text: str) -> frozenset[str]:
    names = list(map(plain_line, listed_names(text)))
    if not all(map(is_name, names)):
        raise Refused("has something that is not a name")
    return frozenset(names)


def _rhythm(text: str) -> str:
    return _word(text, {word: rhythm for rhythm, words in _RHYTHMS.items() for word in words})


def _empty_week(text: str) -> str:
    return _word(text, {"nothing": "", EVERYTHING: EVERYTHING})


def _word(text: str, known: Mapping[str, str]) -> str:
    word = squeeze_word(text)
    if word and word not in known:
        raise Refused(f"is not one of {', '.join(known)}")
    return known.get(word, "")


# For each field of `Preferences`, how its cell is read; None is the usual value.
_READ: Final[dict[str, Callable[[str], Any]]] = {
    "sections": _sections,
    "paused_until": read_day,
    "language": _language,
    "writers": _writers,
    "muted_sections": _sections,
    "muted_writers": _writers,
    "rhythm": _rhythm,
    "empty_week": _empty_week,
}
