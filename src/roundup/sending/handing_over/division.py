"""Makes one result of a batch whose readers had different outcomes: the batch's own state, and its parts."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from roundup.core.errors import (
    ProviderBusy,
    ProviderDivided,
    ProviderError,
    ProviderRefused,
    ProviderUncertain,
)
from roundup.core.newsroom_language import tell, tell_later
from roundup.providers.base import Answers
from roundup.sending.handing_over.journal import Part, Result
from roundup.sending.models import Batch

log = logging.getLogger(__name__)

State = Batch.State
# A reader put off this often, for five minutes each time, is given up: the mailing must end.
MOST_TRIES = 100
# The batch itself gets the first of these states that occurs.
_ORDER = (State.ACCEPTED, State.UNCERTAIN, State.READY, State.REFUSED)
_UNANSWERED = tell_later("The worker stopped before an answer came.")


def divided_result(
    batch_id: int, epoch: int, readers: Sequence[int], divided: ProviderDivided, now: datetime
) -> Result:
    """Return what happened to a batch, as a provider said for each of its readers."""
    parts: dict[Part, list[int]] = defaultdict(list)
    for place, reader in enumerate(readers):
        parts[_fate(divided.failed.get(place), epoch, now)].append(reader)
    for part, ids in parts.items():
        if part.state == State.REFUSED:
            log.warning("batch %s: %s of its readers are refused: %s", batch_id, len(ids), part.said)
    return _result(batch_id, epoch, [replace(part, readers=ids) for part, ids in parts.items()])


def result_of_answers(batch_id: int, epoch: int, answers: Answers) -> Result:
    """Return what happened to a batch, by the answers that came before its worker was gone."""
    parts = (
        Part(State.ACCEPTED, answers.taken, tell("The provider took it before the worker stopped.")),
        Part(State.UNCERTAIN, answers.unanswered, tell(_UNANSWERED)),
        Part(State.READY, answers.waiting),
    )
    return _result(batch_id, epoch, [part for part in parts if part.readers])


def _fate(error: ProviderError | None, epoch: int, now: datetime) -> Part:
    if error is None:
        return Part(State.ACCEPTED, ())
    if isinstance(error, ProviderUncertain):
        return Part(State.UNCERTAIN, (), str(error))
    is_put_off = isinstance(error, ProviderBusy) and error.retry_after is not None
    if isinstance(error, ProviderRefused) or (is_put_off and epoch >= MOST_TRIES):
        return Part(State.REFUSED, (), str(error))
    return Part(State.READY, (), str(error), _not_before(error, now))


def _not_before(error: ProviderError, now: datetime) -> str:
    if isinstance(error, ProviderBusy) and error.retry_after is not None:
        return (now + timedelta(seconds=error.retry_after)).isoformat()
    return ""


def _result(batch_id: int, epoch: int, parts: Sequence[Part]) -> Result:
    first, *others = sorted(parts, key=lambda part: _ORDER.index(State(part.state)))
    return Result(
        batch_id, epoch, first.state, said=first.said, not_before=first.not_before, parts=tuple(others)
    )
