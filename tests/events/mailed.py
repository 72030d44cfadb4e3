"""A mailing that the provider took, and what it may report of it."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from roundup.editions.models import Edition
from roundup.events import notices
from roundup.events.applying import Applied, apply_next
from roundup.events.models import Event, Notice
from roundup.sending.models import Attempt, Batch, Delivery, Mailing, Variant
from roundup.subscribers.models import Subscriber
from tests.events.provider import Row, page
from tests.making import FRIDAY

LATER = FRIDAY + timedelta(hours=1)
_numbers = itertools.count()


@dataclass(frozen=True)
class Mailed:
    """A mailing of one batch, which left in one attempt."""

    edition: Edition
    id: int
    batch: Batch
    nonce: str
    readers: Sequence[Subscriber]

    def row(self, reader: int, kind: str, after: int = 0, **more: Any) -> Row:
        """Return what SendGrid reports of the reader at this place, `after` seconds; None leaves out."""
        subscriber = self.readers[reader]
        row = {
            "email": subscriber.email,
            "timestamp": int(FRIDAY.timestamp()) + after,
            "event": kind,
            "sg_event_id": f"copy-{next(_numbers)}",
            "sg_message_id": "m1.recvd-5f",
            "rb": self.nonce,
            "rd": f"{self.id}-{subscriber.pk}",
        }
        return {name: value for name, value in (row | more).items() if value is not None}


def mailed(edition: Edition, readers: Sequence[Subscriber], at: datetime = FRIDAY) -> Mailed:
    mailing = Mailing.objects.create(
        edition=edition,
        status=Mailing.Status.DONE,
        audience_bound=readers[-1].pk,
        candidates=len(readers),
        started_at=at,
    )
    variant = Variant.objects.create(mailing=mailing, key="all", stories=[], subject="s", html="h", text="t")
    batch = Batch.objects.create(
        mailing=mailing,
        variant=variant,
        seq=1,
        state=Batch.State.ACCEPTED,
        epoch=1,
        posted_at=at,
        planned=len(readers),
        posted=len(readers),
    )
    nonce = f"nonce-{mailing.pk}"
    Attempt.objects.create(batch=batch, epoch=1, nonce=nonce, posting_at=at, readers=len(readers))
    Delivery.objects.bulk_create(
        Delivery(mailing=mailing, subscriber_id=reader.pk, batch=batch) for reader in readers
    )
    return Mailed(edition, mailing.pk, batch, nonce, readers)


def report(*rows: Row, now: datetime = LATER) -> Applied:
    """Let SendGrid report these rows in one page, and apply it."""
    return report_page(page(rows), now)


def report_page(body: bytes, now: datetime = LATER) -> Applied:
    notices.keep_notice("sendgrid", body, now)
    applied = apply_next(now)
    assert not Notice.objects.filter(applied_at=None).exists()
    return applied


def forget() -> None:
    """Forget all that was reported, as if nothing had come in."""
    Event.objects.all().delete()
    Notice.objects.all().delete()
