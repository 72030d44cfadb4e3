"""What the clock starts: handles sign-ups, and tidies away what is over."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from roundup.subscribers import (
    confirmation_queue,
    leaves,
    objections,
    own_requests,
    sign_up_limits,
    sign_ups,
    subscriptions,
)
from roundup.subscribers.box_wording import keep_wordings


@shared_task(name="subscribers.take_up")
def take_up() -> None:
    """Handle the sign-ups of readers, keep the words that boxes show, and tidy away what is over.

    Safe to run twice, even at once: each sign-up is locked, and deleted when it is done.
    """
    now = timezone.now()
    keep_wordings(now)
    subscriptions.forget_unconfirmed(now)
    leaves.forget_old_leaves(now)
    objections.forget_old_objections(now)
    own_requests.forget_old_requests(now)
    sign_up_limits.forget_old_askings(now)
    sign_ups.take_up(now)
    confirmation_queue.tidy(now)
