"""Moments, days and counts in words for people."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def moment_words(moment: datetime, zone: ZoneInfo) -> str:
    """Return a moment as `Friday 20 November 2026, 07:00`, in `zone`."""
    local = moment.astimezone(zone)
    return f"{day_words(local)}, {local:%H:%M}"


def day_words(day: date) -> str:
    """Return a day as `Friday 20 November 2026`."""
    return f"{_DAYS[day.weekday()]} {day.day} {_MONTHS[day.month - 1]} {day.year}"


def month_words(day: date) -> str:
    """Return the month of a day as `November 2026`."""
    return f"{_MONTHS[day.month - 1]} {day.year}"


def short_words(moment: datetime, zone: ZoneInfo) -> str:
    """Return a moment as `Fri 20 Nov, 07:00`, in `zone`, for lists."""
    local = moment.astimezone(zone)
    return f"{_DAYS[local.weekday()][:3]} {local.day} {_MONTHS[local.month - 1][:3]}, {local:%H:%M}"


def exact_words(moment: datetime, zone: ZoneInfo) -> str:
    """Return a moment as `Fri 20 Nov, 07:00:12`, in `zone`, for people who look it up in another system."""
    return f"{short_words(moment, zone)}:{moment:%S}"


def clock_words(moment: datetime, zone: ZoneInfo) -> str:
    """Return a moment of the current day as `07:00:12`, in `zone`."""
    return f"{moment.astimezone(zone):%H:%M:%S}"


def count_words(count: int, one: str, many: str) -> str:
    """Return `1 reader`, `12,345 readers`."""
    return f"{count:,} {one if count == 1 else many}"


def local_input(moment: datetime, zone: ZoneInfo) -> str:
    """Return a moment as the value of a `datetime-local` field in `zone`."""
    return f"{moment.astimezone(zone):%Y-%m-%dT%H:%M}"
