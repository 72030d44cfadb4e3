"""Dates as products and spreadsheets write them."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

from roundup.core.errors import Refused

# Day, month and year in any order, followed by a time or nothing.
_NUMBERS = re.compile(r"(\d{1,2})([./-])(\d{1,2})\2(\d{4})(?:,?\s+(.+))?")
_BACKWARDS = re.compile(r"(\d{4})[./](\d{1,2})[./](\d{1,2})(?:,?\s+(.+))?")
_ZONE = re.compile(r"(?<!\s)\s++(?=[+-]\d\d:?\d\d$)")


def read_time(text: str) -> datetime | None:
    """Return an aware time, or None for an empty cell; without a zone it is UTC.

    Raises Refused for a text that is not a time, and for 03/04/2021, which has two meanings.
    """
    text = text.strip()
    if not text:
        return None
    text = _ZONE.sub("", text.removesuffix(" UTC"))
    try:
        moment = datetime.fromisoformat(_in_order(text))
        moment = (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise Refused("is not a time like 2026-05-31 or 2026-05-31T09:30:00Z") from None
    if moment.year < 1990:
        raise Refused("is too long ago")
    return moment


def read_day(text: str) -> date | None:
    """Return the day of a time, as written."""
    moment = read_time(text)
    return moment.date() if moment else None


def _in_order(text: str) -> str:
    numbers = _NUMBERS.fullmatch(text)
    if numbers:
        first, sign, second, year, rest = numbers.groups()
        day, month = _day_and_month(int(first), int(second), is_dotted=sign == ".")
    elif backwards := _BACKWARDS.fullmatch(text):
        year, rest = backwards[1], backwards[4]
        month, day = int(backwards[2]), int(backwards[3])
    else:
        return text
    return f"{year}-{month:02}-{day:02} {rest or ''}".strip()


def _day_and_month(first: int, second: int, *, is_dotted: bool) -> tuple[int, int]:
    """Read 14/03 and 03/14 by the number that cannot be a month.

    Only dates with dots have the same order everywhere.
    """
    if is_dotted or first > 12 or first == second:
        return first, second
    if second > 12:
        return second, first
    raise Refused("may mean either of two days: write it like 2026-05-31")
