"""Raising alarms for a publication's editors, and clearing them when they are over."""

from __future__ import annotations

import logging
from datetime import datetime

from roundup.core.story_text import first_sentence
from roundup.publications.models import Alarm, Publication

log = logging.getLogger(__name__)


def raise_alarm(publication: Publication, about: str, message: str, now: datetime) -> None:
    """Tell the editors, once: an alarm that is open about the same thing only changes its words."""
    message = message.replace("\x00", "")  # Others' words may hold one, and PostgreSQL keeps none.
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
    """Take an alarm back, if it is open: what it told of is over."""
    if Alarm.objects.filter(publication=publication, about=about, cleared_at=None).update(cleared_at=now):
        log.info("alarm cleared for %s about %s", publication.slug, about)


def raise_everywhere(about: str, message: str, now: datetime) -> None:
    """Tell the editors of every publication of what concerns the whole installation."""
    for publication in Publication.objects.order_by("pk"):
        raise_alarm(publication, about, message, now)


def clear_everywhere(about: str, now: datetime) -> None:
    for alarm in Alarm.objects.filter(about=about, cleared_at=None).select_related("publication"):
        clear_alarm(alarm.publication, about, now)


def answer_alarm(publication: Publication, about: str, now: datetime) -> None:
    """Take an alarm back that a person has acted on: if it comes back, that is news at once."""
    Alarm.objects.filter(publication=publication, about=about).update(answered_at=now)
    clear_alarm(publication, about, now)
