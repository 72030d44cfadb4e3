"""The arguments of commands: read before anything starts, or refused with a sentence (exit 2)."""

from __future__ import annotations

import argparse
import math
from collections.abc import Callable
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from roundup.core.dates import FIRST_YEAR, LAST_YEAR
from roundup.core.lines import is_line
from roundup.core.settings import BadSetting, is_host, web_address

_LONGEST_WAIT = 3600
_WEEKDAYS = "montuewedthufrisatsun"


def read_moment(text: str) -> datetime:
    """Read an ISO time; without a zone it is UTC."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a time like 2026-05-01T09:00+02:00") from None
    if not FIRST_YEAR < found.year < LAST_YEAR:
        raise argparse.ArgumentTypeError(f"{text!r} is not in a year that Roundup can plan")
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def read_calendar_day(text: str) -> date:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text[:40]!r} is not a day like 2026-05-01") from None
    if not FIRST_YEAR < found.year < LAST_YEAR:
        raise argparse.ArgumentTypeError(f"{text!r} is not in a year that Roundup can plan")
    return found


def read_hour(text: str) -> time:
    """Read an hour of the day, like 07:00."""
    try:
        found = time.fromisoformat(text)
    except ValueError:
        found = None
    if found is None or found.tzinfo or found.second or found.microsecond or len(text) != len("07:00"):
        raise argparse.ArgumentTypeError(f"{text[:40]!r} is not an hour like 07:00")
    return found


def read_weekdays(text: str) -> list[int]:
    """Read days of the week, by the beginnings of their English names: mon,thu."""
    days = [_WEEKDAYS.find(day[:3]) for day in text.casefold().replace(" ", "").split(",")]
    known = [place // 3 for place in days if place >= 0 and place % 3 == 0]
    if len(known) != len(days):
        raise argparse.ArgumentTypeError(f"{text[:40]!r} are not days of the week like mon,thu")
    return sorted(set(known))


def read_time_zone(text: str) -> str:
    try:
        ZoneInfo(text)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise argparse.ArgumentTypeError(f"{text[:40]!r} is not a time zone like Europe/Berlin") from None
    return text


def read_port(least: int = 1) -> Callable[[str], int]:
    """Read a port number; with `least` 0, the number 0 stands for any free port."""

    def read(text: str) -> int:
        if not (text.isascii() and text.isdecimal() and len(text) < 6 and least <= int(text) <= 65535):
            raise argparse.ArgumentTypeError(
                f"{text[:40]!r} is not a port: use a number from {least} to 65535"
            )
        return int(text)

    return read


def read_host(text: str) -> str:
    if not is_host(text):
        raise argparse.ArgumentTypeError(f"{text[:80]!r} is not an address to listen on, like 127.0.0.1")
    return text


def read_seconds(text: str) -> float:
    try:
        found = float(text)
    except ValueError:
        found = math.nan
    if not 0 <= found <= _LONGEST_WAIT:
        raise argparse.ArgumentTypeError(
            f"{text[:40]!r} is not a number of seconds from 0 to {_LONGEST_WAIT}"
        )
    return found


def read_webhook_url(text: str) -> str:
    """Read the URL that events are posted to; empty means nowhere."""
    if not text:
        return text
    head, slashes, rest = text.partition("://")
    base, slash, path = rest.partition("/")
    try:
        web_address("it", f"{head}{slashes}{base}")
    except BadSetting:
        raise argparse.ArgumentTypeError(
            f"{text[:80]!r} is not a URL like http://127.0.0.1:8000/hooks/sendgrid/"
        ) from None
    return f"{head}{slashes}{base}{slash}{path}"


def read_words(longest: int) -> Callable[[str], str]:
    """Read one line of text, at most `longest` characters long."""

    def read(text: str) -> str:
        if len(text) > longest:
            raise argparse.ArgumentTypeError(f"it has {len(text)} characters; at most {longest} are allowed")
        if not is_line(text):
            raise argparse.ArgumentTypeError(f"{text!r} contains a line break or a control character")
        return text

    return read
