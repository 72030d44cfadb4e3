"""`DATABASE_URL`, as Django wants it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, unquote, urlsplit

from roundup.config.values import BadSecret

_WANTED = (
    "`sqlite:///path` or `postgresql://user:password@host:port/name`, with whatever is special in it "
    "written as %XX"
)


def database(name: str, url: str) -> dict[str, Any] | None:
    """Read a database's URL into Django's words for it; None where there is none.

    The URL may hold a password, so an error repeats nothing of it.
    """
    if not url:
        return None
    try:
        return _read(urlsplit(url), "://" in url)
    except ValueError:
        raise BadSecret(name, _WANTED) from None


def _read(parts: SplitResult, is_url: bool) -> dict[str, Any]:
    # sqlite:///relative/path and sqlite:////absolute/path, as is usual
    path = unquote(parts.path[1:])
    if not is_url or not path or re.search(r"[\x00-\x1f]", unquote(parts.geturl())):
        raise ValueError("no name")
    if parts.scheme == "sqlite" and not parts.netloc:
        return sqlite(path)
    if parts.scheme in ("postgresql", "postgres"):
        return _postgresql(parts, path)
    raise ValueError("no such scheme")


def sqlite(path: str | Path) -> dict[str, Any]:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(path),
        "OPTIONS": {
            "timeout": 30,
            "transaction_mode": "IMMEDIATE",
            # Each thread of the worker keeps a megabyte of pages, not two: the kernel keeps them anyway.
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-1000;",
        },
    }


def _postgresql(parts: SplitResult, name: str) -> dict[str, Any]:
    query = dict(pair.split("=", 1) for pair in parts.query.split("&") if "=" in pair)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": name,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(query.pop("host", "")) or unquote(parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {key: unquote(value) for key, value in query.items()},
    }
