"""Whether readers' programs trust the certificate of the base URL, and for how much longer.

Looking takes a connection, so a worker does it once a day and records what it saw. All other code reads that
record.
"""

from __future__ import annotations

import socket
import ssl
from datetime import UTC, datetime, timedelta
from typing import Any, Final, NamedTuple
from urllib.parse import urlsplit

import httpx2
from django.conf import settings
from django.db.models import QuerySet

from roundup.publications.models import Certificate

_EVERY: Final = timedelta(days=1)
_SECONDS: Final = 5.0
# A certificate that a program renews has been renewed long before this.
_LAST_DAYS: Final = timedelta(days=14)
_LAST_PART: Final = 4


class Seen(NamedTuple):
    """When a certificate ends, and when to begin warning about that; or why it is not trusted."""

    ends_at: datetime | None = None
    warn_at: datetime | None = None
    fault: str = ""


def watch_certificate(now: datetime, tls: ssl.SSLContext | None = None) -> None:
    """Look at the certificate if the base URL has one and nobody has looked for a day.

    If two workers do this at once, one of them looks. If the server cannot be reached from here, that says
    nothing about the certificate: what was seen before stays.
    """
    if not has_certificate() or not _claim(now):
        return
    try:
        seen = look_at_certificate(settings.BASE_URL, tls or httpx2.create_ssl_context(trust_env=False))
    except OSError:
        return
    changed = {"fault": seen.fault} if seen.fault else seen._asdict()
    _row().update(**changed)


def has_certificate() -> bool:
    """Say whether readers reach this installation by https."""
    return settings.BASE_URL.startswith("https://")


def kept_certificate() -> Certificate | None:
    """Return what was last seen of the current base URL's certificate; None if nobody has looked yet."""
    return _row().exclude(ends_at=None, fault="").first()


def look_at_certificate(address: str, tls: ssl.SSLContext) -> Seen:
    """Return what the server at `address` shows. Raises OSError if it cannot be reached."""
    parts = urlsplit(address)
    host = parts.hostname or ""
    try:
        with (
            socket.create_connection((host, parts.port or 443), _SECONDS) as plain,
            tls.wrap_socket(plain, server_hostname=host) as secure,
        ):
            return _span(secure.getpeercert() or {})
    except ssl.SSLCertVerificationError as error:
        return Seen(fault=error.verify_message[:200])


def _span(shown: dict[str, Any]) -> Seen:
    begins, ends = (_moment(shown[name]) for name in ("notBefore", "notAfter"))
    return Seen(ends, ends - min(_LAST_DAYS, (ends - begins) / _LAST_PART))


def _moment(text: str) -> datetime:
    return datetime.fromtimestamp(ssl.cert_time_to_seconds(text), UTC)


def _row() -> QuerySet[Certificate]:
    return Certificate.objects.filter(pk=1, base_url=settings.BASE_URL)


def _claim(now: datetime) -> bool:
    """Say whether nobody has looked for a day, and record that we look. A new base URL starts afresh."""
    blank = {"base_url": settings.BASE_URL, "looked_at": None, "ends_at": None, "warn_at": None, "fault": ""}
    Certificate.objects.get_or_create(pk=1, defaults=blank)
    Certificate.objects.filter(pk=1).exclude(base_url=settings.BASE_URL).update(**blank)
    lately = {"looked_at__gt": now - _EVERY, "looked_at__lte": now}
    return bool(_row().exclude(**lately).update(looked_at=now))
