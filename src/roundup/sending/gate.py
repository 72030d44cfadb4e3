"""What all workers obey together: the rate, the daily cap, the provider's pauses and the breaker."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from django.conf import settings

from roundup.sending.models import Gate
from roundup.sending.statements import first
from roundup.sending.turns import turn

# So many messages may leave at once before the rate makes a batch wait.
_BURST = timedelta(seconds=1)
_DOUBTS = 3
_FIRST_PAUSE = timedelta(seconds=30)
_LONGEST_PAUSE = timedelta(minutes=10)
# Longer than a post can take: one trial at a time.
_TRIAL = timedelta(minutes=2)
# Says of itself whether `admit` would let anything leave, for a claim that asks for it on its way.
OPEN = f"""
    EXISTS (SELECT 1 FROM {Gate._meta.db_table}
    WHERE provider = %s AND doubts = 0 AND (shut_until IS NULL OR shut_until <= %s))
"""  # noqa: S608 - our own table
_DOUBTED = f"SELECT 1 FROM {Gate._meta.db_table} WHERE provider = %s AND doubts > 0"  # noqa: S608 - our own table


def admit(readers: int, now: datetime, *, open_wide: bool = False) -> bool:
    """Let `readers` messages leave, or not yet. Call it inside the transaction of a claim.

    After the breaker's pause one trial goes through; the others wait for what becomes of it.
    `open_wide` is what `OPEN` said, where the caller has asked already.
    """
    if open_wide and not (settings.RATE or settings.DAILY_CAP):
        return True
    gate = _locked()
    if gate.shut_until and gate.shut_until > now:
        return False
    if not (_has_room(gate, readers, now) and _is_in_rate(gate, readers, now)):
        return False
    if gate.doubts >= _DOUBTS:
        gate.shut_until, gate.why = now + _TRIAL, "One batch tries whether the provider answers again."
    if settings.RATE or settings.DAILY_CAP or gate.doubts >= _DOUBTS:
        gate.save()
    return True


def _locked() -> Gate:
    gate = Gate.objects.select_for_update().filter(provider=settings.PROVIDER).first()
    return gate or Gate.objects.get_or_create(provider=settings.PROVIDER)[0]


def _has_room(gate: Gate, readers: int, now: datetime) -> bool:
    """Count against the day's cap. A batch larger than the cap leaves alone, on a day of its own."""
    if not settings.DAILY_CAP:
        return True
    today = now.astimezone(UTC).date()
    if gate.day != today:
        gate.day, gate.day_count = today, 0
    if gate.day_count and gate.day_count + readers > settings.DAILY_CAP:
        return False
    gate.day_count += readers
    return True


def _is_in_rate(gate: Gate, readers: int, now: datetime) -> bool:
    if not settings.RATE:
        return True
    free_at = max(gate.free_at or now, now)
    if free_at - now > _BURST:
        return False
    gate.free_at = free_at + timedelta(seconds=readers / settings.RATE)
    return True


def pause(until: datetime, why: str) -> None:
    """Keep all workers out until a moment: the provider asked for it."""
    with turn():
        gate = _locked()
        gate.shut_until, gate.why = max(gate.shut_until or until, until), why[:200]
        gate.save()


def doubted(now: datetime) -> None:
    """Count an uncertain answer; three in a row stop all claims for a while."""
    with turn():
        gate = _locked()
        gate.doubts += 1
        if gate.doubts >= _DOUBTS:
            length = min(_FIRST_PAUSE * 2 ** min(gate.doubts - _DOUBTS, 10), _LONGEST_PAUSE)
            gate.shut_until, gate.why = now + length, f"{gate.doubts} uncertain answers in a row."
        gate.save()


def answered() -> None:
    """Close the breaker: the provider has given a clear answer."""
    if first(_DOUBTED, settings.PROVIDER):
        Gate.objects.filter(provider=settings.PROVIDER).update(doubts=0, shut_until=None, why="")
