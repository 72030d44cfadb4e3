"""The settings of an installation: read from the environment, refused by name if they make no sense."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from roundup.core.errors import Refused


class BadSetting(Refused):
    """A setting makes no sense. The sentence names it and says what it should be."""

    def __init__(self, name: str, value: str, wanted: str) -> None:
        super().__init__(f"{name} is {value!r}, but it must be {wanted}.")


@dataclass(frozen=True, slots=True)
class Setting:
    """One environment variable. `default` is written as a person would set it; empty means none."""

    name: str
    default: str
    help: str
    read: Callable[[str, str], Any]
    secret: bool = False


def text(name: str, value: str) -> str:
    return value


def folder(name: str, value: str) -> Path:
    path = Path(value).expanduser().absolute()
    if path.exists() and not path.is_dir():
        raise BadSetting(name, value, "a folder")
    return path


_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}


def duration(name: str, value: str) -> timedelta:
    """Read `5s`, `30m`, `6h` or `2d`."""
    found = re.fullmatch(r"(\d+)([smhd])", value.strip())
    if not found or not int(found[1]):
        raise BadSetting(name, value, "a time like 5s, 30m, 6h or 2d")
    return timedelta(seconds=int(found[1]) * _UNITS[found[2]])


def whole_number(least: int, most: int) -> Callable[[str, str], int]:
    def read(name: str, value: str) -> int:
        if not value.strip().isdecimal() or not least <= int(value) <= most:
            raise BadSetting(name, value, f"a whole number from {least} to {most}")
        return int(value)

    return read


def choice(*words: str) -> Callable[[str, str], str]:
    def read(name: str, value: str) -> str:
        if value not in words:
            raise BadSetting(name, value, "one of " + ", ".join(words))
        return value

    return read


def flag(name: str, value: str) -> bool:
    if value.lower() not in ("true", "false"):
        raise BadSetting(name, value, "true or false")
    return value.lower() == "true"


def web_address(name: str, value: str) -> str:
    """Read an http(s) URL without a path, query or password; returned without a trailing slash."""
    if not value:
        return value
    wanted = "an address like https://news.example.org"
    try:
        parts = urlsplit(value)
        parts.port  # noqa: B018 - raises on nonsense
    except ValueError:
        raise BadSetting(name, value, wanted) from None
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or "@" in parts.netloc:
        raise BadSetting(name, value, wanted)
    return value.rstrip("/")


def scheme_of(*schemes: str) -> Callable[[str, str], str]:
    """Accept a URL of one of `schemes`; its value is not repeated in the error: it may hold a password."""

    def read(name: str, value: str) -> str:
        if value and value.partition("://")[0] not in schemes:
            raise BadSetting(name, "…", "a URL that starts with " + " or ".join(f"{s}://" for s in schemes))
        return value

    return read


def networks(name: str, value: str) -> tuple[str, ...]:
    """Read a list of networks (`127.0.0.0/8`) and hosts, split by commas or blanks."""
    items = tuple(value.replace(",", " ").split())
    for item in items:
        if "/" in item:
            try:
                ipaddress.ip_network(item, strict=False)
            except ValueError:
                raise BadSetting(name, value, "networks like 127.0.0.0/8, or hosts") from None
    return items


SETTINGS: tuple[Setting, ...] = (
    Setting("ROUNDUP_DATA", "var", "Folder for the SQLite file, the outbox and Valkey's files.", folder),
    Setting(
        "DATABASE_URL",
        "",
        "`sqlite:///path` or `postgresql://user:password@host:port/name`; none: SQLite in `ROUNDUP_DATA`.",
        scheme_of("sqlite", "postgresql", "postgres"),
        secret=True,
    ),
    Setting(
        "REDIS_URL",
        "",
        "Redis or Valkey for Celery; none: `roundup up` starts its own.",
        scheme_of("redis", "rediss", "redis+socket", "unix"),
        secret=True,
    ),
    Setting(
        "ROUNDUP_PROVIDER",
        "outbox",
        "`outbox` keeps every message as a file and shows it in the newsroom; `sendgrid` sends.",
        choice("outbox", "sendgrid"),
    ),
    Setting("SENDGRID_API_KEY", "", "The key with the right to send mail.", text, secret=True),
    Setting(
        "SENDGRID_HOST",
        "https://api.sendgrid.com",
        "SendGrid's API: the public one, the EU host or a stand-in.",
        web_address,
    ),
    Setting("SENDGRID_WEBHOOK_KEY", "", "The public key of the signed event webhook.", text),
    Setting(
        "ROUNDUP_BASE_URL",
        "http://127.0.0.1:8000",
        "Where readers and editors reach this installation.",
        web_address,
    ),
    Setting(
        "ROUNDUP_SECRET_KEY",
        "",
        "Signs links and sessions; none: made at first run and kept in `ROUNDUP_DATA`.",
        text,
        secret=True,
    ),
    Setting(
        "ROUNDUP_FETCH_ALLOW",
        "",
        "Networks or hosts the fetcher may read although they are private, like `127.0.0.0/8` for trials.",
        networks,
    ),
    Setting("ROUNDUP_BATCH_SIZE", "1000", "Readers in one batch, 1000 at the most.", whole_number(1, 1000)),
    Setting(
        "ROUNDUP_UNCERTAIN_AFTER",
        "30m",
        "How long an unanswered batch waits for evidence.",
        duration,
    ),
    Setting(
        "ROUNDUP_RATE",
        "0",
        "Messages a second that all workers together hand over; 0: no limit.",
        whole_number(0, 1_000_000),
    ),
    Setting(
        "ROUNDUP_DAILY_CAP",
        "0",
        "Messages a day (UTC), to warm up a domain; 0: no limit.",
        whole_number(0, 100_000_000),
    ),
    Setting("ROUNDUP_TICK", "5s", "How often the tick looks for due work.", duration),
    Setting(
        "ROUNDUP_LATE_AFTER",
        "6h",
        "How late an approved edition may still leave by itself; later, a person decides.",
        duration,
    ),
    Setting(
        "ROUNDUP_WORKERS",
        "32",
        "Threads of the worker that `roundup up` starts: so many batches wait for their answers at once.",
        whole_number(1, 256),
    ),
    Setting("ROUNDUP_DEBUG", "false", "Django's debug pages; never on a machine that others reach.", flag),
)


def read_settings(environment: Mapping[str, str]) -> dict[str, Any]:
    """Return every setting by name, read and checked. Raises BadSetting on the first that makes no sense."""
    known = {setting.name for setting in SETTINGS}
    for name in environment:
        if name.startswith("ROUNDUP_") and name not in known | _OURS:
            raise Refused(f"{name} is not a setting of roundup: see the table in the README, or unset it.")
    return {s.name: s.read(s.name, environment.get(s.name, "") or s.default) for s in SETTINGS}


# Read by tests and tools, not by the program.
_OURS = {"ROUNDUP_CHROMIUM", "ROUNDUP_CORPUS", "ROUNDUP_TEST_DATABASE_URL", "ROUNDUP_TEST_REDIS_URL"}
