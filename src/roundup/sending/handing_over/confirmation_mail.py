"""Mails the confirmations that are due, each at most once."""

from __future__ import annotations

from datetime import datetime

from roundup.core.newsroom_language import tell_later
from roundup.providers import Provider
from roundup.sending.handing_over.reader_mail import ReaderMail, send_each, send_reader_mail
from roundup.subscribers.confirmations import confirmation_batch, due_within_limits, why_unwanted
from roundup.subscribers.models import Confirmation

_ALARM = tell_later("Confirmation mails cannot be sent. %(error)s")


def send_due_confirmations(provider: Provider, now: datetime, most: int = 50) -> int:
    """Hand over the confirmations that may leave now; return how many the provider took."""
    return send_each(_kind(), due_within_limits(now, most), provider, now)


def send_confirmation(confirmation_id: int, provider: Provider, now: datetime) -> str:
    """Hand one confirmation over and return its state.

    Even if this runs twice, at once or later, the confirmation is mailed only once.
    """
    return send_reader_mail(_kind(), confirmation_id, provider, now)


def _kind() -> ReaderMail:
    return ReaderMail(Confirmation, why_unwanted, confirmation_batch, "confirmations", _ALARM)
