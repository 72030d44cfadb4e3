"""Settling what is uncertain, by evidence only, and ending mailings whose batches have all ended."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import transaction

from roundup.editions.life import mark_mailed
from roundup.providers import Provider
from roundup.publications.services import clear_alarm, raise_alarm
from roundup.sending.models import Attempt, Batch, Mailing

State = Batch.State
UNFINISHED = (State.READY, State.LEASED, State.POSTING, State.UNCERTAIN)


def settle(provider: Provider, now: datetime) -> None:
    """Ask the provider about every uncertain batch that has waited long enough for other evidence."""
    waiting = Batch.objects.filter(state=State.UNCERTAIN, posted_at__lte=now - settings.UNCERTAIN_AFTER)
    for batch in waiting.select_related("mailing__edition__publication"):
        attempt = Attempt.objects.filter(batch=batch, epoch=batch.epoch).first()
        taken = (
            provider.probe(f"{batch.mailing_id}-{batch.seq}", attempt.nonce, attempt.posting_at)
            if attempt
            else None
        )
        if taken is None:
            _tell(batch, now)
        else:
            _settled(batch, taken)


def _settled(batch: Batch, taken: bool) -> None:
    state, evidence = (
        (State.ACCEPTED, "The provider has it.") if taken else (State.READY, "The provider does not have it.")
    )
    Batch.objects.filter(pk=batch.pk, epoch=batch.epoch, state=State.UNCERTAIN).update(
        state=state, evidence=evidence
    )


def _tell(batch: Batch, now: datetime) -> None:
    raise_alarm(
        batch.mailing.edition.publication,
        f"batch:{batch.pk}:uncertain",
        f"We cannot know whether batch {batch.seq} ({batch.posted} readers) was sent. It stays as it is "
        "until there is evidence; nothing is sent twice.",
        now,
    )


def finish_mailings(now: datetime) -> None:
    """End every mailing without an open batch, and spend its articles. Safe to run at any time."""
    for mailing in Mailing.objects.filter(status=Mailing.Status.SENDING).select_related("edition"):
        with transaction.atomic():
            if mailing.batches.filter(state__in=UNFINISHED).exists():
                continue
            ended = Mailing.objects.filter(pk=mailing.pk, status=Mailing.Status.SENDING)
            if ended.update(status=Mailing.Status.DONE, finished_at=now):
                mark_mailed(mailing.edition_id, now)
                clear_alarm(mailing.edition.publication, f"mailing:{mailing.pk}:halted", now)
