"""When a reader is mailed next."""

from __future__ import annotations

from datetime import datetime

from roundup.core.preferences import MONTHLY, Preferences, next_best_of_month, next_mail
from roundup.publications.models import Publication
from roundup.publications.newest_edition import ComingMailings


def next_email_at(
    preferences: Preferences, publication: Publication, coming: ComingMailings
) -> datetime | None:
    """Return when a reader with these preferences gets their next email, if it has stories for them.

    The time is in the publication's zone; None if no more editions are planned.
    """
    schedule = publication.schedule
    if preferences.rhythm == MONTHLY:
        hour = next_best_of_month(preferences, coming.month_hour, schedule)
    else:
        hour = next_mail(preferences, coming.hour, coming.ordinal, schedule)
    return hour and hour.astimezone(publication.zone)
