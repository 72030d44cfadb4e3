"""Mailing the confirmations that were asked for, each at most once."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from django.conf import settings

from roundup.core.batches import OutgoingBatch, Recipient
from roundup.core.errors import (
    ProviderBusy,
    ProviderError,
    ProviderHalted,
    ProviderRefused,
    ProviderUncertain,
    RenderError,
)
from roundup.providers import Provider, ProviderOptions, build
from roundup.publications.brand import brand_of, language_of
from roundup.publications.services import clear_alarm, raise_alarm
from roundup.rendering.messages import confirmation, render_message
from roundup.rendering.own import renderer_for
from roundup.subscribers import limits, queue
from roundup.subscribers.links import confirm_link
from roundup.subscribers.models import Confirmation
from roundup.subscribers.services import CONFIRM_WITHIN, is_over
from roundup.subscribers.suppressions import is_closed

Status = Confirmation.Status

PROMISED = timedelta(hours=72)
# Longer than a task may live: whoever held such a row is gone.
LOST_AFTER = timedelta(minutes=10)
BUSY_PAUSE = timedelta(minutes=1)
HALTED_PAUSE = timedelta(minutes=5)
_ALARM = "confirmations"
_FLOOD = "confirmations:flood"


def provider() -> Provider:
    """Return the provider that the settings name."""
    return build(
        settings.PROVIDER,
        ProviderOptions(data=settings.DATA, api_key=settings.SENDGRID_API_KEY, host=settings.SENDGRID_HOST),
    )


def send_due(provider: Provider, now: datetime, most: int = 50) -> int:
    """Hand over what may leave now; return how many the provider took.

    Stops at the first sign that the provider takes nothing at the moment. Over
    `limits.MOST_MAILS_PER_HOUR` the rest waits its turn, and the editors are told.
    """
    left = limits.mails_left(now)
    ids = queue.due(now, min(most, left) + 1)
    if len(ids) > left:
        _tell_flood(ids[-1], now)
    taken = 0
    for pk in ids[: min(most, left)]:
        status = send_one(pk, provider, now)
        if status == Status.WAITING:
            break
        taken += status == Status.ACCEPTED
    return taken


def send_one(confirmation_id: int, provider: Provider, now: datetime) -> str:
    """Hand one confirmation over and return its status afterwards.

    Claimed before the provider hears of it: run twice, at once or later, it is mailed once.
    """
    row = Confirmation.objects.select_related("subscriber__publication").filter(pk=confirmation_id).first()
    if row is None or row.status != Status.WAITING:
        return row.status if row else Status.REFUSED
    if reason := _unwanted(row, now):
        return _end(row, Status.WAITING, Status.REFUSED, reason)
    try:
        batch = outgoing(row, secrets.token_hex(8))
    except RenderError as error:
        return _end(row, Status.WAITING, Status.REFUSED, str(error))
    claimed = Confirmation.objects.filter(pk=row.pk, status=Status.WAITING)
    if not claimed.update(status=Status.POSTING, posted_at=now, attempt=batch.attempt):
        return Status.POSTING
    return _hand_over(row, batch, provider, now)


def _hand_over(row: Confirmation, batch: OutgoingBatch, provider: Provider, now: datetime) -> str:
    publication = row.subscriber.publication
    try:
        provider.send(batch)
    except ProviderBusy as busy:
        pause = timedelta(seconds=busy.retry_after) if busy.retry_after else BUSY_PAUSE
        return _wait(row, busy, now + pause)
    except ProviderHalted as halted:
        raise_alarm(publication, _ALARM, f"Confirmation mails do not leave. {halted}", now)
        return _wait(row, halted, now + HALTED_PAUSE)
    except ProviderRefused as refused:
        return _end(row, Status.POSTING, Status.REFUSED, str(refused))
    except ProviderUncertain as lost:
        return _end(row, Status.POSTING, Status.UNCERTAIN, str(lost))
    clear_alarm(publication, _ALARM, now)
    return _end(row, Status.POSTING, Status.ACCEPTED, "")


def outgoing(row: Confirmation, attempt: str) -> OutgoingBatch:
    """Return the mail of one confirmation.

    It holds no word of whoever filled the form in, not even the name: until the reader confirms,
    that may be a stranger who wants to be read.
    """
    subscriber = row.subscriber
    publication = subscriber.publication
    brand, language = brand_of(publication), language_of(publication, subscriber.language)
    url, hours = confirm_link(row), int(PROMISED.total_seconds() // 3600)
    own = settings.OWN_TEMPLATES / publication.slug if settings.OWN_TEMPLATES else None
    used = renderer_for(settings.TEMPLATE_FOLDER / "email", own)
    mail = render_message(brand, confirmation(brand, language, confirm_url=url, hours=hours), language, used)
    return OutgoingBatch(
        key=f"confirmation-{row.pk}",
        attempt=attempt,
        sender_name=publication.sender_name or publication.name,
        sender_email=publication.sender_email,
        reply_to=publication.reply_to,
        subject=mail.subject,
        html=mail.html,
        text=mail.text,
        headers={"Auto-Submitted": "auto-generated"},
        recipients=(Recipient(email=subscriber.email, name="", delivery_id=f"confirmation-{row.pk}"),),
    )


def settle_lost(now: datetime) -> int:
    """Mark what a crash left in mid-post as uncertain, never as waiting; return how many."""
    lost = Confirmation.objects.filter(status=Status.POSTING, posted_at__lte=now - LOST_AFTER)
    return lost.update(status=Status.UNCERTAIN, error="The worker stopped while handing it over.")


def _unwanted(row: Confirmation, now: datetime) -> str:
    """Return why the mail should not leave any more, or nothing."""
    if row.subscriber.erased_at or is_closed(row.subscriber.email_hash):
        return "The address may not be mailed."
    if is_over(row, row.subscriber, now):
        return "The reader has left since it was asked for."
    if now - row.asked_at > CONFIRM_WITHIN - PROMISED:
        return "It waited so long that its link would be too old."
    return ""


def _wait(row: Confirmation, error: ProviderError, until: datetime) -> str:
    # Surely not taken, so it does not count as posted (`limits.mails_left`).
    Confirmation.objects.filter(pk=row.pk, status=Status.POSTING).update(
        status=Status.WAITING, not_before=until, posted_at=None, error=str(error)[:300]
    )
    return Status.WAITING


def _end(row: Confirmation, was: str, status: Confirmation.Status, error: str) -> str:
    Confirmation.objects.filter(pk=row.pk, status=was).update(status=status, error=error[:300])
    return status


def _tell_flood(confirmation_id: int, now: datetime) -> None:
    publication = Confirmation.objects.get(pk=confirmation_id).subscriber.publication
    raise_alarm(
        publication,
        _FLOOD,
        f"More than {limits.MOST_MAILS_PER_HOUR} people asked for the newsletter within an hour. Their "
        f"confirmation mails leave {limits.MOST_MAILS_PER_HOUR} an hour. If the magazine is not that "
        "popular today, somebody is abusing the subscribe form: close its page until it is over.",
        now,
    )
