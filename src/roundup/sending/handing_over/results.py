"""Writes the result of an attempt, but only if the batch still has the attempt's epoch."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from roundup.sending.handing_over.journal import Result
from roundup.sending.handing_over.rejection import take_apart
from roundup.sending.models import Attempt, Batch
from roundup.sending.sql import run_change
from roundup.sending.transactions import write_transaction

State = Batch.State
# SQL by hand: `python -m benchmarks sending` shows what this gains (decision 16).
_MOVE = f"""
    UPDATE {Batch._meta.db_table} SET state = %s, lease_until = NULL, not_before = %s, evidence = %s
    WHERE id = %s AND epoch = %s AND state IN ('{State.POSTING}', '{State.UNCERTAIN}')
"""  # noqa: S608 - the names of our own tables
_CONCLUDE = f"""
    UPDATE {Attempt._meta.db_table} SET result = %s, finished_at = %s, provider_id = %s, error = %s
    WHERE batch_id = %s AND epoch = %s
"""  # noqa: S608
# An event may have proven an older attempt while this one was out: then the batch is never sent again.
_PROVEN = f"""
    UPDATE {Batch._meta.db_table} SET state = '{State.ACCEPTED}', not_before = NULL,
        evidence = 'An event proved that the provider took it.'
    WHERE id = %s AND epoch = %s AND state IN ('{State.READY}', '{State.UNCERTAIN}', '{State.REFUSED}')
        AND EXISTS (SELECT 1 FROM {Attempt._meta.db_table} WHERE batch_id = %s AND proven_at IS NOT NULL)
"""  # noqa: S608


def write_result(result: Result) -> bool:
    """Move the batch on if this attempt is still its latest; return whether it was.

    An uncertain answer does not undo an acceptance that events have proven in the meantime.
    """
    until = datetime.fromisoformat(result.not_before) if result.not_before else None
    # PostgreSQL cannot store NUL, and a result that it never takes would stay in the journal for ever.
    said, at = result.said.replace("\x00", ""), timezone.now()
    with write_transaction():
        moved = run_change(_MOVE, result.state, until, said[:300], result.batch_id, result.epoch)
        named = result.provider_id[:200]
        run_change(_CONCLUDE, result.state, at, named, said[:500], result.batch_id, result.epoch)
        if moved:
            take_apart(result.batch_id, result.epoch, result.parts)
        if moved and result.state != State.ACCEPTED:
            moved -= run_change(_PROVEN, result.batch_id, result.epoch, result.batch_id)
    return bool(moved)
