"""What a person does with an alarm: take it, or dismiss it. An alarm about the whole counts as one."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction

from roundup.publications.alarm_kinds import kind_of_alarm
from roundup.publications.alarms import answer_alarm
from roundup.publications.models import Alarm, Alarms


def take_alarm(alarm: Alarm, user: Any) -> None:
    """Record that this person looks after an alarm, in place of anybody who did so before."""
    _same(alarm).update(taken_by=user.pk)


def release_alarm(alarm: Alarm) -> None:
    """Record that nobody looks after an alarm any more."""
    _same(alarm).update(taken_by=None)


def dismiss_alarm(alarm: Alarm, now: datetime) -> None:
    """Tell nobody about an alarm until its trouble is over and comes back, or until it says something new.

    Dismissing an alarm that `stays` ends it: the next one about the same subject is told at once.
    """
    if not kind_of_alarm(alarm.about).stays:
        _same(alarm).filter(dismissed_at=None).update(dismissed_at=now)
        return
    with transaction.atomic():
        for one in _same(alarm).select_related("publication"):
            answer_alarm(one.publication, one.about, now)


def show_alarm_again(alarm: Alarm) -> None:
    """Undo a dismissal."""
    _same(alarm).update(dismissed_at=None)


def list_alarms_once(alarms: Iterable[Alarm]) -> list[Alarm]:
    """Return the alarms; if several are about the same trouble of the whole installation, only the first."""
    found: dict[object, Alarm] = {}
    for alarm in alarms:
        is_whole = kind_of_alarm(alarm.about).is_whole
        same = (alarm.about, alarm.cleared_at) if is_whole else alarm.pk
        found.setdefault(same, alarm)
    return list(found.values())


def _same(alarm: Alarm) -> Alarms:
    """Return the alarm if its trouble is not over; if it concerns the whole, those of all publications."""
    same = Alarm.objects.filter(about=alarm.about, cleared_at=None)
    return same if kind_of_alarm(alarm.about).is_whole else same.filter(publication=alarm.publication_id)
