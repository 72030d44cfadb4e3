"""Leaves made on a page: each can be undone for thirty days, by its own link and for this leave only."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import F

from roundup.core.errors import Refused
from roundup.core.preferences import Preferences
from roundup.core.suppression import BY_CONFIRMING
from roundup.subscribers import objections, subscriptions
from roundup.subscribers.consent_anew import is_mailed
from roundup.subscribers.models import Confirmation, Leave, Subscriber
from roundup.subscribers.suppressions import is_closed

UNDO_WITHIN: Final = timedelta(days=30)
# A reader who presses twice still gets the page of their leave. After this, an old link shows it to nobody.
_SAME_PRESS: Final = timedelta(hours=1)
_KEPT: Final = timedelta(days=365)


def leave_by_page(
    subscriber: Subscriber, channel: str, now: datetime, *, mailing_id: int | None = None
) -> Leave | None:
    """Unsubscribe a reader who pressed the button on a page, and record the leave. Safe to repeat.

    Return the leave that this press made or repeated, or None if there is none that could be undone.
    """
    with transaction.atomic():
        if not subscriptions.unsubscribe(subscriber, channel, now, mailing_id=mailing_id):
            return leave_of_a_moment_ago(subscriber, now)
        subscriber.refresh_from_db()
        if subscriber.confirmed_at is None or is_closed(subscriber.email_hash):
            return None
        return Leave.objects.create(subscriber=subscriber, at=now)


def leave_of_a_moment_ago(subscriber: Subscriber, now: datetime) -> Leave | None:
    """Return the leave that ended the reader's mail, as long as an old link may lead to its page."""
    of_now = Leave.objects.filter(subscriber=subscriber, at=F("subscriber__unsubscribed_at"))
    return of_now.filter(at__gt=now - _SAME_PRESS).last()


def object_to(asked: Confirmation, now: datetime) -> None:
    """Stop asking a mailbox whose owner did not ask for mail; unsubscribe its reader if they are mailed.

    Safe to repeat. A pending reader is forgotten at the usual time: until then the mail can still confirm.
    """
    with transaction.atomic():
        if is_mailed(asked.subscriber):
            leave_by_page(asked.subscriber, "not-me", now)
        objections.note_objection(asked, now)


def is_undone(leave: Leave) -> bool:
    """Say whether the reader has come back since."""
    return is_mailed(leave.subscriber)


def may_undo(leave: Leave, now: datetime) -> bool:
    """Say whether this is the reader's latest leave, is recent enough, and the address is not closed."""
    subscriber = leave.subscriber
    is_latest = subscriber.unsubscribed_at == leave.at and subscriber.erased_at is None
    return is_latest and now - leave.at <= UNDO_WITHIN and not is_closed(subscriber.email_hash)


def undo_leave(
    leave: Leave, now: datetime, *, network: str = "", preferences: Preferences | None = None
) -> None:
    """Subscribe the reader again, with other preferences if they chose some. Safe to repeat.

    Raises Refused if the leave can no longer be undone or the preferences cannot be stored; then nothing
    has changed.
    """
    if is_undone(leave):
        return
    if not may_undo(leave, now):
        raise Refused("This leave can no longer be undone: subscribe with the form.")
    with transaction.atomic():
        subscriptions.come_back(leave.subscriber, now, network=network, lifting=BY_CONFIRMING)
        if preferences is not None:
            subscriptions.set_preferences(leave.subscriber, preferences, now)


def give_reason(leave: Leave, reason: str, words: str) -> None:
    """Store why the reader left, in place of what they said before."""
    Leave.objects.filter(pk=leave.pk).update(reason=reason, words=words)


def forget_old_leaves(now: datetime) -> int:
    """Delete leaves of more than a year ago, with the reasons given for them; return how many."""
    return Leave.objects.filter(at__lte=now - _KEPT).delete()[0]
