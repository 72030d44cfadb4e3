"""Deals with a batch that the provider will not take as it is."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime

from django.db.models import F, Max
from django.utils import timezone

from roundup.core.errors import ProviderHalted
from roundup.core.newsroom_language import tell
from roundup.publications.alarms import raise_alarm
from roundup.sending.handing_over.journal import Part
from roundup.sending.models import Batch, Delivery, Mailing
from roundup.sending.transactions import write_transaction

log = logging.getLogger(__name__)


def refuse_reader(batch_id: int, subscriber_id: int) -> None:
    """Mark one reader as refused; the rest of the batch goes without them."""
    Delivery.objects.filter(batch_id=batch_id, subscriber_id=subscriber_id).update(
        outcome=Delivery.Outcome.REFUSED
    )


def split_batch(batch_id: int) -> None:
    """Move a batch's readers into two new batches, half in each."""
    with write_transaction():
        batch, seq = _locked(batch_id)
        following = batch.deliveries.filter(outcome=Delivery.Outcome.FOLLOWS_BATCH).order_by("subscriber_id")
        ids = list(following.values_list("subscriber_id", flat=True))
        middle = (len(ids) + 1) // 2
        for half in filter(None, (ids[:middle], ids[middle:])):
            seq += 1
            _move(batch, half, seq)
        Batch.objects.filter(pk=batch_id).update(state=Batch.State.SPLIT)


def take_apart(batch_id: int, epoch: int, parts: Sequence[Part]) -> None:
    """Move the readers whose outcomes differ from that of their batch into separate batches.

    Refused readers stay where they are, marked as refused. Call it inside the transaction that moves the
    batch on.
    """
    if not parts:
        return
    batch, seq = _locked(batch_id)
    moved = back = 0
    for part in parts:
        # Some of them may have been settled in the meantime: those stay as they are.
        of_part = batch.deliveries.filter(subscriber_id__in=part.readers)
        ids = list(of_part.values_list("subscriber_id", flat=True))
        back += len(ids) * (part.state != Batch.State.UNCERTAIN)
        if part.state == Batch.State.REFUSED:
            of_part.update(outcome=Delivery.Outcome.REFUSED)
        elif ids:
            seq += 1
            moved += len(ids)
            _move(batch, ids, seq, part)
    Batch.objects.filter(pk=batch_id).update(planned=F("planned") - moved, posted=F("posted") - moved)
    # Readers who certainly got nothing do not count as gone today.
    batch.attempts.filter(epoch=epoch).update(readers=F("readers") - back)


def _locked(batch_id: int) -> tuple[Batch, int]:
    """Return a batch and the last number used in its mailing, which is locked.

    If two batches are taken apart at once, one waits here for its numbers.
    """
    batch = Batch.objects.select_related("mailing").get(pk=batch_id)
    Mailing.objects.select_for_update().get(pk=batch.mailing_id)
    return batch, Batch.objects.filter(mailing=batch.mailing_id).aggregate(n=Max("seq"))["n"]


def _move(batch: Batch, readers: Sequence[int], seq: int, part: Part | None = None) -> None:
    """Move readers into a new batch, in the state that `part` says, or else ready."""
    own = Batch(
        mailing_id=batch.mailing_id, variant_id=batch.variant_id, seq=seq, parent=batch, planned=len(readers)
    )
    if part:
        own.state, own.evidence = part.state, part.said.replace("\x00", "")[:300]
        own.not_before = datetime.fromisoformat(part.not_before) if part.not_before else None
        if part.state == Batch.State.UNCERTAIN:
            own.posted, own.posted_at = len(readers), batch.posted_at
    own.save()
    batch.deliveries.filter(subscriber_id__in=readers).update(batch=own)


def halt_mailing(batch_id: int, halted: ProviderHalted) -> None:
    """Hold the whole mailing and tell its editors, because the next batch would be refused, too.

    If several batches under way are refused in the same way, only the first raises the alarm.
    """
    mailing = Mailing.objects.select_related("edition__publication").get(batches=batch_id)
    sending = Mailing.objects.filter(pk=mailing.pk, status=Mailing.Status.SENDING)
    if not sending.update(status=Mailing.Status.HELD, held_reason=str(halted)[:300]):
        return
    log.error("mailing %s is held: %s", mailing.pk, halted)
    about = f"mailing:{mailing.pk}:halted"
    message = tell("Sending has stopped. %(reason)s", reason=halted)
    raise_alarm(mailing.edition.publication, about, message, timezone.now())
