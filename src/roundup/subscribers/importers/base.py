"""What a file format says about a row, and what an import reports."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any, ClassVar, Protocol

from roundup.core.preferences import Preferences


@dataclass(frozen=True, slots=True)
class ImportRow:
    """A row in the same form for all formats; `row_standing` finds out what it says about mailing.

    `email` is raw. The sections in `preferences` are keys or names; `created_at` is aware, or None if the
    file does not say. `dropped` has sentences about values that made no sense; they do not keep anybody out.
    """

    email: str
    name: str = ""
    preferences: Preferences = field(default_factory=Preferences)
    created_at: datetime | None = None
    dropped: tuple[str, ...] = ()


class Format(Protocol):
    """A kind of file. A new one needs a module in this folder and a line in `FORMATS`.

    Columns are squeezed: only letters and digits, in lower case and without accents.
    """

    name: ClassVar[str]

    def recognises(self, columns: frozenset[str], filename: str) -> bool:
        """Say whether a file with these columns is certainly of this kind."""
        ...

    def read(self, cells: Mapping[str, str]) -> ImportRow:
        """Return the person in a row.

        Sentences about the row must not repeat a cell, because they are kept and shown.
        """
        ...


_COUNTS = (
    "new",
    "updated",
    "unchanged",
    "without_consent",
    "unsubscribed",
    "suppressed",
    "duplicate",
    "invalid",
)
_TOLD = 20


@dataclass(frozen=True, slots=True)
class Problem:
    """What somebody should know about a line of the file (the first is 1). Never contains an address."""

    line: int
    reason: str


@dataclass(slots=True)
class ImportReport:
    """What an import did, or would do. Each row of the file is counted once.

    `without_consent` counts new addresses for which the file shows no consent; they stay pending and are
    never mailed. `unsubscribed` counts new addresses that have left, as the file says; they are kept so that
    no other file brings them in. `duplicate` counts rows whose address came earlier in the file.
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
    unsubscribed: int = 0
    problems: list[Problem] = field(default_factory=list)

    def count(self, what: str) -> None:
        setattr(self, what, getattr(self, what) + 1)

    def tell(self, line: int, reason: str) -> None:
        self.problems.append(Problem(line, reason))

    def document(self) -> dict[str, Any]:
        """Return the report for JSON."""
        return asdict(self)

    def sentence(self) -> str:
        """Return the counts, and below them the first few problems, for a person."""
        counted = [
            f"{getattr(self, name):,} {name.replace('_', ' ')}" for name in _COUNTS if getattr(self, name)
        ]
        would = "would come to" if self.dry_run else "came to"
        told = [f"Line {problem.line}: {problem.reason}" for problem in self.problems[:_TOLD]]
        if len(self.problems) > _TOLD:
            told.append(f"And {len(self.problems) - _TOLD:,} more: see --json.")
        return "\n".join([f"{self.rows:,} rows {would} {', '.join(counted) or 'nothing'}.", *told])
