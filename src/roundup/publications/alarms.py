"""Raises alarms for a publication's editors, and clears them when the trouble is over."""

from __future__ import annotations

import logging
from datetime import datetime

from roundup.core.story_text import first_sentence
from roundup.publications.models import Alarm, Publication

log = logging.getLogger(__name__)


def raise_alarm(publication: Publication, about: str, message: str, now: datetime) -> None:
    """Tell the editors, but only once: if an alarm about the same thing is open, only its words change."""
    message = message.replace(
        "\x00", ""
    )  # Other people's words may contain one, and PostgreSQL cannot store it.
    _, is_new = Alarm.objects.update_or_create(
        publication=publication,
        about=about,
        cleared_at=None,
        defaults={"message": message},
        create_defaults={"message": message, "raised_at": now},
    )
    if is_new:
        said = first_sentence(" ".join(message.split()))
        log.warning("alarm raised for %s about %s: %s", publication.slug, about, said)


def clear_alarm(publication: Publication, about: str, now: datetime) -> None:
    """Clear an alarm, if it is open: its trouble is over."""
    if Alarm.objects.filter(publication=publication, about=about, cleared_at=None).update(cleared_at=now):
        log.info("alarm cleared for %s about %s", publication.slug, about)


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
