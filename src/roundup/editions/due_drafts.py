"""Makes the drafts that the schedule asks for, at their hour or as soon as possible; reports lost ones."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Final

from roundup.core.errors import RoundupError
from roundup.core.newsroom_language import tell
from roundup.core.schedule import Slot
from roundup.editions.assembling import assemble_slot
from roundup.editions.models import Edition
from roundup.publications.alarms import clear_alarms_like, raise_alarm
from roundup.publications.models import Alarm, Publication

# Weeks that were lost longer ago than this are not reported.
_LOOKED_BACK: Final = timedelta(weeks=6)


def assemble_due_edition(publication: Publication, now: datetime) -> Edition | None:
    """Assemble the first edition that the schedule asks for by `now`; return None if nothing is due.

    It has what is known now, even if its hour is long past. A draft that was made early already exists, and
    keeps up by itself. The editors are told, once, about each week whose sending hour passed without an
    edition; its articles are left to the next edition.
    """
    missing, made = _missing_slots(publication, now), None
    if slot := next((slot for slot in missing if now < slot.send_at), None):
        clear_alarms_like(publication, _missed(""), now)
        made = assemble_slot(publication, slot, now)
    _tell_lost_ones(publication, missing, now)
    return made


def tell_lost_weeks(publication: Publication, now: datetime) -> None:
    """Tell the editors about the weeks lost by `now`, which a new schedule would not know about.

    A schedule that makes no sense has planned none.
    """
    try:
        missing = _missing_slots(publication, now)
    except RoundupError:
        return
    _tell_lost_ones(publication, missing, now)


def is_assembling_due(publication: Publication, now: datetime) -> bool:
    """Say whether by `now` the schedule asks for a draft that is missing and can still be made."""
    return any(now < slot.send_at for slot in _missing_slots(publication, now))


def is_draft_due(publication: Publication, by: datetime) -> bool:
    """Say whether the last draft that was due by the moment `by` is missing without an alarm about it.

    A schedule that makes no sense asks for none; the tick has raised an alarm about it.
    """
    try:
        last = publication.schedule.last_due(by)
        missing = [slot for slot in _missing_slots(publication, by) if last and slot.day == last.day]
    except RoundupError:
        return False
    return bool(_untold(publication, missing))


def _missed(key: date | str) -> str:
    return f"period:{key}"


def _missing_slots(publication: Publication, now: datetime) -> list[Slot]:
    """Return the slots whose draft was to be made by `now` but was not.

    Before a publication's first edition, only the last slot counts: it may have waited for its sources.
    """
    since = max(publication.created_at, now - _LOOKED_BACK)
    slots = publication.schedule.slots_due(since, now)
    if not slots:
        return []
    editions = Edition.objects.of_weeks().filter(publication=publication)
    made = set(editions.values_list("period", flat=True))
    first = min(made, default=slots[-1].period.key)
    return [slot for slot in slots if slot.period.key not in made and slot.period.key >= first]


def _untold(publication: Publication, slots: list[Slot]) -> list[Slot]:
    """Return the slots without those that an alarm has already reported."""
    about = [_missed(slot.period.key) for slot in slots]
    told = set(Alarm.objects.filter(publication=publication, about__in=about).values_list("about", flat=True))
    return [slot for slot in slots if _missed(slot.period.key) not in told]


def _tell_lost_ones(publication: Publication, missing: list[Slot], now: datetime) -> None:
    for lost in _untold(publication, [slot for slot in missing if slot.send_at <= now]):
        _tell_lost(publication, lost, now)


def _tell_lost(publication: Publication, slot: Slot, now: datetime) -> None:
    raise_alarm(
        publication,
        _missed(slot.period.key),
        tell(
            "There is no edition for the week to %(day)s: nothing ran at its hour. Its articles are left "
            "for the next one.",
            day=f"{slot.period.key:%-d %B}",
        ),
        now,
    )
