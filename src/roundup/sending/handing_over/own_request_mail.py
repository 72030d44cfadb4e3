"""Mails what readers asked for on their own page, each mail at most once."""

from __future__ import annotations

from datetime import datetime

from roundup.core.newsroom_language import tell_later
from roundup.providers import Provider
from roundup.sending.handing_over.reader_mail import ReaderMail, send_each
from roundup.subscribers.models import OwnRequest
from roundup.subscribers.own_request_mails import due_own_requests, own_request_batch, why_no_mail

_ALARM = tell_later("Emails that readers asked for on their own pages cannot be sent. %(error)s")


def send_due_own_requests(provider: Provider, now: datetime, most: int = 50) -> int:
    """Hand over the mails that may leave now; return how many the provider took."""
    kind = ReaderMail(OwnRequest, why_no_mail, own_request_batch, "own-requests", _ALARM)
    return send_each(kind, due_own_requests(now, most), provider, now)
