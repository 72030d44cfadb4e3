"""Mails the confirmations that are due, each at most once."""

from __future__ import annotations

import logging
from datetime import datetime
from functools import partial

from django.db import DatabaseError

from roundup.core.errors import ProviderHalted, RenderError
from roundup.core.newsroom_language import tell
from roundup.providers import Provider
from roundup.publications.alarms import clear_alarm, raise_alarm
from roundup.sending.handing_over.transactional_mail import ReadersDoor, Status, give_up_mail, hand_over_mail
from roundup.subscribers.confirmations import confirmation_batch, due_within_limits, why_unwanted
from roundup.subscribers.models import Confirmation

log = logging.getLogger(__name__)

_ALARM = "confirmations"


def send_due_confirmations(provider: Provider, now: datetime, most: int = 50) -> int:
    """Hand over the confirmations that may leave now; return how many the provider took.

    Stops at the first sign that the provider takes nothing at the moment.
    """
    taken = 0
    for pk in due_within_limits(now, most):
        try:
            status = send_confirmation(pk, provider, now)
        except DatabaseError:
            raise
        except Exception:
            # The ones behind it in the queue belong to other people, and perhaps to another publication.
            log.exception("confirmation %s could not be mailed", pk)
            continue
        if status == Status.WAITING:
            break
        taken += status == Status.ACCEPTED
    return taken


def send_confirmation(confirmation_id: int, provider: Provider, now: datetime) -> str:
    """Hand one confirmation over and return its state.

    Run twice, at once or later, it is mailed only once.
    """
    row = Confirmation.objects.select_related("subscriber__publication").filter(pk=confirmation_id).first()
    if row is None or row.status != Status.WAITING:
        return row.status if row else Status.REFUSED
    if reason := why_unwanted(row, now):
        return give_up_mail(row, reason)
    try:
        status, error = hand_over_mail(row, partial(confirmation_batch, row), ReadersDoor(provider), now)
    except RenderError as broken:
        return give_up_mail(row, str(broken))
    publication = row.subscriber.publication
    if isinstance(error, ProviderHalted):
        raise_alarm(publication, _ALARM, tell("Confirmation mails do not leave. %(error)s", error=error), now)
    elif status == Status.ACCEPTED:
        clear_alarm(publication, _ALARM, now)
    return status
