"""Who is mailed: one rule, and the same rule as a query for code that must ask about many readers.

All code that counts, freezes, posts or redrives asks here. `tests/events/test_one_rule.py` makes sure that
the rule, the query and all this code agree.
"""

from __future__ import annotations

from collections.abc import Collection, Set
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from django.db.models import Exists, OuterRef, Q, QuerySet

from roundup.core.preferences import (
    EVERY_SECOND,
    MONTHLY,
    RHYTHMS,
    Choosable,
    Preferences,
    fitting_preferences,
    has_story,
    is_due,
    is_paused,
)
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
    EVERY_SECOND = "every-second"
    MONTHLY = "monthly"
    WEEKLY = "weekly"
    NO_STORIES = "no-stories"


@dataclass(frozen=True, slots=True)
class Occasion:
    """What readers would be mailed for.

    `today` is the day in the publication's zone; None ignores pauses, which end by themselves. `told` are
    the stories of the edition, similar ones only once; None ignores them, because they are not known yet or
    the reader's copy has been chosen. `living` are the sections that the publication has. `ordinal` is the
    number of the mailing in its publication; None ignores rhythms, for the same reasons.
    """

    today: date | None = None
    told: Collection[Choosable] | None = None
    living: Set[str] = frozenset()
    ordinal: int | None = None


ANY: Final = Occasion()
# Why a mailing does not suit a reader with this rhythm.
_OTHER_RHYTHM: Final = {"": WhyNot.WEEKLY, EVERY_SECOND: WhyNot.EVERY_SECOND, MONTHLY: WhyNot.MONTHLY}


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
    if occasion.ordinal is not None and not is_due(preferences.rhythm, occasion.ordinal):
        return _OTHER_RHYTHM[preferences.rhythm]
    if occasion.told is not None and not _is_told(preferences, occasion.told, occasion.living):
        return WhyNot.NO_STORIES
    return None


def _is_told(preferences: Preferences, told: Collection[Choosable], living: Set[str]) -> bool:
    if not preferences.is_choosy:
        return bool(told)
    return has_story(told, fitting_preferences(preferences, living))


def mailable_readers(occasion: Occasion = ANY) -> QuerySet[Subscriber]:
    """Return the readers for whom `why_not` gives no reason, ignoring the stories of the occasion."""
    readers = Subscriber.objects.filter(
        ~Exists(suppression_of_reader()), status=Status.ACTIVE, erased_at=None
    )
    if occasion.today is not None:
        readers = readers.filter(Q(paused_until=None) | Q(paused_until__lt=occasion.today))
    if occasion.ordinal is not None:
        readers = readers.filter(rhythm__in=[each for each in RHYTHMS if is_due(each, occasion.ordinal)])
    return readers


def suppression_of_reader() -> QuerySet[Suppression]:
    """Return the suppression of a subscriber's address, for a subquery."""
    return Suppression.objects.filter(email_hash=OuterRef("email_hash"))


SURELY_MAILED: Final = f"""COALESCE(s.status = '{Status.ACTIVE}' AND s.email <> '' AND s.paused_until IS NULL
    AND x.id IS NULL, FALSE)"""
