"""The Email Logs: what happened to each copy, once it is indexed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import islice
from typing import Any

from roundup.providers.sendgrid.standin.events import events_of, fate_of
from roundup.providers.sendgrid.standin.inbox import Accepted, Inbox
from roundup.providers.sendgrid.standin.query import Query

KEPT_SECONDS = 30 * 24 * 3600


class Logs:
    """Looks copies up in the inbox.

    `delay` is the seconds until a copy is indexed; without `permitted`, the key may not read.
    """

    def __init__(self, inbox: Inbox) -> None:
        self._inbox = inbox
        self.delay = 0.0
        self.permitted = True

    def search(self, query: Query, limit: int, now: float) -> list[dict[str, Any]]:
        """Return the newest copies that `query` asks for."""
        return [_summary(accepted, number) for accepted, number in islice(self._found(query, now), limit)]

    def details(self, message_id: str, now: float) -> dict[str, Any] | None:
        """Return everything about one copy, or None if there is none."""
        query = Query({"sg_message_id": message_id}, {}, ())
        return next((_details(accepted, number) for accepted, number in self._found(query, now)), None)

    def _found(self, query: Query, now: float) -> Iterator[tuple[Accepted, int]]:
        for accepted in reversed(self._inbox.accepted()):
            age = now - accepted.received_at
            if self.delay <= age <= KEPT_SECONDS and _may_hold(accepted, query):
                for number in _candidates(accepted, query):
                    if _matches(accepted, number, query):
                        yield accepted, number


def _may_hold(accepted: Accepted, query: Query) -> bool:
    """Say whether a request could contain a match, without looking at its copies."""
    categories = query.among.get("categories")
    return (
        query.covers(accepted.received_at)
        and query.equal.get("subject", accepted.subject) == accepted.subject
        and query.equal.get("sg_message_id", accepted.request_id).startswith(accepted.request_id)
        and (categories is None or not categories.isdisjoint(accepted.categories))
        and query.equal.get("to_email", "").lower().encode() in accepted.joined.lower()
    )


def _candidates(accepted: Accepted, query: Query) -> Iterator[int]:
    wanted = query.equal.get("to_email")
    for number, address in enumerate(accepted.addresses()):
        if wanted is None or address.lower() == wanted.lower():
            yield number


def _matches(accepted: Accepted, number: int, query: Query) -> bool:
    fate = fate_of(accepted, number)
    own = accepted.message_id(number)
    return (
        query.equal.get("sg_message_id", own) in (own, accepted.request_id)
        and query.equal.get("reason", fate.reason) == fate.reason
        and fate.status in query.among.get("status", {fate.status})
    )


def _summary(accepted: Accepted, number: int) -> dict[str, Any]:
    fate = fate_of(accepted, number)
    created = datetime.fromtimestamp(accepted.received_at, UTC)
    return {
        "from_email": accepted.sender,
        "sg_message_id": accepted.message_id(number),
        "subject": accepted.subject,
        "to_email": accepted.addresses()[number],
        "reason": fate.reason,
        "status": fate.status,
        "sg_message_id_created_at": created.strftime("%Y-%m-%dT%H:%M:%SZ"),
    }


def _details(accepted: Accepted, number: int) -> dict[str, Any]:
    summary = _summary(accepted, number)
    return {
        **{name: summary[name] for name in ("from_email", "sg_message_id", "subject", "to_email", "status")},
        "api_key_id": "standin",
        "client_ip": "127.0.0.1",
        "category": list(accepted.categories),
        "custom_args": accepted.custom_args()[number],
        "events": [_logged(row) for row in events_of(accepted, number)],
    }


def _logged(row: dict[str, Any]) -> dict[str, Any]:
    names = ("event", "timestamp", "sg_event_id", "sg_message_id", "reason", "response", "status", "url")
    return {name: row[name] for name in names if name in row}
