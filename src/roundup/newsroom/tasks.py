"""What the clock starts in this room."""

from __future__ import annotations

import logging

from celery import shared_task
from django.utils import timezone

from roundup.editors import alarm_webhook, editor_mail, passwords, week_mail
from roundup.newsroom import news

log = logging.getLogger(__name__)


@shared_task(name="newsroom.write_to_editors")
def write_to_editors() -> None:
    """Mail the editors what they must know, and password links to those who asked for one; post alarms.

    Safe to run twice, even at once: each alarm and each step of an edition is told once, and each mail and
    each call of the webhook is claimed before it is handed over.
    """
    passwords.answer_askings(timezone.now())
    editor_mail.tell_alarms(timezone.now())
    try:
        week_mail.tell_of_the_week(timezone.now())
    except Exception:
        # The alarms must leave, whatever is wrong with an edition.
        log.exception("the mails about editions could not be written")
    editor_mail.send_due(timezone.now())
    alarm_webhook.post_due(timezone.now())


@shared_task(name="newsroom.keep_drafts_current")
def keep_drafts_current() -> None:
    """Bring the drafts that nobody has open up to date, and offer the others' news.

    Safe to run twice, even at once: each look for a draft's news is claimed, and what it finds is written in
    one transaction, under the draft's lock.
    """
    news.keep_drafts_current(timezone.now())
