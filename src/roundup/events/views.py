"""The provider's door: what it reports is checked, kept and answered at once; applying it comes later."""

from __future__ import annotations

import logging

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from roundup.core.errors import Refused
from roundup.events.notices import keep
from roundup.events.tasks import wake
from roundup.providers.sendgrid.signature import SIGNATURE_HEADER, TIMESTAMP_HEADER, verify

log = logging.getLogger(__name__)

# SendGrid posts 768 KB at the most.
LONGEST_BODY = 5_000_000


@csrf_exempt
@require_POST
def sendgrid_hook(request: HttpRequest) -> HttpResponse:
    """Keep what SendGrid posts. Anything but 200 makes SendGrid try again, for a day."""
    body = _body(request)
    if body is None:
        return HttpResponse("The body is too long.\n", status=413, content_type="text/plain")
    if why := _doubt(request, body):
        log.warning("a notice at %s was refused: %s", request.path, why)
        return HttpResponse("The signature is not SendGrid's.\n", status=403, content_type="text/plain")
    keep("sendgrid", body, timezone.now())
    transaction.on_commit(wake)
    return HttpResponse(status=200)


def _body(request: HttpRequest) -> bytes | None:
    """Return the very bytes, None for too many. Read here, since forms have a lower limit of their own."""
    body = request.read(LONGEST_BODY + 1)
    return body if len(body) <= LONGEST_BODY else None


def _doubt(request: HttpRequest, body: bytes) -> str:
    """Return why the body cannot be believed; nothing for one that SendGrid signed."""
    keys = settings.SENDGRID_WEBHOOK_KEY
    if not keys:
        return "set SENDGRID_WEBHOOK_KEY to the public key of the signed event webhook."
    timestamp, signature = request.headers.get(TIMESTAMP_HEADER), request.headers.get(SIGNATURE_HEADER)
    if not timestamp or not signature:
        return "it is not signed: switch the Signed Event Webhook on."
    try:
        return (
            ""
            if verify(keys, timestamp, signature, body)
            else "its signature does not fit any key and the body."
        )
    except Refused as refused:
        return str(refused)
