"""`roundup doctor`: is this installation fit to send, and does its ledger hold?"""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

import redis
from django.conf import settings
from django.db import connection

from roundup.core.errors import RoundupError
from roundup.editions.models import Edition, LedgerEntry
from roundup.providers import ProviderOptions, build
from roundup.publications.models import Publication
from roundup.sending.models import Mailing
from roundup.sending.progress import account


def examine() -> list[dict[str, Any]]:
    """Return every check as `{"check", "ok", "message"}`; none of them changes anything."""
    return [_examined(name, check) for name, check in _CHECKS.items()]


def _examined(name: str, check: Callable[[], str]) -> dict[str, Any]:
    try:
        return {"check": name, "ok": True, "message": check()}
    except (RoundupError, OSError, redis.RedisError) as error:
        return {"check": name, "ok": False, "message": str(error)}


def _data() -> str:
    if not os.access(settings.DATA, os.W_OK):
        raise RoundupError(f"{settings.DATA} cannot be written: set ROUNDUP_DATA to a folder that can.")
    return str(settings.DATA)


def _database() -> str:
    connection.ensure_connection()
    return str(connection.vendor)


def _broker() -> str:
    if not settings.REDIS_URL:
        return "none set: `roundup up` starts its own"
    url = settings.REDIS_URL.replace("redis+socket://", "unix://")
    redis.Redis.from_url(url, socket_connect_timeout=5).ping()
    return "answers"


def _provider() -> str:
    options = ProviderOptions(
        data=settings.DATA, api_key=settings.SENDGRID_API_KEY, host=settings.SENDGRID_HOST
    )
    build(settings.PROVIDER, options).close()
    return str(settings.PROVIDER)


def _addresses() -> str:
    if settings.PROVIDER == "outbox":
        return f"{settings.BASE_URL} (nothing leaves the machine)"
    if not settings.BASE_URL.startswith("https://"):
        raise RoundupError("ROUNDUP_BASE_URL must be https: mail programs unsubscribe nobody otherwise.")
    for publication in Publication.objects.all():
        if publication.sender_email.endswith("localhost.localdomain"):
            raise RoundupError(f"{publication} has no sender's address: set it in the newsroom's settings.")
        if not publication.postal_address:
            raise RoundupError(f"{publication} has no postal address, which the law asks for in every mail.")
    return str(settings.BASE_URL)


def _accounts() -> str:
    """Check that each mailing's account closes."""
    editions = Edition.objects.filter(mailing__isnull=False)
    for edition in editions:
        sums = account(edition)["account"]
        parts = sum(sums["excluded"].values()) + sum(
            sums[word] for word in ("accepted", "refused", "uncertain", "pending")
        )
        if parts != sums["candidates"]:
            raise RoundupError(
                f"Edition {edition.pk}: {sums['candidates']} candidates, but {parts} are accounted for."
            )
    return f"{editions.count()} mailings, all of whose accounts close"


def _articles() -> str:
    """Check that only mailings which went out have spent articles."""
    wrong = LedgerEntry.objects.filter(state=LedgerEntry.State.SPENT, edition__mailed_at=None).count()
    if wrong:
        raise RoundupError(f"{wrong} articles are spent by editions that have not been mailed.")
    return "only mailed editions have spent articles"


def _uncertain() -> str:
    open_mailings = Mailing.objects.exclude(status__in=[Mailing.Status.DONE, Mailing.Status.CANCELLED])
    waiting = [mailing for mailing in open_mailings if mailing.batches.filter(state="uncertain").exists()]
    if waiting:
        raise RoundupError(f"{len(waiting)} mailings have uncertain batches: see `roundup status`.")
    return "nothing is uncertain"


_CHECKS: dict[str, Callable[[], str]] = {
    "data": _data,
    "database": _database,
    "broker": _broker,
    "provider": _provider,
    "addresses": _addresses,
    "accounts": _accounts,
    "articles": _articles,
    "uncertain": _uncertain,
}
