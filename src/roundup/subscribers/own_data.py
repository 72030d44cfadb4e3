"""All data held about a reader, for that reader, in the order in which a page shows it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from roundup.subscribers.models import Subscriber
from roundup.subscribers.preference_columns import PREFERENCE_COLUMNS
from roundup.subscribers.suppressions import reason_of

# Returns a row for each email of a mailing: the edition's subject and day, and what became of it.
FindMailings = Callable[[Subscriber], Sequence[Mapping[str, Any]]]

_CONSENT = ("act", "at", "channel", "wording", "wording_version", "page", "network")


def data_of(subscriber: Subscriber, mailed: FindMailings) -> dict[str, Any]:
    """Return all data held about the reader, in values that JSON can hold. Moments are in UTC."""
    publication = subscriber.publication
    found = {
        "publication": {"name": publication.name, "url": publication.url},
        "subscription": {
            "email": subscriber.email,
            "name": subscriber.name,
            "status": subscriber.status,
            "asked_at": subscriber.created_at,
            "confirmed_at": subscriber.confirmed_at,
            "unsubscribed_at": subscriber.unsubscribed_at,
        },
        "preferences": {name: getattr(subscriber, name) for name in PREFERENCE_COLUMNS},
        "not_mailed_because": reason_of(subscriber.email_hash) or "",
        "consents": list(subscriber.consents.order_by("at", "pk").values(*_CONSENT)),
        "leaves": list(subscriber.leaves.order_by("at").values("at", "reason", "words")),
        "requests": list(subscriber.requests.order_by("asked_at").values("kind", "asked_at", "done_at")),
        "welcomes": list(subscriber.welcomes.order_by("at").values("at", "status")),
        "confirmation_mails": list(subscriber.confirmations.order_by("pk").values("asked_at", "status")),
        "emails": list(mailed(subscriber)),
        "other_subscriptions": _others_of(subscriber),
    }
    plain: dict[str, Any] = _plain(found)
    return plain


def _others_of(subscriber: Subscriber) -> list[dict[str, str]]:
    """Return the other subscriptions of the address: only its mailbox has the link that shows them."""
    same = Subscriber.objects.filter(email_hash=subscriber.email_hash).exclude(pk=subscriber.pk)
    rows = same.order_by("publication__name", "pk").values_list("publication__name", "status")
    return [{"publication": name, "status": status} for name, status in rows]


def _plain(value: Any) -> Any:
    """Return `value` with its moments and days as text."""
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds")
    return value if value is None or isinstance(value, bool | int | str) else str(value)
