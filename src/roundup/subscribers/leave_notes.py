"""The notes to readers who left on a page: which may leave now, and what they say.

`sending.handing_over.leave_mail` hands them over.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial
from typing import Final

from django.db.models import Q

from roundup.core.batches import OutgoingBatch
from roundup.rendering.messages import leave_message
from roundup.subscribers.leaves import UNDO_WITHIN, is_undone, may_undo
from roundup.subscribers.links import undo_link
from roundup.subscribers.models import Leave
from roundup.subscribers.reader_mail import mail_to_reader
from roundup.subscribers.suppressions import reason_of

Status = Leave.Status

# A note that comes later than this no longer helps, and would surprise its reader.
_IN_TIME: Final = timedelta(days=2)
_ONE_WITHIN: Final = timedelta(days=1)


def due_leave_notes(now: datetime, most: int) -> list[int]:
    waiting = Leave.objects.filter(status=Status.WAITING)
    due = waiting.filter(Q(not_before=None) | Q(not_before__lte=now)).order_by("at", "pk")
    return list(due.values_list("pk", flat=True)[:most])


def why_no_note(leave: Leave, now: datetime) -> str:
    """Return why the note should not leave, or ''. Suppressed readers are never mailed, not even this."""
    subscriber = leave.subscriber
    if not subscriber.publication.mails_leave_notes:
        return "The publication mails no notes about leaves."
    if subscriber.erased_at or reason_of(subscriber.email_hash):
        return "The address may not be mailed."
    if is_undone(leave) or not may_undo(leave, now):
        return "The leave cannot be undone any more, or has been."
    if now - leave.at > _IN_TIME:
        return "It waited so long that it no longer helps."
    others = Leave.objects.filter(subscriber=subscriber, posted_at__gt=now - _ONE_WITHIN)
    return "A note went to this reader a short while ago." if others.exclude(pk=leave.pk).exists() else ""


def leave_note_batch(leave: Leave, attempt: str) -> OutgoingBatch:
    """Return the note about one leave. Raises RenderError if the publication's templates fail."""
    message = partial(leave_message, url=undo_link(leave), days=UNDO_WITHIN.days)
    return mail_to_reader(leave.subscriber, message, key=f"leave-{leave.pk}", attempt=attempt)
