"""Writing what became of an attempt, under the fence of its epoch."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from roundup.sending.journal import Result
from roundup.sending.models import Attempt, Batch
from roundup.sending.statements import change
from roundup.sending.turns import turn

State = Batch.State
_MOVE = f"""
    UPDATE {Batch._meta.db_table} SET state = %s, lease_until = NULL, not_before = %s, evidence = %s
    WHERE id = %s AND epoch = %s AND state IN ('{State.POSTING}', '{State.UNCERTAIN}')
"""  # noqa: S608 - the names of our own tables
_CONCLUDE = f"""
    UPDATE {Attempt._meta.db_table} SET result = %s, finished_at = %s, provider_id = %s, error = %s
    WHERE batch_id = %s AND epoch = %s
"""  # noqa: S608


def write(result: Result) -> bool:
    """Move the batch on if this attempt is still its last; return whether it was.

    An uncertain answer does not undo an acceptance that events have proven meanwhile.
    """
    until = datetime.fromisoformat(result.not_before) if result.not_before else None
    said, at = result.said, timezone.now()
    with turn():
        moved = change(_MOVE, result.state, until, said[:300], result.batch_id, result.epoch)
        named = result.provider_id[:200]
        change(_CONCLUDE, result.state, at, named, said[:500], result.batch_id, result.epoch)
    return bool(moved)
