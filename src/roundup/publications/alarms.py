"""Raises alarms for a publication's editors, and clears them when the trouble is over."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from roundup.core.alarm_facts import says_something_new
from roundup.core.story_text import first_sentence
from roundup.publications.alarm_calls import write_call
from roundup.publications.models import Alarm, Publication

log = logging.getLogger(__name__)

# Trouble that comes back sooner than this was never over: it stays the same alarm.
COMES_AND_GOES = timedelta(minutes=10)


def raise_alarm(publication: Publication, about: str, message: str, now: datetime) -> None:
    """Tell the editors, but only once: if an alarm about the same thing is open, only its words change.

    An alarm that ended by itself a few minutes ago is opened again. One that a person dismissed stays
    dismissed until its words say something new. Safe in several workers at the same time: there is one row
    for each trouble.
    """
    # Other people's words may contain NUL, which PostgreSQL cannot store.
    message = message.replace("\x00", "")
    with transaction.atomic():
        has_returned = _bring_back(publication, about, now)
        alarm, is_new = Alarm.objects.get_or_create(
            publication=publication,
            about=about,
            cleared_at=None,
            defaults={"message": message, "raised_at": now},
        )
        is_news = _renew(alarm, message, now)
        if is_new or is_news or (has_returned and not alarm.dismissed_at):
            _tell_raised(alarm, now)


def _bring_back(publication: Publication, about: str, now: datetime) -> bool:
    """Reopen an alarm that ended by itself minutes ago, unless another is open; return whether it did."""
    ours = Alarm.objects.filter(publication=publication, about=about)
    if ours.filter(cleared_at=None).exists() or not (last := ours.order_by("cleared_at").last()):
        return False
    ended = ours.filter(pk=last.pk, answered_at=None, cleared_at__gt=now - COMES_AND_GOES)
    try:
        with transaction.atomic():
            return bool(ended.update(cleared_at=None, returned_at=now))
    except IntegrityError:  # Another worker has just raised it.
        return False


def _renew(alarm: Alarm, message: str, now: datetime) -> bool:
    """Give an open alarm new words. Return whether they make a dismissed alarm news again."""
    if alarm.message == message:
        return False
    if not alarm.dismissed_at:
        Alarm.objects.filter(pk=alarm.pk).update(message=message)
        return False
    # A dismissed alarm keeps the words that were dismissed, so that new ones can be compared with them.
    if not says_something_new(alarm.message, message):
        return False
    alarm.message, alarm.dismissed_at, alarm.returned_at = message, None, now
    alarm.save(update_fields=["message", "dismissed_at", "returned_at"])
    return True


def _tell_raised(alarm: Alarm, now: datetime) -> None:
    said = first_sentence(" ".join(alarm.message.split()))
    log.warning("alarm raised for %s about %s: %s", alarm.publication.slug, alarm.about, said)
    write_call(alarm, now, is_over=False)


def clear_alarm(publication: Publication, about: str, now: datetime) -> None:
    """Clear an alarm, if it is open, because its trouble is over."""
    for alarm in Alarm.objects.filter(publication=publication, about=about, cleared_at=None):
        with transaction.atomic():
            if Alarm.objects.filter(pk=alarm.pk, cleared_at=None).update(cleared_at=now):
                log.info("alarm cleared for %s about %s", publication.slug, about)
                write_call(alarm, now, is_over=True)


def clear_alarms_like(publication: Publication, beginning: str, now: datetime) -> None:
    """Clear the alarms whose `about` starts with `beginning`."""
    for alarm in Alarm.objects.filter(publication=publication, about__startswith=beginning, cleared_at=None):
        clear_alarm(publication, alarm.about, now)


def raise_everywhere(about: str, message: str, now: datetime) -> None:
    """Tell the editors of every publication about something that concerns the whole installation."""
    for publication in Publication.objects.order_by("pk"):
        raise_alarm(publication, about, message, now)


def clear_everywhere(about: str, now: datetime) -> None:
    for alarm in Alarm.objects.filter(about=about, cleared_at=None).select_related("publication"):
        clear_alarm(alarm.publication, about, now)


def answer_alarm(publication: Publication, about: str, now: datetime) -> None:
    """Clear an alarm that a person has acted on. If it is raised again, the editors are told at once."""
    Alarm.objects.filter(publication=publication, about=about).update(answered_at=now)
    clear_alarm(publication, about, now)
