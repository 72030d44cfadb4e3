"""The drafts that the schedule asks for: made at their hour or as soon as possible, or told as lost."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Final

from roundup.core.errors import RoundupError
from roundup.core.newsroom_language import tell
from roundup.core.schedule import Slot
from roundup.editions.assembling import assemble_slot, edition_of
from roundup.editions.models import Edition
from roundup.publications.alarms import clear_alarms_like, raise_alarm
from roundup.publications.models import Alarm, Publication

# Weeks that were lost longer ago are no news.
_LOOKED_BACK: Final = timedelta(weeks=6)


def assemble_due_edition(publication: Publication, now: datetime) -> Edition | None:
    """Assemble the edition that the schedule asks for by `now`; return None if nothing is due.

    It has what is known now, even if its hour is long past. A draft that was made early is there already, and
    keeps up by itself. Of weeks whose sending hours passed without an edition, the editors are told, of each
    once; their articles are left to the next edition.
    """
    slot, made = _last_due(publication, now), None
    if slot and now < slot.send_at and not edition_of(publication, slot.period.key):
        clear_alarms_like(publication, _missed(""), now)
        made = assemble_slot(publication, slot, now)
    for lost in _lost_slots(publication, now):
        _tell_lost(publication, lost, now)
    return made


def is_assembling_due(publication: Publication, now: datetime) -> bool:
    """Say whether the schedule asks by `now` for a draft that is missing and can still be made."""
    slot = _last_due(publication, now)
    return slot is not None and now < slot.send_at and edition_of(publication, slot.period.key) is None


def is_draft_due(publication: Publication, by: datetime) -> bool:
    """Say whether a draft that was due `by` that moment is missing and no alarm has reported it.

    A schedule that makes no sense asks for none; the tick has raised an alarm about it.
    """
    try:
        slot = _last_due(publication, by)
    except RoundupError:
        return False
    if slot is None or edition_of(publication, slot.period.key):
        return False
    return not Alarm.objects.filter(publication=publication, about=_missed(slot.period.key)).exists()


def _missed(key: date | str) -> str:
    return f"period:{key}"


def _last_due(publication: Publication, now: datetime) -> Slot | None:
    """Return the last slot whose draft was to be made by `now`, unless that was before the publication."""
    slot = publication.schedule.last_due(now)
    return slot if slot and slot.period.end > publication.created_at else None


def _lost_slots(publication: Publication, now: datetime) -> list[Slot]:
    """Return the slots that passed without an edition, and of which nobody was told.

    Before the first edition of a publication only the last one counts: it may have waited for its sources.
    """
    since = max(publication.created_at, now - _LOOKED_BACK)
    slots = [slot for slot in publication.schedule.slots_due(since, now) if slot.send_at <= now]
    if not slots:
        return []
    made = set(Edition.objects.of_weeks().filter(publication=publication).values_list("period", flat=True))
    about = [_missed(slot.period.key) for slot in slots]
    told = set(Alarm.objects.filter(publication=publication, about__in=about).values_list("about", flat=True))
    first = min(made, default=slots[-1].period.key)
    return [
        slot
        for slot in slots
        if slot.period.key not in made and slot.period.key >= first and _missed(slot.period.key) not in told
    ]


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
