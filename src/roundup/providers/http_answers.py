"""What answers over HTTP have in common: how long to wait, what their body says, and words to keep."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC
from email.utils import parsedate_to_datetime
from typing import Any

import orjson

from roundup.core.newsroom_language import tell

LONGEST_WAIT = 3600.0
# How long to wait if the other end asks us to wait, but does not say how long.
UNTOLD_WAIT = 30.0

_LONGEST_WORDS = 300
_ADDRESS = re.compile(
    r"(?<![^\s\[\]<>()\"',;:])[^\s\[\]<>()\"',;:][^\s\[\]<>()\"',;:@]*+@[^\s\[\]<>()\"',;:]++"
)


def wait_asked_for(headers: Mapping[str, str], now: float, *others: float | None) -> float | None:
    """Return the seconds to wait that `Retry-After` names, or else the longest of `others`, between 1 and
    `LONGEST_WAIT`; None if nothing asks for a wait. `now` is Unix time, for waits that end at a moment.
    """
    waits = [wait for wait in (_seconds(headers.get("Retry-After") or "", now), *others) if wait is not None]
    return min(max(*waits, 1.0), LONGEST_WAIT) if waits else None


def _seconds(value: str, now: float) -> float | None:
    if value.isascii() and value.isdigit():
        return float(value)
    try:
        moment = parsedate_to_datetime(value)
    except (ValueError, OverflowError):
        return None
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp() - now


def answered_json(raw: bytes) -> Any:
    """Return the JSON in an answer's body, or None if it is not JSON: an edge server may answer anything."""
    try:
        return orjson.loads(raw)
    except orjson.JSONDecodeError:
        return None


def words_to_keep(said: str) -> str:
    """Return the other end's own words, shortened and without addresses, because they are kept and shown."""
    words = _ADDRESS.sub("(an address)", said or tell("no reason given"))
    return words[:_LONGEST_WORDS].rstrip(".") + "."
