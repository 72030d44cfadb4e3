"""Our own CSV: `email,name` and, if you like, the other columns that `roundup export` writes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import ClassVar

from roundup.core.errors import Refused
from roundup.core.language import SPOKEN
from roundup.core.suppression import Reason
from roundup.subscribers.importers.base import ImportRow, Standing

COLUMNS = (
    "email",
    "name",
    "status",
    "sections",
    "paused_until",
    "language",
    "created_at",
    "confirmed_at",
    "unsubscribed_at",
    "suppressed",
)
_ADDRESS = ("email", "e-mail", "email address", "e-mail address", "email_address")
_STATUS = {
    "active": Standing.ACTIVE,
    "subscribed": Standing.ACTIVE,
    "confirmed": Standing.ACTIVE,
    "pending": Standing.PENDING,
    "unconfirmed": Standing.PENDING,
    # The file tells of others whether they agreed, and of this one nothing.
    "": Standing.PENDING,
    "unsubscribed": Standing.UNSUBSCRIBED,
}
_REASONS = {reason.value: reason for reason in Reason}
_NEVER = {
    "bounced": Reason.BOUNCED,
    "cleaned": Reason.BOUNCED,
    "complained": Reason.COMPLAINED,
    "suppressed": Reason.BY_EDITOR,
}
_GUARDED = re.compile(r"'[=+\-@\t\r]")


class Plain:
    """Recognised only where it knows every column: an unknown one may say who must not be mailed."""

    name: ClassVar[str] = "plain"

    def recognises(self, columns: frozenset[str], filename: str) -> bool:
        return bool(columns & set(_ADDRESS)) and columns <= {*COLUMNS, *_ADDRESS}

    def read(self, cells: Mapping[str, str]) -> ImportRow:
        standing, reason = _standing(cells)
        return ImportRow(
            email=_plain(next((cells[column] for column in _ADDRESS if column in cells), "")),
            name=_plain(cells.get("name", "")),
            standing=standing,
            reason=reason,
            sections=tuple(filter(None, map(str.strip, re.split(r"[;,|]", cells.get("sections", ""))))),
            paused_until=_day(cells.get("paused_until", "")),
            language=_language(cells.get("language", "")),
            created_at=read_time(cells.get("created_at", "")),
        )


def _standing(cells: Mapping[str, str]) -> tuple[Standing, Reason]:
    said = cells.get("suppressed", "").strip().lower()
    if said:
        return Standing.SUPPRESSED, _REASONS.get(said, Reason.BY_EDITOR)
    if "status" not in cells:
        return Standing.ACTIVE, Reason.BY_EDITOR  # Whoever imports the file vouches for all of it.
    status = cells["status"].strip().lower()
    if status in _NEVER:
        return Standing.SUPPRESSED, _NEVER[status]
    if status not in _STATUS:
        raise Refused("The status is none of active, pending, unsubscribed, bounced and complained.")
    return _STATUS[status], Reason.BY_EDITOR


def read_time(text: str) -> datetime | None:
    """Return an ISO time as aware; without a zone it is UTC. Raises Refused for anything else."""
    text = text.strip().removesuffix(" UTC")
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise Refused("created_at is no time like 2026-05-31 or 2026-05-31T09:30:00Z.") from None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    if moment.year < 1990:
        raise Refused("created_at is older than newsletters are: write the year in full.")
    return moment.astimezone(UTC)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text.strip()) if text.strip() else None
    except ValueError:
        raise Refused("paused_until is no day like 2026-05-31.") from None


def _language(text: str) -> str:
    spoken = text.strip().lower()
    if spoken and spoken not in SPOKEN:
        raise Refused(f"The language is none of {', '.join(SPOKEN)}.")
    return spoken


def _plain(cell: str) -> str:
    """Take off the sign that our export puts before a cell a spreadsheet would run."""
    return cell[1:] if _GUARDED.match(cell) else cell
