"""Hands over again the copies that the provider took and dropped, to their readers and nobody else."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection
from datetime import datetime

from django.db.models import F, Max, Q

from roundup.core.errors import Refused
from roundup.core.newsroom_language import tell
from roundup.editions.models import Edition
from roundup.publications.alarms import answer_alarm
from roundup.sending.models import Attempt, Batch, Delivery, Mailing
from roundup.sending.safety import fence
from roundup.sending.settling.before_restore import mailed_before
from roundup.sending.transactions import write_transaction

log = logging.getLogger(__name__)

_NOT_TAKEN = (Batch.State.READY, Batch.State.REFUSED)
# Given a batch and attempts, returns the readers whom provably none of these attempts reached.
Proven = Callable[[Batch, Collection[str]], Collection[int]]


def mailing_to_redrive(edition: Edition) -> Mailing:
    """Return the mailing of an edition. Raises Refused if nothing of it may be handed over again."""
    mailing = Mailing.objects.filter(edition=edition).first()
    if mailing is None or mailing.status == Mailing.Status.PREPARING:
        raise Refused(tell("None of this edition has left yet, so there is nothing to send again."))
    if mailing.status == Mailing.Status.CANCELLED:
        raise Refused(tell("This edition was cancelled: no more of it is sent."))
    if fence.is_up():
        raise Refused(
            tell(
                "The database was restored from a backup: run `roundup doctor --accept-restore` first, "
                "once you have looked at what was mailed since."
            )
        )
    return mailing


def redrive_batch(batch_id: int, proven: Proven, now: datetime) -> int:
    """Move those readers of an accepted batch into a new one, and return how many were moved.

    Safe to run twice, even at once: the mailing is locked, and readers who have moved to another batch are
    no longer in this one. Readers count in one batch at a time, so the account adds up.
    """
    with write_transaction():
        batch = Batch.objects.select_related("mailing__edition__publication").get(pk=batch_id)
        mailing = Mailing.objects.select_for_update().get(pk=batch.mailing_id)
        batch.refresh_from_db(fields=["state"])
        if batch.state != Batch.State.ACCEPTED or mailing.status in (
            Mailing.Status.CANCELLED,
            Mailing.Status.PREPARING,
        ):
            return 0
        readers = sorted(set(proven(batch, _perhaps_taken(batch))))
        readers = sorted(set(readers) - mailed_before(batch.mailing.edition, readers))
        if readers:
            _move(batch, readers)
            _go_on(mailing)
            answer_alarm(batch.mailing.edition.publication, f"mailing:{mailing.pk}:over-quota", now)
    return len(readers)


def _perhaps_taken(batch: Batch) -> list[str]:
    """Return the nonces of all attempts that may have reached readers, for whatever reason."""
    perhaps = Attempt.objects.filter(~Q(result__in=_NOT_TAKEN) | Q(proven_at__isnull=False), batch=batch)
    return list(perhaps.values_list("nonce", flat=True))


def _move(batch: Batch, readers: list[int]) -> None:
    last = Batch.objects.filter(mailing=batch.mailing_id).aggregate(n=Max("seq"))["n"]
    again = Batch.objects.create(
        mailing_id=batch.mailing_id,
        variant_id=batch.variant_id,
        seq=last + 1,
        planned=len(readers),
        evidence=tell("The provider dropped them from batch %(batch)s.", batch=batch.seq),
    )
    Delivery.objects.filter(batch=batch, subscriber_id__in=readers).update(batch=again)
    Batch.objects.filter(pk=batch.pk).update(
        planned=F("planned") - len(readers), posted=F("posted") - len(readers)
    )
    log.info("%s readers of batch %s go on in batch %s", len(readers), batch.pk, again.pk)


def _go_on(mailing: Mailing) -> None:
    Mailing.objects.filter(pk=mailing.pk, status=Mailing.Status.DONE).update(
        status=Mailing.Status.SENDING, finished_at=None
    )
