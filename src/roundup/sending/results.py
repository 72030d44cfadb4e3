"""Writing what became of an attempt, under the fence of its epoch."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from roundup.sending.journal import Result
from roundup.sending.models import Attempt, Batch
from roundup.sending.turns import turn

State = Batch.State


def write(result: Result) -> bool:
    """Move the batch on if this attempt is still its last; return whether it was.

    An uncertain answer does not undo an acceptance that events have proven meanwhile.
    """
    with turn():
        mine = Batch.objects.filter(pk=result.batch_id, epoch=result.epoch)
        moved = mine.filter(state__in=[State.POSTING, State.UNCERTAIN]).update(
            state=result.state,
            lease_until=None,
            not_before=datetime.fromisoformat(result.not_before) if result.not_before else None,
            evidence=result.said[:300],
        )
        Attempt.objects.filter(batch_id=result.batch_id, epoch=result.epoch).update(
            result=result.state,
            finished_at=timezone.now(),
            provider_id=result.provider_id[:200],
            error=result.said[:500],
        )
    return bool(moved)
