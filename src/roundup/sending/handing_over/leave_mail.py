"""Mails the notes about leaves that are due, each at most once."""

from __future__ import annotations

from datetime import datetime

from roundup.core.newsroom_language import tell_later
from roundup.providers import Provider
from roundup.sending.handing_over.reader_mail import ReaderMail, send_each
from roundup.subscribers.leave_notes import due_leave_notes, leave_note_batch, why_no_note
from roundup.subscribers.models import Leave

_ALARM = tell_later("Notes to readers who have left cannot be sent. %(error)s")


def send_due_leave_notes(provider: Provider, now: datetime, most: int = 50) -> int:
    """Hand over the notes that may leave now; return how many the provider took."""
    kind = ReaderMail(Leave, why_no_note, leave_note_batch, "leave-notes", _ALARM)
    return send_each(kind, due_leave_notes(now, most), provider, now)
