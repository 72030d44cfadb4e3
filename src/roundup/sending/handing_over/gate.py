"""What all workers obey: the rate, the daily cap, the provider's pauses and the breaker."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from django.conf import settings
from django.db.models import Sum

from roundup.core.errors import ProviderBusy, ProviderDivided, ProviderError, ProviderUncertain
from roundup.core.newsroom_language import tell, tell_count, tell_later
from roundup.publications.transactional_mail import TransactionalMail
from roundup.sending.models import Attempt, Batch, Gate, Trial
from roundup.sending.sql import first_row
from roundup.sending.transactions import write_transaction
from roundup.subscribers.models import READER_MAIL

# This many messages may leave at once before the rate makes a batch wait.
_BURST = timedelta(seconds=1)
_DOUBTS = 3
_FIRST_PAUSE = timedelta(seconds=20)
_LONGEST_PAUSE = timedelta(minutes=10)
# The results of attempts whose messages left, or may have left; an empty one means that there is none yet.
_GONE = ("", Batch.State.ACCEPTED, Batch.State.UNCERTAIN)
_OTHERS_GONE = (
    TransactionalMail.Status.POSTING,
    TransactionalMail.Status.ACCEPTED,
    TransactionalMail.Status.UNCERTAIN,
)
# Longer than a post can take, so that there is only one trial at a time.
_TRIAL = timedelta(minutes=2)
# Nobody asks for a longer pause: a moment further away was written by a clock that was ahead.
_NEVER_SHUT_FOR = timedelta(hours=2)
_LARGEST = 1000  # Readers of a batch.
_TRYING = tell_later("One mail or batch tests whether the provider answers again.")
# SQL by hand: `python -m benchmarks sending` shows what this gains (decision 16).
# Tells a claim, within its own query, whether `admit` would let anything leave.
OPEN = f"""
    EXISTS (SELECT 1 FROM {Gate._meta.db_table} WHERE provider = %s AND doubts = 0
    AND (shut_until IS NULL OR shut_until <= %s) AND (paused_until IS NULL OR paused_until <= %s))
"""  # noqa: S608 - our own table


class Closure(NamedTuple):
    """Until when nothing leaves, and a sentence that says why."""

    until: datetime
    why: str


_DOUBTED = f"SELECT 1 FROM {Gate._meta.db_table} WHERE provider = %s AND doubts > 0"  # noqa: S608 - our own table


def admit(readers: int, now: datetime, *, open_wide: bool = False) -> bool:
    """Say whether as many messages as `readers` may leave now. Call it inside the transaction of a claim.

    After the breaker's pause one trial goes through; the others wait for its outcome. `open_wide` is what
    `OPEN` returned, if the caller has asked already.
    """
    if open_wide and not (settings.RATE or settings.DAILY_CAP):
        return True
    gate = _locked()
    if closure_of(gate, now):
        return False
    if not (has_room(readers, now) and _is_in_rate(gate, readers, now)):
        return False
    if gate.doubts >= _DOUBTS:
        gate.shut_until, gate.why = now + _TRIAL, _TRYING
    if settings.RATE or gate.doubts >= _DOUBTS:
        gate.save()
    return True


def closure_of(gate: Gate | None, now: datetime) -> Closure | None:
    """Return until when a gate is shut, and why, or None if it is open.

    Two independent things shut it: a pause that the provider asked for, which no answer ends, and the
    breaker.
    """
    if gate is None:
        return None
    both = ((gate.paused_until, gate.pause_why), (gate.shut_until, gate.why))
    return max(
        (Closure(until, tell(why)) for until, why in both if until and _holds(until, now)), default=None
    )


def _holds(until: datetime, now: datetime) -> bool:
    return now < until < now + _NEVER_SHUT_FOR


def _locked() -> Gate:
    gate = Gate.objects.select_for_update().filter(provider=settings.PROVIDER).first()
    return gate or Gate.objects.get_or_create(provider=settings.PROVIDER)[0]


def has_room(readers: int, now: datetime) -> bool:
    """Say whether the day's cap lets this many leave. A batch larger than the cap gets a day to itself."""
    if not settings.DAILY_CAP:
        return True
    gone = gone_today(now)
    return not gone or gone + readers <= settings.DAILY_CAP


def gone_today(now: datetime) -> int:
    """Return how many messages have left since midnight UTC, may have left, or are about to.

    They are counted from the attempts, so a message that was not sent makes room for others.
    """
    midnight = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    leased = Batch.objects.filter(state=Batch.State.LEASED, lease_until__gt=now)
    # In this order, a batch whose posting begins in between is counted twice, but never missed.
    claimed = leased.aggregate(n=Sum("planned"))["n"] or 0
    tries = Attempt.objects.filter(posting_at__gte=midnight, result__in=_GONE)
    return claimed + (tries.aggregate(n=Sum("readers"))["n"] or 0) + _others_gone_since(midnight)


def _others_gone_since(moment: datetime) -> int:
    """Return how many mails to readers outside any mailing have left, or may have."""
    left = {"posted_at__gte": moment, "status__in": _OTHERS_GONE}
    kinds: list[type[TransactionalMail]] = [*READER_MAIL, Trial]
    return sum(kind._default_manager.filter(**left).count() for kind in kinds)


def why_shut(now: datetime) -> str:
    """Return why nothing may leave, for a caller that `admit` has just turned away."""
    gate = Gate.objects.filter(provider=settings.PROVIDER).first()
    if found := closure_of(gate, now):
        shut = tell("Nothing is handed over until %(time)s UTC.", time=f"{found.until:%H:%M:%S}")
        return f"{found.why} {shut}"
    return tell(
        "The rate or the day's cap is used up, so nothing more can leave now (ROUNDUP_RATE, "
        "ROUNDUP_DAILY_CAP)."
    )


def _is_in_rate(gate: Gate, readers: int, now: datetime) -> bool:
    if not settings.RATE:
        return True
    free_at = max(gate.free_at or now, now)
    if free_at - now > _NEVER_SHUT_FOR + timedelta(seconds=_LARGEST / settings.RATE):
        free_at = now
    if free_at - now > _BURST:
        return False
    gate.free_at = free_at + timedelta(seconds=readers / settings.RATE)
    return True


def pause(until: datetime, why: str) -> None:
    """Keep all workers out until a moment: the provider asked for it."""
    with write_transaction():
        gate = _locked()
        asked = gate.paused_until
        is_longer = asked is not None and until < asked < until + _NEVER_SHUT_FOR
        gate.paused_until, gate.pause_why = asked if is_longer else until, why[:200]
        gate.save()


def doubted(now: datetime) -> None:
    """Count an uncertain answer; three in a row stop all claims for a while."""
    with write_transaction():
        gate = _locked()
        is_open = gate.doubts >= _DOUBTS and gate.shut_until is not None and _holds(gate.shut_until, now)
        if is_open and gate.why != _TRYING:
            return  # It was under way when the breaker opened, so it says nothing new.
        gate.doubts += 1
        if gate.doubts >= _DOUBTS:
            length = min(_FIRST_PAUSE * 2 ** min(gate.doubts - _DOUBTS, 10), _LONGEST_PAUSE)
            why = tell_count(
                "%(n)s uncertain answer in a row.", "%(n)s uncertain answers in a row.", gate.doubts
            )
            gate.shut_until, gate.why = now + length, why[:200]
        gate.save()


def answered() -> None:
    """End the breaker's pause: the provider has given a clear answer."""
    if first_row(_DOUBTED, settings.PROVIDER):
        gates = Gate.objects.filter(provider=settings.PROVIDER)
        gates.filter(doubts__gte=_DOUBTS).update(shut_until=None, why="")
        gates.update(doubts=0)


def is_breaker_open() -> bool:
    """Say whether so many answers in a row were uncertain that only trials leave."""
    return Gate.objects.filter(provider=settings.PROVIDER, doubts__gte=_DOUBTS).exists()


def shut_gate(now: datetime) -> Gate | None:
    """Return the gate if the breaker has shut it or the provider has asked for a pause."""
    found = Gate.objects.filter(provider=settings.PROVIDER).first()
    if found and (found.doubts >= _DOUBTS or closure_of(found, now)):
        return found
    return None


def heed(error: ProviderError | None, now: datetime) -> None:
    """Make all workers obey what the provider said to one: a doubt, a pause it asked for, a clear answer.

    If the provider could not be reached, it has said nothing, so this neither pauses the gate nor changes the
    breaker. If that was the trial, another one may go in its place. What the provider said about single
    readers does not matter to the other workers.
    """
    if isinstance(error, ProviderDivided):
        error = error.ended_by
    if isinstance(error, ProviderUncertain):
        doubted(now)
    elif not isinstance(error, ProviderBusy):
        answered()
    elif error.retry_after is not None:
        pause(now + timedelta(seconds=error.retry_after), str(error))
    else:
        Gate.objects.filter(provider=settings.PROVIDER, why=_TRYING).update(shut_until=now)
