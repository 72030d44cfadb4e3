"""Asks the provider to clear addresses from its own lists if they may recover, or if readers agreed again.

A leave or a bounce is recorded both here and at the provider. If it were lifted only here, the provider would
continue to drop what we hand over, although the reader has been told that mail will come.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from roundup.core.errors import ProviderBusy, ProviderError, ProviderHalted
from roundup.core.newsroom_language import tell
from roundup.core.suppression import SuppressionReason
from roundup.providers.base import KeepsSuppressions
from roundup.publications.alarms import clear_everywhere, raise_everywhere
from roundup.subscribers import clearings
from roundup.subscribers.models import Clearing

log = logging.getLogger(__name__)

_ALARM = "events:clearing"
_AT_ONCE = 100


def is_due(now: datetime) -> bool:
    return bool(clearings.due(now, 1))


def clear_due(provider: object, now: datetime) -> int:
    """Clear the addresses whose turn it is, and return how many were cleared.

    Safe to run twice, at the same time or later: clearing an address that is no longer on a list does no
    harm. Never raises for a failure of the provider: the clearing is tried again, and the failure reported if
    a person must act.
    """
    done = 0
    for row in clearings.due(now, _AT_ONCE):
        if isinstance(provider, KeepsSuppressions):
            try:
                provider.clear(row.subscriber.email, [SuppressionReason(reason) for reason in row.reasons])
            except ProviderError as error:
                _failed(row, error, now)
                break
        clearings.finish(row, now)
        done += 1
    if done and not clearings.open_clearings().exists():
        clear_everywhere(_ALARM, now)
    return done


def _failed(row: Clearing, error: ProviderError, now: datetime) -> None:
    wait = (
        timedelta(seconds=error.retry_after)
        if isinstance(error, ProviderBusy) and error.retry_after
        else None
    )
    clearings.put_off(row, str(error), now, wait)
    log.warning("the provider's lists cannot be cleared: %s", error)
    if isinstance(error, ProviderHalted):
        raise_everywhere(
            _ALARM,
            tell(
                "Readers who came back, or whose mailbox was full, cannot be taken off the mailer’s own "
                "lists, so it drops their mail. %(error)s Roundup does the rest by itself.",
                error=error,
            ),
            now,
        )
