"""Finds out, before anything else, what a row of any format says about mailing somebody.

The head of a column decides, once per file, what its cells can say. The gravest thing that a row says counts,
in this order: never to be mailed, left, a word we do not know, not confirmed, agreed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from enum import IntEnum
from functools import partial
from itertools import pairwise
from pathlib import PurePath

from roundup.core.lines import plain_line
from roundup.core.suppression import SuppressionReason, stronger_reason
from roundup.subscribers.importers import word_lists
from roundup.subscribers.importers.word_lists import squeeze_word

# Codes with which mail hosts reject a message; in lists of bounces they may be the whole status.
_MAIL_CODE = re.compile(r"[45]\d\d|[45]\.\d{1,3}\.\d{1,3}")
_ZERO_TIME = re.compile(r"0001-01-01")
_SPLIT = re.compile(r"[,;|/:()\[\]\"]")
_LONGEST_WORD = 40
_DIGITS_OF_A_DATE = 6


class Standing(IntEnum):
    """The standing that a file gives an address. Graver standings have greater values."""

    AGREED = 0  # at some time, by a date of consent
    SILENT = 1  # although the file says it of others
    ACTIVE = 2
    PENDING = 3
    UNKNOWN = 4
    UNSUBSCRIBED = 5
    SUPPRESSED = 6


@dataclass(frozen=True, slots=True)
class Said:
    """What a row says: active, pending, an unknown word, or that mail ends.

    `reason` goes with SUPPRESSED; `word` goes with UNKNOWN, and is empty if no report may show it.
    `vouched` means that no column is about mailing, and the person who imports the file vouches for its
    readers.
    """

    standing: Standing
    reason: SuppressionReason = SuppressionReason.UNSUBSCRIBED
    word: str = ""
    vouched: bool = False

    @property
    def ends_mail(self) -> bool:
        return self.standing >= Standing.UNKNOWN

    def __str__(self) -> str:
        return self.reason.value if self.standing is Standing.SUPPRESSED else self.standing.name.lower()


_Part = Callable[[str], "Said | None"]

_ACTIVE, _PENDING = Said(Standing.ACTIVE), Said(Standing.PENDING)
_SILENT, _AGREED = Said(Standing.SILENT), Said(Standing.AGREED)
_VOUCHED = Said(Standing.ACTIVE, vouched=True)


class Listener:
    """Reads the standing in the rows of one file. `columns` are squeezed heads."""

    def __init__(self, columns: Collection[str]) -> None:
        self._parts = {column: _part_of(column, columns) for column in columns}
        parts = self._parts.values()
        self._tells_who_agreed = _agreed in parts
        self.tells_of_each = any(map(_speaks_of_all, parts))

    def heeds(self, column: str) -> bool:
        """Say whether this column has its own meaning, besides words that close an address anywhere."""
        return self._parts[column] is not _passing

    def hear(self, cells: Mapping[str, str]) -> Said:
        """Return the gravest thing that a row says."""
        said = [heard for column, cell in cells.items() if (heard := self._parts.get(column, _passing)(cell))]
        if not said:
            return _PENDING if self._tells_who_agreed else _VOUCHED
        worst = _gravest(said)
        if worst.standing is Standing.AGREED:
            return _ACTIVE
        return _PENDING if worst.standing is Standing.SILENT else worst


def _speaks_of_all(part: _Part) -> bool:
    """Say whether a column with this part distinguishes those who are mailed from the others."""
    return part in (_status, _open, _agreed) or getattr(part, "args", ()) == (SuppressionReason.UNSUBSCRIBED,)


def hear_fragments(cells: Mapping[str, str]) -> Said | None:
    """Return what a row says whose cells may be in the wrong columns: only that mail ends, or nothing."""
    said = [heard for cell in cells.values() if (heard := _passing(cell))]
    return _gravest(said) if said else None


def said_by_filename(filename: str) -> Said | None:
    """Return what a file's name says about all its rows: Mailchimp and others have a file for leavers."""
    stem = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", PurePath(filename).stem)
    parts = [part for part in map(squeeze_word, re.split(r"[\W_\d]+", stem)) if part]
    if parts[:1] == ["cleaned"]:
        return Said(Standing.UNSUBSCRIBED)  # Perhaps somebody just tidied up a list, so this is not for ever.
    if parts[:1] == ["nonsubscribed"]:
        return _PENDING
    if word_lists.UNLESS & set(parts):
        return None
    pairs = [one + two for one, two in pairwise(parts)]
    found = [_closing(word_lists.FILES[part]) for part in parts + pairs if part in word_lists.FILES]
    if not found and word_lists.SUPPRESSION_FILES & set(parts):
        return _closing(SuppressionReason.BY_EDITOR)
    return _gravest(found) if found else None


def graver_of(one: Said, other: Said | None) -> Said:
    """Return the graver of the two."""
    return one if other is None else _gravest([one, other])


def _gravest(said: Collection[Said]) -> Said:
    worst = max(said, key=lambda each: each.standing, default=_AGREED)
    for each in said:
        if each.standing is worst.standing is Standing.SUPPRESSED:
            worst = Said(worst.standing, stronger_reason(worst.reason, each.reason))
    return worst


def _part_of(head: str, heads: Collection[str]) -> _Part:
    if head in word_lists.STATUS_HEADS or (head in word_lists.STATES and not word_lists.PLACES & set(heads)):
        return _status
    if head in word_lists.OPEN_HEADS:
        return _open
    if head in word_lists.LOOSE_OPEN_HEADS:
        return _word
    if head in word_lists.AGREED_HEADS:
        return _agreed
    if head in word_lists.WAITING_HEADS:
        return _waiting
    reason = _closing_head(head)
    if reason:
        return partial(_filled, reason)
    if any(stem in head for stem in word_lists.OPEN_STEMS) and not word_lists.ELSEWHERE.search(head):
        return _no_closes
    return _kind if head in word_lists.KIND_HEADS | word_lists.STATES or _is_status(head) else _passing


def _is_status(head: str) -> bool:
    return ("status" in head or head.endswith("state")) and not word_lists.OTHER_STATUS.search(head)


def _closing_head(head: str) -> SuppressionReason | None:
    if word_lists.ELSEWHERE.search(head):
        return None
    framed = word_lists.FRAME.fullmatch(head)
    bare = framed[1] if framed else head
    return word_lists.CLOSING_HEADS.get(head) or word_lists.CLOSING_HEADS.get(bare) or _stem(head)


def _stem(word: str) -> SuppressionReason | None:
    return next((reason for stem, reason in word_lists.STEMS if stem in word), None)


def _closing(reason: SuppressionReason) -> Said:
    if reason is SuppressionReason.UNSUBSCRIBED:
        return Said(Standing.UNSUBSCRIBED)
    return Said(Standing.SUPPRESSED, reason)


def _passing(cell: str) -> Said | None:
    """Read a column about something else. A tag in it may still say that somebody left."""
    if len(cell) < 5:
        return None
    for part in _SPLIT.split(cell):
        reason = word_lists.ANYWHERE.get(squeeze_word(part).rstrip("0123456789"))
        if reason:
            return _closing(reason)
    return None


def _kind(cell: str) -> Said | None:
    """Read a column of words, some of which may be about mailing."""
    word = squeeze_word(cell)
    if word in word_lists.PENDING:
        return _PENDING
    reason = word_lists.CLOSING.get(word) or _stem(word)
    return _closing(reason) if reason else None


def _no_closes(cell: str) -> Said | None:
    """Read a column that seems to ask whether somebody may be mailed; a yes in it may mean something else."""
    return Said(Standing.UNSUBSCRIBED) if squeeze_word(cell) in word_lists.NO | {"0"} else _kind(cell)


def _status(cell: str) -> Said | None:
    return _word(cell) or Said(Standing.UNKNOWN, word=_tellable(cell))


def _word(cell: str) -> Said | None:
    word = squeeze_word(cell)
    if _is_absent(word):
        return _SILENT
    if word in word_lists.ACTIVE or word in word_lists.YES:
        return _ACTIVE
    if word in word_lists.PENDING:
        return _PENDING
    if word in word_lists.NO or not word.strip("0"):
        return Said(Standing.UNSUBSCRIBED)
    if _MAIL_CODE.fullmatch(cell.strip()):
        return _closing(SuppressionReason.BOUNCED)
    reason = _own(cell) or word_lists.CLOSING.get(word) or _stem(word)
    return _closing(reason) if reason else None


def _own(cell: str) -> SuppressionReason | None:
    """Return the reason that our own export gives."""
    try:
        return SuppressionReason(cell.strip().lower())
    except ValueError:
        return None


def _open(cell: str) -> Said | None:
    is_date = sum(sign.isdigit() for sign in cell) >= _DIGITS_OF_A_DATE
    return _ACTIVE if is_date and not _is_nothing(cell) else _status(cell)


def _agreed(cell: str) -> Said | None:
    """Read a column that is filled if somebody agreed; what an empty cell means depends on
    the rest of the row (`hear`)."""
    word = squeeze_word(cell)
    if _is_nothing(cell):
        return _PENDING if word in word_lists.NO else None
    said = _word(cell)
    return said if said and said.standing > Standing.ACTIVE else _AGREED


def _waiting(cell: str) -> Said | None:
    return None if _is_nothing(cell) else _PENDING


def _filled(reason: SuppressionReason, cell: str) -> Said | None:
    """Read a column about leaving: a filled cell closes the address, and may say why."""
    word = squeeze_word(cell)
    if _is_nothing(cell) or word in word_lists.STILL_HERE:
        return None
    told = _own(cell) or word_lists.CLOSING.get(word) or word_lists.ANYWHERE.get(word)
    if reason is SuppressionReason.UNSUBSCRIBED:
        return _closing(told or reason)
    return Said(Standing.SUPPRESSED, told or reason)


def _is_absent(word: str) -> bool:
    return not word or word in word_lists.ABSENT


def _is_nothing(cell: str) -> bool:
    """Say whether a cell is empty or says no: false, 0, 0.00, 0000-00-00, never."""
    word = squeeze_word(cell)
    return (
        _is_absent(word)
        or word in word_lists.NO
        or not word.strip("0")
        or bool(_ZERO_TIME.match(cell.strip()))
    )


def _tellable(cell: str) -> str:
    """Return a word if a report may show it, or '' if it could be somebody's address."""
    word = plain_line(cell)
    return "" if "@" in word else word[:_LONGEST_WORD]
