"""`DATABASE_URL` in the form that Django wants, and how long PostgreSQL waits for us and we for it.

A machine that vanishes leaves sessions behind, with all their locks. PostgreSQL would notice after hours,
so we tell it to look sooner (decision 49). The URL's query overrides this.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import Enum
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, unquote, urlsplit

from roundup.core.settings import BadSecret

_WANTED = (
    "`sqlite:///path` or `postgresql://user:password@host:port/name`, with special characters written as %XX"
)
# For libpq: a server that does not answer within half a minute is gone.
_CLIENT: Mapping[str, int | str] = {
    "application_name": "roundup",
    "connect_timeout": 5,
    "keepalives": 1,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 25_000,
}
# For the server, in each session: the same in the other direction.
_SERVER: Mapping[str, str] = {
    "tcp_keepalives_idle": "10s",
    "tcp_keepalives_interval": "5s",
    "tcp_keepalives_count": "3",
    "tcp_user_timeout": "25s",
}


class Process(Enum):
    """The kind of a process, which decides how long its sessions may wait, work, and keep others waiting.

    A command may take its time: it migrates, imports a file, or writes to a pipe that nobody empties.
    """

    COMMAND = {"idle_in_transaction_session_timeout": "10min"}
    WEB = {"idle_in_transaction_session_timeout": "20s", "statement_timeout": "1min", "lock_timeout": "20s"}
    WORKER = {
        "idle_in_transaction_session_timeout": "20s",
        "statement_timeout": "15min",
        "lock_timeout": "30s",
    }


def set_session_limits(process: Process, database: dict[str, Any]) -> None:
    """Apply the limits of this kind of process to all connections opened from now on."""
    options = database["OPTIONS"]
    if said := options.get("options"):
        options["options"] = said.replace(_session(Process.COMMAND), _session(process), 1)


def _session(process: Process) -> str:
    return " ".join(f"-c {name}={value}" for name, value in {**_SERVER, **process.value}.items())


def database_settings(name: str, url: str) -> dict[str, Any] | None:
    """Turn a database's URL into Django's settings; return None if there is none.

    The URL may contain a password, so an error never repeats any of it.
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
        return sqlite_settings(path)
    if parts.scheme in ("postgresql", "postgres"):
        return _postgresql(parts, path)
    raise ValueError("no such scheme")


def sqlite_settings(path: str | Path) -> dict[str, Any]:
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
    pairs = [pair.split("=", 1) for pair in parts.query.split("&") if "=" in pair]
    query = {key: unquote(value) for key, value in pairs}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": name,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.pop("host", "") or unquote(parts.hostname or ""),
        "PORT": str(parts.port or ""),
        # Half a minute: a process that kept a connection longer would not notice that no new one can be made.
        "CONN_MAX_AGE": 30,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {**_CLIENT, **_session_options(query.pop("options", None)), **query},
    }


def _session_options(own: str | None) -> dict[str, str]:
    """Return our options followed by the operator's, which override ours; none if theirs are empty.

    A pooler like PgBouncer accepts none: an empty `options=` in the URL's query leaves them out.
    """
    if own == "":
        return {}
    return {"options": f"{_session(Process.COMMAND)} {own or ''}".strip()}
