"""Ends mailings whose batches have all ended."""

from __future__ import annotations

import logging
from datetime import datetime

from django.db.models import Exists, OuterRef

from roundup.editions.lifecycle import mark_mailed
from roundup.publications.alarms import clear_alarm
from roundup.sending.account import account_of, sums_in_words
from roundup.sending.models import Batch, Mailing
from roundup.sending.transactions import write_transaction

log = logging.getLogger(__name__)

UNFINISHED = (Batch.State.READY, Batch.State.LEASED, Batch.State.POSTING, Batch.State.UNCERTAIN)


def anything_to_finish() -> bool:
    """Say whether a mailing without open batches has not ended yet. Cheap enough for every idle thread."""
    unfinished = Batch.objects.filter(mailing=OuterRef("pk"), state__in=UNFINISHED)
    return Mailing.objects.filter(~Exists(unfinished), status=Mailing.Status.SENDING).exists()


def finish_mailings(now: datetime) -> None:
    """End every mailing without an open batch, and spend its articles. Safe to run at any time.

    Batches that come back to a mailing cancelled in the meantime stay here.
    """
    Batch.objects.filter(state=Batch.State.READY, mailing__status=Mailing.Status.CANCELLED).update(
        state=Batch.State.CANCELLED
    )
    for mailing in Mailing.objects.filter(status=Mailing.Status.SENDING).select_related(
        "edition__publication"
    ):
        if mailing.batches.filter(state__in=UNFINISHED).exists():
            continue
        with write_transaction():
            # Checked again with the mailing locked, because a redrive may be going on at this moment.
            Mailing.objects.select_for_update().get(pk=mailing.pk)
            if mailing.batches.filter(state__in=UNFINISHED).exists():
                continue
            ended = Mailing.objects.filter(pk=mailing.pk, status=Mailing.Status.SENDING)
            is_done = ended.update(status=Mailing.Status.DONE, finished_at=now)
            if is_done:
                mark_mailed(mailing.edition_id, now)
                clear_alarm(mailing.edition.publication, f"mailing:{mailing.pk}:halted", now)
        if is_done:
            log.info("mailing %s is done: %s", mailing.pk, sums_in_words(account_of(mailing.edition)))
