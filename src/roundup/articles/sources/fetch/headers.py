"""Reads the headers of an answer: what it contains, how long it stays fresh, and when to ask again."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from email.message import Message
from email.utils import parsedate_to_datetime
from typing import Final

_MAX_AGE: Final = re.compile(r"(?:^|[,\s])max-age\s*=\s*\"?(\d{1,9})", re.IGNORECASE)
_NO_STORE: Final = re.compile(r"\bno-(?:store|cache)\b", re.IGNORECASE)
_SECONDS: Final = re.compile(r"\d{1,9}(?:\.\d*)?")


def headers_by_name(pairs: Iterable[tuple[bytes, bytes]]) -> dict[str, str]:
    """Return the header lines by lower-case name; lines with the same name are joined by commas."""
    found: dict[str, str] = {}
    for raw_name, raw_value in pairs:
        name, value = raw_name.decode("latin-1").lower(), raw_value.decode("latin-1").strip()
        found[name] = f"{found[name]}, {value}" if name in found else value
    return found


def media_type(head: Mapping[str, str]) -> tuple[str, str]:
    """Return the media type and charset that the server states, in lower case; '' if it states none."""
    stated = head.get("content-type", "")
    if not stated:
        return "", ""
    message = Message()
    message["content-type"] = stated
    charset = message.get_param("charset", "")
    return message.get_content_type(), charset.strip().lower() if isinstance(charset, str) else ""


def retry_after(head: Mapping[str, str], now: datetime) -> timedelta | None:
    """Return how long the server asks us to wait (in seconds or until a date), or None if it does not say."""
    stated = head.get("retry-after", "").strip()
    if _SECONDS.fullmatch(stated):
        return timedelta(seconds=int(stated.partition(".")[0]))
    return _until(stated, head, now)


def max_age(head: Mapping[str, str], now: datetime) -> timedelta | None:
    """Return how long the answer stays fresh, minus the age it already has, or None if it does not say."""
    control = head.get("cache-control", "")
    if _NO_STORE.search(control):
        return None
    if found := _MAX_AGE.search(control):
        age = head.get("age", "")
        fresh = int(found[1]) - (int(age) if age.isascii() and age.isdecimal() and len(age) < 10 else 0)
        return timedelta(seconds=max(0, fresh))
    return _until(head.get("expires", ""), head, now)


def _until(stated: str, head: Mapping[str, str], now: datetime) -> timedelta | None:
    """Return the time from the answer's own date (else from `now`) to the date `stated`."""
    moment = _date(stated)
    if moment is None:
        return None
    return max(timedelta(0), moment - (_date(head.get("date", "")) or now))


def _date(stated: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(stated)
    except (TypeError, ValueError, OverflowError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
