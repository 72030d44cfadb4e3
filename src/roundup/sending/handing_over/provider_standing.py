"""Whether the provider takes anything from us, by its last answer. Finding out asks the provider nothing."""

from __future__ import annotations

from roundup.publications.models import Alarm
from roundup.sending.models import Attempt, Mailing


def is_refused_by_provider() -> bool:
    """Say whether the last batch that was answered met a fault that every batch would meet.

    Such a fault holds its mailing and raises an alarm with the same reason (decision 18); a person who holds
    a mailing gives another reason.
    """
    answered = Attempt.objects.exclude(result="").select_related("batch__mailing")
    last = answered.order_by("-posting_at", "-pk").first()
    if last is None or last.batch.mailing.status != Mailing.Status.HELD:
        return False
    mailing = last.batch.mailing
    halted = Alarm.objects.filter(about=f"mailing:{mailing.pk}:halted")
    return halted.filter(message__contains=mailing.held_reason).exists()
