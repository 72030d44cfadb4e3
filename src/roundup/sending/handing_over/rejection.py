"""What becomes of a batch that the provider will not take as it is."""

from __future__ import annotations

import logging

from django.db.models import Max
from django.utils import timezone

from roundup.core.errors import ProviderHalted
from roundup.publications.alarms import raise_alarm
from roundup.sending.models import Batch, Delivery, Mailing
from roundup.sending.transactions import write_transaction

log = logging.getLogger(__name__)


def refuse_reader(batch_id: int, subscriber_id: int) -> None:
    """Mark one reader as refused; the others of the batch go without."""
    Delivery.objects.filter(batch_id=batch_id, subscriber_id=subscriber_id).update(
        outcome=Delivery.Outcome.REFUSED
    )


def split_batch(batch_id: int) -> None:
    """Move a batch's readers into two halves that go on by themselves."""
    with write_transaction():
        # Of two batches that split at once, one waits here for its numbers.
        batch = Batch.objects.select_related("mailing").get(pk=batch_id)
        Mailing.objects.select_for_update().get(pk=batch.mailing_id)
        following = batch.deliveries.filter(outcome=Delivery.Outcome.FOLLOWS_BATCH).order_by("subscriber_id")
        ids = list(following.values_list("subscriber_id", flat=True))
        seq = Batch.objects.filter(mailing=batch.mailing_id).aggregate(n=Max("seq"))["n"]
        middle = (len(ids) + 1) // 2
        for half in filter(None, (ids[:middle], ids[middle:])):
            seq += 1
            child = Batch.objects.create(
                mailing_id=batch.mailing_id,
                variant_id=batch.variant_id,
                seq=seq,
                parent=batch,
                planned=len(half),
            )
            batch.deliveries.filter(subscriber_id__in=half).update(batch=child)
        Batch.objects.filter(pk=batch_id).update(state=Batch.State.SPLIT)


def halt_mailing(batch_id: int, halted: ProviderHalted) -> None:
    """Hold the whole mailing and tell its editors: the next batch would fare no better.

    Of several that were under way and are refused alike, the first one tells.
    """
    mailing = Mailing.objects.select_related("edition__publication").get(batches=batch_id)
    sending = Mailing.objects.filter(pk=mailing.pk, status=Mailing.Status.SENDING)
    if not sending.update(status=Mailing.Status.HELD, held_reason=str(halted)[:300]):
        return
    log.error("mailing %s is held: %s", mailing.pk, halted)
    about = f"mailing:{mailing.pk}:halted"
    raise_alarm(mailing.edition.publication, about, f"Sending has stopped. {halted}", timezone.now())
