"""The mails about what readers asked for on their own page: which may leave now, and what they say.

`sending.handing_over.own_request_mail` hands them over.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial
from typing import Final

from django.db.models import Q

from roundup.core.batches import OutgoingBatch
from roundup.core.content import Brand
from roundup.core.email_addresses import masked_address
from roundup.core.language import Language
from roundup.publications.public_pages import subscribe_url
from roundup.rendering.messages import Message
from roundup.rendering.own_page_messages import address_change_message, data_message, moved_message
from roundup.subscribers import objections
from roundup.subscribers.consent_anew import is_mailed
from roundup.subscribers.links import request_link
from roundup.subscribers.models import OwnRequest
from roundup.subscribers.own_requests import PROMISED, is_open
from roundup.subscribers.reader_mail import mail_to_reader
from roundup.subscribers.suppressions import hash_of, is_closed, reason_of

Kind, Status = OwnRequest.Kind, OwnRequest.Status
_IN_TIME: Final = timedelta(days=2)


def due_own_requests(now: datetime, most: int) -> list[int]:
    waiting = OwnRequest.objects.filter(status=Status.WAITING)
    due = waiting.filter(Q(not_before=None) | Q(not_before__lte=now)).order_by("asked_at", "pk")
    return list(due.values_list("pk", flat=True)[:most])


def why_no_mail(request: OwnRequest, now: datetime) -> str:
    """Return why the mail should not leave, or ''."""
    subscriber = request.subscriber
    if subscriber.erased_at or not is_open(request, now):
        return "The reader is gone."
    if now - request.asked_at > _IN_TIME:
        return "It waited so long that its link would be too old."
    if request.kind == Kind.ADDRESS:
        return _why_not_ask(request, now)
    goes_to = request.email or subscriber.email
    return "The address may not be mailed." if reason_of(hash_of(goes_to.lower())) else ""


def _why_not_ask(request: OwnRequest, now: datetime) -> str:
    """Return why a new address should not be asked, or ''. Consent could lift some of its suppressions."""
    if not is_mailed(request.subscriber):
        return "The reader has left since it was asked for."
    if is_closed(hash_of(request.email.lower())):
        return "The address may not be mailed."
    objects = objections.forbids_asking(request.subscriber.publication, request.mailbox_hash, now)
    return "Its owner did not ask for it." if objects else ""


def own_request_batch(request: OwnRequest, attempt: str) -> OutgoingBatch:
    """Return the mail about one request. Raises RenderError if the publication's templates fail."""
    key = f"request-{request.pk}"
    return mail_to_reader(
        request.subscriber, partial(_message, request), key=key, attempt=attempt, email=request.email
    )


def _message(request: OwnRequest, brand: Brand, language: Language) -> Message:
    if request.kind == Kind.MOVED:
        subscriber = request.subscriber
        again = subscribe_url(subscriber.publication.slug)
        return moved_message(brand, language, address=masked_address(subscriber.email), url=again)
    hours = int(PROMISED.total_seconds() // 3600)
    if request.kind == Kind.ADDRESS:
        return address_change_message(brand, language, confirm_url=request_link(request), hours=hours)
    return data_message(brand, language, url=request_link(request), hours=hours)
