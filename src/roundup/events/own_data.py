"""A reader's own data: which emails of mailings they got, and what the provider reported about these."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from roundup.core.deliveries import EventKind
from roundup.events.models import Event
from roundup.sending.models import Delivery, Mailing
from roundup.subscribers.models import Subscriber


def mailings_of_reader(subscriber: Subscriber) -> Sequence[dict[str, Any]]:
    """Return a row for each email of a mailing, oldest first, with its events in order."""
    # By mailing, because the tables are keyed by it: a search for the reader alone would read all their rows.
    ours = list(
        Mailing.objects.filter(edition__publication=subscriber.publication).values_list("pk", flat=True)
    )
    reported: defaultdict[int, list[dict[str, Any]]] = defaultdict(list)
    for event in Event.objects.filter(mailing_id__in=ours, subscriber_id=subscriber.pk).order_by("at"):
        at = datetime.fromtimestamp(event.at, UTC)
        reported[event.mailing_id].append({"what": EventKind(event.kind).word, "at": at})
    rows = Delivery.objects.filter(mailing_id__in=ours, subscriber_id=subscriber.pk)
    return [
        {
            "edition": row.mailing.edition.subject,
            "day": row.mailing.edition.dated or row.mailing.edition.period,
            "outcome": Delivery.Outcome(row.outcome).label if row.outcome else row.batch.state,
            "reported": reported[row.mailing_id],
        }
        for row in rows.select_related("mailing__edition", "batch").order_by("mailing_id")
    ]
