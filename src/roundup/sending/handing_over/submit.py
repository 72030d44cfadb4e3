"""Hands one batch over, never twice.

1. `posting` is committed, with the attempt's nonce, before the first byte leaves.
2. The provider is asked, once, and not after the deadline.
3. Its answer is written under the epoch; a worker that lost its lease changes nothing. When no
   answer can come any more, the batch is uncertain (`claim.expire_leases`).
"""

from __future__ import annotations

import logging
import threading
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import DatabaseError
from django.utils import timezone

from roundup.core.batches import Receipt
from roundup.core.deadlines import Deadline
from roundup.core.errors import (
    ProviderBusy,
    ProviderDivided,
    ProviderError,
    ProviderHalted,
    ProviderRefused,
    ProviderUncertain,
)
from roundup.core.newsroom_language import tell
from roundup.providers import Provider
from roundup.providers.base import TOTAL_TIMEOUT, KeepsAnswers
from roundup.sending.handing_over import gate, journal, nonces, provider_reach
from roundup.sending.handing_over.claim import Lease
from roundup.sending.handing_over.division import divided_result
from roundup.sending.handing_over.message import Letter, letter_of, outgoing_batch
from roundup.sending.handing_over.readers import Reader, readers_still_mailed
from roundup.sending.handing_over.rejection import halt_mailing, refuse_reader, split_batch
from roundup.sending.handing_over.results import write_result
from roundup.sending.handing_over.snapshot import snapshot_of
from roundup.sending.models import Attempt, Batch
from roundup.sending.safety import fence
from roundup.sending.sql import run_change
from roundup.sending.transactions import write_transaction

log = logging.getLogger(__name__)

State = Batch.State
POST_WITHIN = timedelta(seconds=60)
# How long a post that begins at the last moment may wait for its answer; after that, none is expected.
ANSWER_WITHIN = timedelta(seconds=TOTAL_TIMEOUT)
# A batch that could not be noted on disk comes back after this long, so that others have their turn first.
_UNNOTED = timedelta(minutes=1)
# Many threads may wait for the database or for answers at once, but those that write batches would only push
# each other out of the processor's caches.
_ONE_AT_A_TIME = threading.Lock()
# SQL by hand: `python -m benchmarks sending` shows what this gains (decision 16).
_POST = f"""
    UPDATE {Batch._meta.db_table} SET state = '{State.POSTING}', posted = %s, posted_at = %s,
        post_deadline = %s, lease_until = %s, evidence = '' WHERE id = %s
"""  # noqa: S608 - the names of our own tables
_NOBODY = f"""
    UPDATE {Batch._meta.db_table} SET state = '{State.ACCEPTED}', posted = 0, posted_at = %s,
        post_deadline = %s, lease_until = NULL, evidence = 'Nobody was left to mail.' WHERE id = %s
"""  # noqa: S608
_ATTEMPT = f"""
    INSERT INTO {Attempt._meta.db_table}
        (batch_id, epoch, nonce, posting_at, readers, result, provider_id, error)
    VALUES (%s, %s, %s, %s, %s, '', '', '')
"""  # noqa: S608


# None means that the worker was away until after the deadline, and nothing has left.
Answer = Receipt | ProviderError | None


@dataclass(frozen=True, slots=True)
class Posting:
    """A batch that is about to leave. No byte leaves after `deadline`: a frozen worker may wake up late."""

    lease: Lease
    nonce: str
    letter: Letter
    readers: tuple[Reader, ...]
    deadline: Deadline


def begin_post(
    lease: Lease, now: datetime, provider: Provider | KeepsAnswers | None = None
) -> Posting | None:
    """Commit that posting begins; return None if it may not, or if there is nobody left to post to.

    A provider that keeps answers learns the readers before this is committed.
    """
    deadline = Deadline.after(POST_WITHIN)
    with write_transaction():
        snapshot = snapshot_of(lease, now)
        if snapshot is None:
            return None
        if not snapshot.may_leave:
            Batch.objects.filter(pk=lease.batch_id).update(state=State.READY, lease_until=None)
            return None
        post = letter_of(snapshot)
        readers = readers_still_mailed(lease.batch_id)
        nonce = nonces.fresh_nonce(snapshot.publication_id, snapshot.period_name, snapshot.installation)
        if readers:
            latest = now + POST_WITHIN
            run_change(_POST, len(readers), now, latest, latest + ANSWER_WITHIN, lease.batch_id)
        else:
            run_change(_NOBODY, now, now + POST_WITHIN, lease.batch_id)
        run_change(_ATTEMPT, lease.batch_id, lease.epoch, nonce, now, len(readers))
        if readers and isinstance(provider, KeepsAnswers):
            provider.expect(nonce, [reader.id for reader in readers])
        marker = fence.advance()
    try:
        fence.note(marker)
    except OSError as error:
        # The data folder is full or gone; another machine's may not be.
        said = tell(
            "The marker could not be written to ROUNDUP_DATA (%(error)s); nothing has left.",
            error=type(error).__name__,
        )
        record_result(_back(lease, said, now + _UNNOTED))
        raise
    return Posting(lease, nonce, post, readers, deadline) if readers else None


def hand_over_post(posting: Posting, provider: Provider) -> Answer:
    """Ask the provider, and return what it said, without using the database."""
    with _ONE_AT_A_TIME:
        message = outgoing_batch(posting.letter, posting.nonce, posting.readers, posting.deadline)
    if posting.deadline.has_passed:
        return None
    try:
        return provider.send(message)
    except ProviderError as error:
        return error


def conclude_post(posting: Posting, answer: Answer) -> None:
    """Record what happened to a batch, and obey what the provider said.

    The result is written before the database is used for anything else, because it may be away.
    """
    lease = posting.lease
    if answer is None:
        record_result(_back(lease, tell("The worker was away for too long, and sent nothing.")))
    elif isinstance(answer, Receipt):
        record_result(journal.Result(lease.batch_id, lease.epoch, State.ACCEPTED, answer.provider_id))
        _heed(None)
    else:
        _failed(posting, answer)
        _heed(answer)


def _failed(posting: Posting, error: ProviderError) -> None:
    """Record what a failure means: not this time, never as it is, not until a person acts, or unknown."""
    lease, said = posting.lease, str(error)
    if isinstance(error, ProviderUncertain):
        record_result(journal.Result(lease.batch_id, lease.epoch, State.UNCERTAIN, said=said))
    elif isinstance(error, ProviderBusy):
        wait = error.retry_after
        # A provider that could not be reached has asked for no pause: another worker may take it at once.
        record_result(_back(lease, said, None if wait is None else timezone.now() + timedelta(seconds=wait)))
    elif isinstance(error, ProviderRefused):
        try:
            _refused(posting, error)
        except DatabaseError as away:
            # It was not taken. It will be refused again, more slowly, when the database is back.
            _keep(_back(lease, said), away)
    elif isinstance(error, ProviderDivided):
        _divided(posting, error)
    elif isinstance(error, ProviderHalted) and record_result(_back(lease, said)):
        halt_mailing(lease.batch_id, error)


def _divided(posting: Posting, divided: ProviderDivided) -> None:
    """Record what happened to each reader; the error that ended the batch early may stop the mailing."""
    lease, readers = posting.lease, [reader.id for reader in posting.readers]
    result = divided_result(lease.batch_id, lease.epoch, readers, divided, timezone.now())
    if record_result(result) and isinstance(divided.ended_by, ProviderHalted):
        halt_mailing(lease.batch_id, divided.ended_by)


def _heed(error: ProviderError | None) -> None:
    """Tell all workers what the provider said, and note for this process whether it answered at all."""
    now = timezone.now()
    gate.heed(error, now)
    if isinstance(error, ProviderBusy) and error.retry_after is None:
        provider_reach.here.missed(str(error), now)
    else:
        provider_reach.here.reached(now)


def _back(lease: Lease, said: str, until: datetime | None = None) -> journal.Result:
    not_before = until.isoformat() if until else ""
    return journal.Result(lease.batch_id, lease.epoch, State.READY, said=said, not_before=not_before)


def _refused(posting: Posting, refused: ProviderRefused) -> None:
    """Take out the one reader to blame, or halve the batch; a single reader is refused for good."""
    batch_id, epoch = posting.lease.batch_id, posting.lease.epoch
    alone = len(posting.readers) == 1
    blamed = 0 if alone else refused.index
    state = State.REFUSED if alone else State.READY
    with write_transaction():
        if not write_result(journal.Result(batch_id, epoch, state, said=str(refused))):
            return
        if blamed is not None and 0 <= blamed < len(posting.readers) and (alone or not refused.too_large):
            refuse_reader(batch_id, posting.readers[blamed].id)
        else:
            split_batch(batch_id)


def record_result(result: journal.Result) -> bool:
    """Write a result, or keep it in the journal while the database is away."""
    try:
        return write_result(result)
    except DatabaseError as away:
        _keep(result, away)
        return False


def _keep(result: journal.Result, away: DatabaseError) -> None:
    log.error("batch %s: the database did not take a result (%s)", result.batch_id, type(away).__name__)
    journal.keep(result)
