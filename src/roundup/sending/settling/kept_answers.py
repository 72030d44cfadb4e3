"""The answers for each reader that a provider's client had received before its worker was gone.

A provider that keeps answers leaves them on the disk of its machine, so that any worker there can settle
lost attempts. Readers who were taken are accepted, those who had not had their turn are mailed, and only
those without an answer are uncertain.
"""

from __future__ import annotations

from datetime import datetime

from roundup.providers.base import Answers, KeepsAnswers
from roundup.publications.alarms import clear_alarm
from roundup.sending.handing_over.division import result_of_answers
from roundup.sending.handing_over.results import write_result
from roundup.sending.models import Attempt, Batch
from roundup.sending.transactions import write_transaction

State = Batch.State
# Below the number of values that any database accepts in one query.
_MOST = 500


def settle_by_answers(provider: KeepsAnswers, now: datetime) -> None:
    """Settle the attempts that were lost here, and delete the answers of those that are over.

    Safe to run twice.
    """
    noted = provider.attempts()[:_MOST]
    if not noted:
        return
    for attempt in Attempt.objects.filter(nonce__in=noted).select_related("batch").order_by("pk"):
        batch = attempt.batch
        is_last = batch.epoch == attempt.epoch and attempt.finished_at is None
        if is_last and batch.state == State.POSTING:
            continue
        if is_last and batch.state == State.UNCERTAIN and (answers := provider.seal(attempt.nonce)):
            _settle(attempt, answers, now)
        provider.forget(attempt.nonce)


def _settle(attempt: Attempt, answers: Answers, now: datetime) -> None:
    result = result_of_answers(attempt.batch_id, attempt.epoch, answers)
    with write_transaction():
        Batch.objects.select_for_update().get(pk=attempt.batch_id)
        # Checked again with the batch locked: another worker of this machine may have settled it.
        if not Attempt.objects.filter(pk=attempt.pk, finished_at=None).exists() or not write_result(result):
            return
        if result.state != State.UNCERTAIN:
            publication = attempt.batch.mailing.edition.publication
            clear_alarm(publication, f"batch:{attempt.batch_id}:uncertain", now)
