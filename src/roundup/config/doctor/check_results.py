"""What a check of `roundup doctor` can return."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import redis
from django.db import Error

from roundup.core.errors import RoundupError


class Note(str):
    """A result that is not a fault, but should be read."""

    __slots__ = ()


Check = Callable[[], str]


def run_check(name: str, check: Check) -> dict[str, Any]:
    """Return `{"check", "ok", "note", "message"}`; for a check that raises, the error's sentence."""
    try:
        message = check()
    except (RoundupError, OSError, redis.RedisError) as error:
        return _verdict(name, str(error), ok=False)
    except Error as error:
        return _verdict(name, database_silence(error), ok=False)
    return _verdict(name, message, note=isinstance(message, Note))


def _verdict(name: str, message: str, *, ok: bool = True, note: bool = False) -> dict[str, Any]:
    return {"check": name, "ok": ok, "note": note, "message": str(message)}


_FULL = ("too many clients", "too many connections", "remaining connection slots")


def database_silence(error: Error) -> str:
    """Return the sentence for a database that does not answer. It never contains the password."""
    said = str(error).strip().partition("\n")[0].rstrip(".")
    if any(words in said for words in _FULL):
        return (
            f"PostgreSQL accepts no more connections ({said}). Raise its max_connections, or lower "
            "ROUNDUP_WORKERS: the README says how many each process needs."
        )
    return f"The database does not answer ({said}). Check it, and DATABASE_URL or ROUNDUP_DATA."
