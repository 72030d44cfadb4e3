"""What the clock starts: sign-ups are taken up, and what is over is tidied away."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from roundup.subscribers import confirmation_queue, sign_up_limits, sign_ups, subscriptions


@shared_task(name="subscribers.take_up")
def take_up() -> None:
    """Take up what readers asked for, and tidy what is over.

    Safe to run twice, at once too: each sign-up is locked, and gone when it is done.
    """
    now = timezone.now()
    subscriptions.forget_unconfirmed(now)
    sign_up_limits.forget_old_askings(now)
    sign_ups.take_up(now)
    confirmation_queue.tidy(now)
