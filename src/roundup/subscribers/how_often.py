"""How often a publication comes, in the reader's language."""

from __future__ import annotations

from roundup.core.language import Language
from roundup.core.recurrence import RecurrenceKind
from roundup.publications.models import Publication


def how_often(publication: Publication, language: Language) -> str:
    """Return on which days and at what hour a publication comes; "" if that does not fit into a line."""
    recurrence, hour = publication.recurrence, language.hour(publication.send_time)
    if recurrence.kind is RecurrenceKind.WEEKS and recurrence.every <= 2:
        weekdays = language.listed([language.weekday(day) for day in recurrence.weekdays])
        if recurrence.every == 1:
            return language.say("Every %(weekday)s at %(hour)s", weekday=weekdays, hour=hour)
        return language.say("Every second week, on %(weekday)s at %(hour)s", weekday=weekdays, hour=hour)
    is_monthly = recurrence.kind in (RecurrenceKind.WEEKDAY_OF_MONTH, RecurrenceKind.DAY_OF_MONTH)
    if is_monthly and recurrence.every == 1:
        return language.say("Once a month at %(hour)s", hour=hour)
    return ""
