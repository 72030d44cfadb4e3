"""The one way out for all mail outside mailings; each mail leaves at most once.

1. The row is claimed: `posting` is committed, with a nonce, if the gate lets a mail leave. 2. The provider
is asked, once, and not after the deadline. 3. Its answer is written under the nonce, and the gate learns of
it, so that batches obey it, too.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import NamedTuple, Protocol

from django.db.models import Count

from roundup.core.batches import OutgoingBatch, Receipt
from roundup.core.deadlines import Deadline
from roundup.core.errors import ProviderBusy, ProviderDivided, ProviderError, ProviderHalted, ProviderRefused
from roundup.core.newsroom_language import tell
from roundup.providers import Provider
from roundup.publications.transactional_mail import TransactionalMail
from roundup.sending.handing_over import gate
from roundup.sending.handing_over.submit import POST_WITHIN
from roundup.sending.models import Marker
from roundup.sending.safety import fence, installation
from roundup.sending.transactions import write_transaction

Status = TransactionalMail.Status

# Longer than a post can take: after this, the process that claimed such a row is gone.
LOST_AFTER = timedelta(minutes=10)
BUSY_PAUSE = timedelta(minutes=1)
HALTED_PAUSE = timedelta(minutes=5)


class Outcome(NamedTuple):
    """The state of a mail after an attempt, and the provider's objection, if it was asked and had one."""

    status: str
    error: ProviderError | None = None


class Door(Protocol):
    """A door by which mails leave: it decides whether one may leave now, and who heeds the answers."""

    def admit(self, now: datetime) -> bool: ...

    def send(self, message: OutgoingBatch) -> Receipt:
        """Hand a message over once. Raises one of the four provider errors unless it was certainly taken."""
        ...

    def heed(self, error: ProviderError | None, now: datetime) -> None: ...


class ProvidersDoor:
    """The provider, behind the same gate that batches pass."""

    def __init__(self, provider: Provider) -> None:
        self._provider = provider

    def admit(self, now: datetime) -> bool:
        return installation.is_at_home() and gate.admit(1, now)

    def send(self, message: OutgoingBatch) -> Receipt:
        return self._provider.send(message)

    def heed(self, error: ProviderError | None, now: datetime) -> None:
        gate.heed(error, now)


class ReadersDoor(ProvidersDoor):
    """The provider's door for a mail to one reader: the fence shuts it, and a marker counts what leaves."""

    _marker: Marker

    def admit(self, now: datetime) -> bool:
        if fence.is_up() or not super().admit(now):
            return False
        self._marker = fence.advance()
        return True

    def send(self, message: OutgoingBatch) -> Receipt:
        try:
            fence.note(self._marker)
        except OSError as error:
            kind = type(error).__name__
            raise ProviderBusy(
                tell(
                    "The marker could not be written to ROUNDUP_DATA (%(error)s); nothing has left.",
                    error=kind,
                )
            ) from error
        return super().send(message)


def hand_over_mail(
    row: TransactionalMail, write: Callable[[str], OutgoingBatch], door: Door, now: datetime
) -> Outcome:
    """Hand over a mail that waits; return its state afterwards.

    Even if this runs twice, at once or later, the mail leaves only once. `write` returns the message for a
    nonce; it may raise an error before anything is claimed.
    """
    message = write(secrets.token_urlsafe(15))
    deadline = Deadline.after(POST_WITHIN)
    if (status := _claim(row, message.attempt, door, now)) != Status.POSTING:
        return Outcome(status)
    try:
        if deadline.has_passed:
            raise ProviderBusy(tell("The worker was away for too long, and sent nothing."))
        door.send(replace(message, deadline=deadline))
    except ProviderError as error:
        own = error.failed[0] if isinstance(error, ProviderDivided) else error
        status = _not_taken(row, message.attempt, own, now)
        door.heed(error, now)
        return Outcome(status, own)
    _write(row, message.attempt, status=Status.ACCEPTED, error="")
    door.heed(None, now)
    return Outcome(Status.ACCEPTED)


def _claim(row: TransactionalMail, attempt: str, door: Door, now: datetime) -> str:
    """Claim the row if it still waits and the door lets it leave; otherwise return its state."""
    rows = type(row)._default_manager.filter(pk=row.pk)
    with write_transaction():
        found = rows.select_for_update().values_list("status", flat=True).first()
        if found != Status.WAITING:
            return Status.UNCERTAIN if found == Status.POSTING else found or Status.REFUSED
        if not door.admit(now):
            return Status.WAITING
        rows.update(status=Status.POSTING, posted_at=now, attempt=attempt)
    return Status.POSTING


def _not_taken(row: TransactionalMail, attempt: str, error: ProviderError, now: datetime) -> str:
    """Record what an error means for the mail: try again, never try again, or nobody knows."""
    # PostgreSQL cannot store NUL: a mail that is certainly refused would end as uncertain.
    said = str(error).replace("\x00", "")[:500]
    if isinstance(error, ProviderBusy | ProviderHalted):
        # Certainly not taken, so it does not count as posted.
        until = now + _pause(error)
        _write(row, attempt, status=Status.WAITING, not_before=until, posted_at=None, error=said)
        return Status.WAITING
    status = Status.REFUSED if isinstance(error, ProviderRefused) else Status.UNCERTAIN
    _write(row, attempt, status=status, error=said)
    return status


def _pause(error: ProviderBusy | ProviderHalted) -> timedelta:
    if isinstance(error, ProviderHalted):
        return HALTED_PAUSE
    return timedelta(seconds=error.retry_after) if error.retry_after else BUSY_PAUSE


def _write(row: TransactionalMail, attempt: str, **values: object) -> None:
    """Write the result of this attempt, even if it counts as lost, but not over that of a later attempt."""
    rows = type(row)._default_manager.filter(pk=row.pk, attempt=attempt)
    rows.filter(status__in=(Status.POSTING, Status.UNCERTAIN)).update(**values)


def give_up_mail(row: TransactionalMail, why: str) -> str:
    """End a waiting mail that is no longer wanted; return its state."""
    rows = type(row)._default_manager.filter(pk=row.pk, status=Status.WAITING)
    rows.update(status=Status.REFUSED, error=why[:500])
    return Status.REFUSED


def mail_account_of(kind: type[TransactionalMail]) -> dict[str, int]:
    """Return the account of all mails of a kind: asked = accepted + refused + uncertain + waiting."""
    counts = dict(kind._default_manager.values_list("status").annotate(n=Count("pk")).order_by())
    waiting = counts.get(Status.WAITING, 0) + counts.get(Status.POSTING, 0)
    ended = {str(word): counts.get(word, 0) for word in (Status.ACCEPTED, Status.REFUSED, Status.UNCERTAIN)}
    return {"asked": sum(counts.values()), **ended, str(Status.WAITING): waiting}


def settle_lost_mail(kind: type[TransactionalMail], now: datetime) -> int:
    """Mark mails that a crash left half posted as uncertain, never as waiting; return how many."""
    lost = kind._default_manager.filter(status=Status.POSTING, posted_at__lte=now - LOST_AFTER)
    return lost.update(status=Status.UNCERTAIN, error=tell("The worker stopped while handing it over."))
