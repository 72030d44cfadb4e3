"""The record of what readers agreed to and took back: never changed, and kept after they are forgotten."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db.models import Max

from roundup.subscribers import journal_of_leaves
from roundup.subscribers.models import Consent, Subscriber


def note_consent(
    subscriber: Subscriber,
    act: Consent.Act,
    now: datetime,
    channel: str,
    *,
    wording: str = "",
    wording_version: str = "",
    page: str = "",
    network: str = "",
    mailing_id: int | None = None,
) -> None:
    Consent.objects.create(
        subscriber=subscriber,
        act=act,
        at=now,
        channel=channel,
        wording=wording,
        wording_version=wording_version,
        page=page,
        network=network,
        mailing_id=mailing_id,
    )
    journal_of_leaves.note(subscriber, act, now)


def agreed_at(subscriber_ids: Collection[int]) -> dict[int, datetime]:
    """Return when each of these readers last agreed in person; an import does not count."""
    own = Consent.objects.filter(act=Consent.Act.CONFIRMED, subscriber__in=subscriber_ids)
    return dict(own.values_list("subscriber").annotate(last=Max("at")).order_by())
