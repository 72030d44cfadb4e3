"""What the clock starts in this room."""

from __future__ import annotations

from contextlib import closing

from celery import shared_task
from django.utils import timezone

from roundup.subscribers import confirmations, limits, queue, services, sign_ups
from roundup.subscribers.catching_up import catch_up


@shared_task(name="subscribers.send_confirmations")
def send_confirmations() -> None:
    """Take up what readers asked for, mail the confirmations, and tidy what is over.

    Safe to run twice, at once too: each confirmation is claimed before it is handed over, and one
    that a crash left in mid-post is never mailed again. Nobody is mailed who was forgotten since a backup.
    """
    now = timezone.now()
    catch_up(now)
    confirmations.settle_lost(now)
    services.forget_unconfirmed(now)
    limits.forget_old_askings(now)
    sign_ups.take_up(now)
    queue.tidy(now)
    if queue.due(now, 1):
        with closing(confirmations.provider()) as provider:
            confirmations.send_due(provider, now)
