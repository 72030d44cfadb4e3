"""The tasks of this room. A task only says "look now"; the database says what there is to do."""

from __future__ import annotations

import logging
import threading
import time
from contextlib import closing
from datetime import timedelta

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from roundup.events import loss_limits, mailing_alarms, notices, provider_clearings, soft_bounces
from roundup.events.applying import apply_next
from roundup.events.seen_readers import look_at_neighbours
from roundup.events.suppression_lists import lists_are_due, read_lists_if_due
from roundup.providers.base import KeepsSuppressions
from roundup.sending.outlet import build_provider
from roundup.sending.safety.installation import is_at_home

log = logging.getLogger(__name__)

# Short, so that a worker that is told to stop finishes within seconds.
_TURN_SECONDS = 10.0
_COMPLAINTS_FOR = timedelta(days=7)
_WAKE_EVERY = 1.0
_WAKE_AFTER_FAILURE = 30.0


class _Bell:
    """Wakes the worker at most once a second, and does not try again for a while if the broker is down."""

    def __init__(self) -> None:
        self._silent_until = 0.0

    def ring(self) -> None:
        now = time.monotonic()
        if now >= self._silent_until:
            self._silent_until = now + _WAKE_AFTER_FAILURE
            # Waiting for a broker that does not answer takes seconds, and the webhook must not wait.
            threading.Thread(target=self._publish, daemon=True).start()

    def _publish(self) -> None:
        try:
            apply.apply_async(expires=60, retry=False)
        except Exception as error:
            log.warning("the broker does not answer (%s); the next tick looks anyway", type(error).__name__)
        else:
            self._silent_until = time.monotonic() + _WAKE_EVERY


_bell = _Bell()


def wake_worker() -> None:
    """Ask the worker to look. Never raises, and never waits; if no worker gets this, the next tick looks."""
    _bell.ring()


@shared_task(name="events.apply")
def apply() -> None:
    """Apply the waiting notices for a few seconds; then see what they prove about uncertain batches.

    Safe to run twice, at the same time or later: each notice is locked while it is applied, marked in the
    same transaction, and changes nothing if it is applied again.
    """
    ends = time.monotonic() + _TURN_SECONDS
    complained_about: set[int] = set()
    bounced: set[int] = set()
    while time.monotonic() < ends:
        applied = apply_next(timezone.now())
        if not applied.notices:
            break
        complained_about |= applied.complained_about
        bounced |= applied.bounced
    else:
        wake_worker()
    loss_limits.hold_where_needed(complained_about | bounced, timezone.now())
    mailing_alarms.tell_complaints(complained_about, timezone.now())
    look_at_neighbours(timezone.now())


@shared_task(name="events.reconcile")
def reconcile() -> None:
    """Take readers who came back off the provider's suppression lists, and read these if it is time.

    Safe to run twice, at the same time or later: only one run claims the reading, an address is suppressed
    once, and clearing one twice does no harm. A worker with other settings would ask another provider.
    """
    now = timezone.now()
    if not is_at_home() or not (provider_clearings.is_due(now) or lists_are_due(settings.PROVIDER, now)):
        return
    with closing(build_provider()) as asked:
        provider_clearings.clear_due(asked, now)
        if isinstance(asked, KeepsSuppressions):
            read_lists_if_due(asked.name, asked, timezone.now())


@shared_task(name="events.watch")
def watch() -> None:
    """Watch for losses of mailings, a backlog and addresses that keep bouncing, and erase old bodies.

    Safe to run twice, at the same time or later: an alarm is raised once, and an address is suppressed once.
    """
    now = timezone.now()
    loss_limits.hold_where_needed(loss_limits.mailings_going(), now)
    mailing_alarms.tell_complaints(mailing_alarms.complained_about(now - _COMPLAINTS_FOR), now)
    mailing_alarms.tell_backlog(now)
    soft_bounces.give_up_addresses(now)
    notices.erase_applied(now)
