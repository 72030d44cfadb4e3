"""The mails that readers asked for with the form: which may leave now, and what they say.

`sending.handing_over.confirmation_mail` hands them over.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial

from django.utils import timezone

from roundup.core.batches import OutgoingBatch
from roundup.core.content import Brand
from roundup.core.language import Language
from roundup.core.newsroom_language import tell
from roundup.publications.alarms import clear_everywhere, raise_alarm
from roundup.rendering.messages import Message, confirmation_message, link_message
from roundup.subscribers import confirmation_queue, objections, sign_up_limits
from roundup.subscribers.consent_anew import is_mailed
from roundup.subscribers.links import confirm_link, not_me_link, reader_links
from roundup.subscribers.models import Confirmation
from roundup.subscribers.preferences_form import paused_until
from roundup.subscribers.reader_mail import mail_to_reader
from roundup.subscribers.subscriptions import CONFIRM_WITHIN, is_over
from roundup.subscribers.suppressions import is_closed

Status = Confirmation.Status

PROMISED = timedelta(hours=72)
_FLOOD = "confirmations:flood"


def due_within_limits(now: datetime, most: int) -> list[int]:
    """Return as many due confirmations as may leave now, and tell the editors about a flood.

    A flood is more mails than can leave within the hour (`sign_up_limits.MOST_MAILS_PER_HOUR`). It is over
    once the queue is empty.
    """
    this_hour = sign_up_limits.mails_left_this_hour(now)
    at_most = min(most, sign_up_limits.mails_left_now(now))
    ids = confirmation_queue.due(now, max(this_hour, at_most) + 1)
    if len(ids) > this_hour:
        _tell_flood(ids[-1], now)
    elif len(ids) <= at_most:  # Nobody is left in the queue.
        clear_everywhere(_FLOOD, now)
    return ids[:at_most]


def confirmation_batch(row: Confirmation, attempt: str) -> OutgoingBatch:
    """Return the mail of one row. Raises RenderError if the publication's templates fail.

    Readers who are mailed already are not asked to confirm: they get the link to their preferences. The mail
    contains nothing that was typed into the form, not even the name: a stranger may have filled it in, to
    send the reader a message.
    """
    key = f"confirmation-{row.pk}"
    return mail_to_reader(row.subscriber, partial(_message, row), key=key, attempt=attempt)


def _message(row: Confirmation, brand: Brand, language: Language) -> Message:
    subscriber = row.subscriber
    if is_mailed(subscriber):
        url = reader_links(subscriber)["preferences"]
        paused = paused_until(subscriber, timezone.now())
        return link_message(brand, language, url=url, paused=language.day(paused) if paused else "")
    hours = int(PROMISED.total_seconds() // 3600)
    return confirmation_message(
        brand, language, confirm_url=confirm_link(row), not_me_url=not_me_link(row), hours=hours
    )


def why_unwanted(row: Confirmation, now: datetime) -> str:
    """Return why the mail should no longer leave, or ''."""
    if row.subscriber.erased_at or is_closed(row.subscriber.email_hash):
        return "The address may not be mailed."
    if is_over(row, row.subscriber, now):
        return "The reader has left since it was asked for."
    if row.only_link and not is_mailed(row.subscriber):
        return "Only readers who are mailed get their link."
    if objections.forbids_mail_to(row.subscriber, now):
        return "Its owner did not ask for it."
    if now - row.asked_at > CONFIRM_WITHIN - PROMISED:
        return "It waited so long that its link would be too old."
    return ""


def _tell_flood(confirmation_id: int, now: datetime) -> None:
    publication = Confirmation.objects.get(pk=confirmation_id).subscriber.publication
    raise_alarm(
        publication,
        _FLOOD,
        tell(
            "More than %(most)s people asked for the newsletter within an hour. "
            "Their confirmation mails go out at %(pace)s a minute. If the magazine is not that popular "
            "today, somebody is abusing the subscribe form: close its page until it is over.",
            most=sign_up_limits.MOST_MAILS_PER_HOUR,
            pace=sign_up_limits.MAILS_A_MINUTE,
        ),
        now,
    )
