"""Reads JSON that is posted to a hook, so that a strange value spoils only its own field.

Anybody may post, and the values end up in a database. So expect numbers of any length, NaN, bytes that are
not UTF-8, NUL and half characters.
"""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from typing import Any

import orjson

from roundup.core.errors import Refused

# NUL and half characters: no database can store them, and no id of ours contains one.
_UNKEEPABLE = re.compile(r"[\x00\ud800-\udfff]")


def read_posted_json(body: bytes) -> Any:
    """Return the value of a body.

    Bytes that are not UTF-8 and numbers that are not JSON spoil only their own field. Raises Refused for a
    body that cannot be read.
    """
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError:
        pass
    # The standard reader is slower, but accepts half characters and NaN.
    try:
        return json.loads(body.decode("utf-8", "replace"), parse_int=_whole_number)
    except (ValueError, RecursionError) as error:
        raise Refused("The body is not JSON.") from error


def posted_text(value: object) -> str:
    """Return a value as a text that can be stored: words without characters that no database takes, a whole
    number written out, and '' for anything else.
    """
    if isinstance(value, str):
        return _UNKEEPABLE.sub("", value) if _UNKEEPABLE.search(value) else value
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return ""


def posted_moment(seconds: object) -> datetime | None:
    """Return a moment that is given in seconds since 1970, as a number or in digits, or None."""
    if isinstance(seconds, str) and seconds.isascii() and seconds.isdigit() and len(seconds) < 20:
        seconds = int(seconds)
    if not isinstance(seconds, int | float) or isinstance(seconds, bool):
        return None
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (OverflowError, ValueError, OSError):
        return None


def _whole_number(digits: str) -> float:
    """Return the number, however many digits it has; int refuses more than 4300."""
    return int(digits) if len(digits) < 20 else float(digits)
