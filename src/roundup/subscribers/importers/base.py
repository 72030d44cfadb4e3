"""What a format of subscriber files tells of a row, and what an import reports."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any, ClassVar, Protocol

from roundup.core.suppression import Reason


class Standing(StrEnum):
    """What the file says about mailing an address."""

    ACTIVE = "active"
    PENDING = "pending"
    UNSUBSCRIBED = "unsubscribed"
    SUPPRESSED = "suppressed"


@dataclass(frozen=True, slots=True)
class ImportRow:
    """A row as every format tells it. `email` is raw; `reason` goes with `Standing.SUPPRESSED`.

    `sections` are keys or names; `created_at` is aware, or None where the file does not say.
    """

    email: str
    name: str = ""
    standing: Standing = Standing.ACTIVE
    reason: Reason = Reason.BY_EDITOR
    sections: tuple[str, ...] = ()
    paused_until: date | None = None
    language: str = ""
    created_at: datetime | None = None


class Format(Protocol):
    """A kind of file. A new one is a file in this folder and a line in `FORMATS`."""

    name: ClassVar[str]

    def recognises(self, columns: frozenset[str], filename: str) -> bool:
        """Say whether a file with these columns (lower-case) is surely of this kind.

        Of two that might fit, the one that knows what the columns say about consent must win.
        """
        ...

    def read(self, cells: Mapping[str, str]) -> ImportRow:
        """Return what a row says; `cells` by lower-case column. Raises Refused for one that makes no sense.

        The sentence must not repeat a cell: it is kept and shown.
        """
        ...


_COUNTS = ("new", "updated", "unchanged", "without_consent", "suppressed", "duplicate", "invalid")
_TOLD = 20


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a line of the file (the first is 1) changed nothing. Never holds an address."""

    line: int
    reason: str


@dataclass(slots=True)
class ImportReport:
    """What an import did, or would do. Each row of the file is counted once.

    `without_consent`: new addresses whose owners did not say yes, as far as the file knows: kept
    pending, mailed nothing. `duplicate`: rows whose address stood in the file before.
    """

    format: str
    dry_run: bool
    rows: int = 0
    new: int = 0
    updated: int = 0
    unchanged: int = 0
    suppressed: int = 0
    invalid: int = 0
    duplicate: int = 0
    without_consent: int = 0
    problems: list[Problem] = field(default_factory=list)

    def count(self, what: str) -> None:
        setattr(self, what, getattr(self, what) + 1)

    def refuse(self, what: str, line: int, reason: str) -> None:
        self.count(what)
        self.problems.append(Problem(line, reason))

    def document(self) -> dict[str, Any]:
        """Return the report for JSON."""
        return asdict(self)

    def sentence(self) -> str:
        """Return the counts, and below them the first of the problems, for a person."""
        counted = [
            f"{getattr(self, name):,} {name.replace('_', ' ')}" for name in _COUNTS if getattr(self, name)
        ]
        would = "would come to" if self.dry_run else "came to"
        told = [f"Line {problem.line}: {problem.reason}" for problem in self.problems[:_TOLD]]
        if len(self.problems) > _TOLD:
            told.append(f"And {len(self.problems) - _TOLD:,} more: see --json.")
        return "\n".join([f"{self.rows:,} rows {would} {', '.join(counted) or 'nothing'}.", *told])
