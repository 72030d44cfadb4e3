"""Who is mailed: one rule, and the same rule as a query for places that must ask about many readers.

Everything that counts, freezes, posts or redrives asks here. `tests/events/test_one_rule.py` makes sure
that the rule, the query and all these places agree.
"""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from django.db.models import Exists, OuterRef, Q, QuerySet

from roundup.core.preferences import Preferences, fitting_preferences, is_paused
from roundup.subscribers.models import Subscriber, Suppression

Status = Subscriber.Status


class WhyNot(StrEnum):
    """Why a reader is not mailed, in the order of the rule: the first reason that applies counts."""

    ERASED = "erased"
    PENDING = "pending"
    UNSUBSCRIBED = "unsubscribed"
    MAILED_BEFORE = "mailed-before"
    SUPPRESSED = "suppressed"
    PAUSED = "paused"
    NO_STORIES = "no-stories"


@dataclass(frozen=True, slots=True)
class Occasion:
    """What readers would be mailed for.

    `today` is the day in the publication's zone; None ignores pauses, which end by themselves. `told` are
    the sections with stories in the edition, by key; None ignores them, if they are not known yet or the
    reader's copy has been chosen. `living` are the sections that the publication has.
    """

    today: date | None = None
    told: Set[str] | None = None
    living: Set[str] = frozenset()


ANY: Final = Occasion()


def why_not(
    status: str,
    suppressed: bool,
    preferences: Preferences,
    occasion: Occasion = ANY,
    *,
    erased: bool = False,
    mailed_before: bool = False,
) -> WhyNot | None:
    """Return why a reader with these facts is not mailed, or None if they are mailed."""
    if erased:
        return WhyNot.ERASED
    if status != Status.ACTIVE:
        return WhyNot.PENDING if status == Status.PENDING else WhyNot.UNSUBSCRIBED
    if mailed_before:
        return WhyNot.MAILED_BEFORE
    if suppressed:
        return WhyNot.SUPPRESSED
    if occasion.today is not None and is_paused(preferences, occasion.today):
        return WhyNot.PAUSED
    if occasion.told is not None and not _is_told(preferences, occasion.told, occasion.living):
        return WhyNot.NO_STORIES
    return None


def _is_told(preferences: Preferences, told: Set[str], living: Set[str]) -> bool:
    followed = (
        fitting_preferences(preferences, living).sections if preferences.sections else preferences.sections
    )
    return bool(followed & told) if followed else bool(told)


def mailable_readers(today: date | None = None) -> QuerySet[Subscriber]:
    """Return the readers for whom `why_not` gives no reason on `Occasion(today)`."""
    readers = Subscriber.objects.filter(
        ~Exists(suppression_of_reader()), status=Status.ACTIVE, erased_at=None
    )
    return readers if today is None else readers.filter(Q(paused_until=None) | Q(paused_until__lt=today))


def suppression_of_reader() -> QuerySet[Suppression]:
    """Return the suppression of a subscriber's address, for a subquery."""
    return Suppression.objects.filter(email_hash=OuterRef("email_hash"))


SURELY_MAILED: Final = f"""COALESCE(s.status = '{Status.ACTIVE}' AND s.email <> '' AND s.paused_until IS NULL
    AND x.id IS NULL, FALSE)"""
