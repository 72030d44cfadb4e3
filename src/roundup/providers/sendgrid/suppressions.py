"""The addresses that SendGrid no longer mails, according to its suppression lists.

`blocks` are not read: they are about one message and do not stop the next. Asking changes nothing, and an
address can be cleared twice, so after any failure we can try again.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

import httpx2

from roundup.core.errors import ProviderBusy, ProviderError, ProviderHalted
from roundup.core.newsroom_language import tell, tell_later
from roundup.core.suppression import SuppressionReason
from roundup.providers.base import LISTS_WITHIN, ReportedSuppression
from roundup.providers.http_answers import answered_json
from roundup.providers.sendgrid.answers import retry_after_seconds
from roundup.providers.sendgrid.bounces import Bounce, bounce_of
from roundup.providers.sendgrid.pooled_client import PooledClient

PAGE = 500

_LISTS: Mapping[str, SuppressionReason] = {
    "bounces": SuppressionReason.BOUNCED,
    "invalid_emails": SuppressionReason.INVALID,
    "spam_reports": SuppressionReason.COMPLAINED,
    "unsubscribes": SuppressionReason.UNSUBSCRIBED,
}
# A reader who confirms has just been mailed, so no earlier failure counts against the address.
_CLEARED: Mapping[SuppressionReason, tuple[tuple[str, ...], ...]] = {
    SuppressionReason.BOUNCED: (
        ("suppression", "bounces"),
        ("suppression", "blocks"),
        ("suppression", "invalid_emails"),
    ),
    SuppressionReason.COMPLAINED: (("suppression", "spam_reports"),),
    SuppressionReason.UNSUBSCRIBED: (("asm", "suppressions", "global"),),
}
_NOT_CHANGED = tell_later(
    "SendGrid's suppression lists could not be changed (it answered %(status)s); try again later."
)
_NOT_READ = tell_later(
    "SendGrid's suppression lists could not be read (it answered %(status)s); try again later."
)
_NO_PERMISSION = tell_later(
    "SENDGRID_API_KEY may not use the suppression lists: give it the Suppressions permission, to read and "
    "to delete."
)


def list_suppressions(
    client: PooledClient, since: datetime, clock: Callable[[], float]
) -> Iterator[ReportedSuppression]:
    """Yield the addresses that came onto a list at `since` or later, list by list. Some may come twice.

    Raises ProviderBusy if a page could not be read, and ProviderHalted if the key may not ask.
    """
    ends = time.monotonic() + LISTS_WITHIN.total_seconds()
    for name, kind in _LISTS.items():
        for row in _rows(client, name, int(since.timestamp()), ends, clock):
            if isinstance(email := row.get("email"), str) and email:
                since_when = _moment(row.get("created"), clock)
                yield ReportedSuppression(
                    email, kind, since_when, passing=kind is SuppressionReason.BOUNCED and _passes(row)
                )


def _passes(row: Mapping[str, Any]) -> bool:
    """Say whether an entry in the bounces is about a mailbox that may recover, or about our own message."""
    status, reason = (row.get(name) for name in ("status", "reason"))
    words = (status if isinstance(status, str) else "", reason if isinstance(reason, str) else "")
    return bounce_of("bounce", "", *words) is not Bounce.HARD


def clear(
    client: PooledClient, email: str, kinds: Collection[SuppressionReason], clock: Callable[[], float]
) -> None:
    """Take an address off the lists that stand for `kinds`.

    Raises ProviderBusy if that could not be done now, and ProviderHalted if the key may not do it.
    """
    for kind in kinds:
        for path in _CLEARED.get(kind, ()):
            _delete(client, (*path, email), clock)


def _delete(client: PooledClient, path: tuple[str, ...], clock: Callable[[], float]) -> None:
    for part in path:
        client = client._(part)
    try:
        response = client.delete()
    except Exception as error:
        raise ProviderBusy(
            tell(
                "SendGrid's suppression lists could not be changed (%(error)s); try again later.",
                error=type(error).__name__,
            )
        ) from error
    # 404: the address is not on this list.
    if response.status_code not in (200, 204, 404):
        raise _fault(response, _NOT_CHANGED, clock)


def _rows(
    client: PooledClient, name: str, start: int, ends: float, clock: Callable[[], float]
) -> Iterator[dict[str, Any]]:
    offset = 0
    while True:
        if time.monotonic() >= ends:
            raise ProviderBusy(tell("SendGrid's suppression lists took too long to read; try again later."))
        page = _page(client, name, start, offset, clock)
        yield from (row for row in page if isinstance(row, dict))
        if len(page) < PAGE:
            return
        offset += len(page)


def _page(client: PooledClient, name: str, start: int, offset: int, clock: Callable[[], float]) -> list[Any]:
    asked = {"start_time": str(start), "limit": str(PAGE), "offset": str(offset)}
    try:
        response = client.suppression._(name).get(query_params=asked)
    except Exception as error:
        raise ProviderBusy(
            tell(
                "SendGrid's suppression lists could not be read (%(error)s); try again later.",
                error=type(error).__name__,
            )
        ) from error
    return _listed(response, clock)


def _listed(response: httpx2.Response, clock: Callable[[], float]) -> list[Any]:
    found = answered_json(response.content) if response.status_code == 200 else None
    if not isinstance(found, list):
        raise _fault(response, _NOT_READ, clock)
    return found


def _fault(response: httpx2.Response, said: str, clock: Callable[[], float]) -> ProviderError:
    if response.status_code in (401, 403):
        return ProviderHalted(tell(_NO_PERMISSION))
    return ProviderBusy(
        tell(said, status=response.status_code),
        retry_after=retry_after_seconds(response.headers, clock()) if response.status_code == 429 else None,
    )


def _moment(created: Any, clock: Callable[[], float]) -> datetime:
    """Return the moment that a row gives, or now if it gives none in a form that we know."""
    try:
        return datetime.fromtimestamp(created, UTC)
    except (TypeError, ValueError, OverflowError, OSError):
        return datetime.fromtimestamp(clock(), UTC)
