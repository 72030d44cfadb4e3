"""What the clock starts in this room."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from roundup.editors import editor_mail, passwords


@shared_task(name="newsroom.write_to_editors")
def write_to_editors() -> None:
    """Mail the editors what they must know, and a link to who forgot the password.

    Safe to run twice, at once too: each alarm is told once, and each mail claimed before it is handed over.
    """
    passwords.answer_askings(timezone.now())
    editor_mail.tell_alarms(timezone.now())
    editor_mail.send_due(timezone.now())
