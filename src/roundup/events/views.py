"""The providers' hooks: reports are stored and applied later; incoming mail is acted on at once."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping

from django.conf import settings
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from roundup.core.errors import Refused
from roundup.events.inbound_mail import take_in
from roundup.events.notices import keep_notice
from roundup.events.tasks import wake_worker
from roundup.providers import PROVIDERS, InboundMail, MailHook, Values

log = logging.getLogger(__name__)

# Far more than any provider posts in one request, or any program writes in a mail to leave.
LONGEST_BODY = 5_000_000

_Verify = Callable[[Values, Mapping[str, str], bytes], None]


class _NotTaken(Exception):
    """Raised for a body that is not read; `status` and `said` are the answer."""

    def __init__(self, status: int, said: str) -> None:
        super().__init__(said)
        self.status, self.said = status, said

    @property
    def answer(self) -> HttpResponse:
        return HttpResponse(f"{self.said}\n", status=self.status, content_type="text/plain")


@csrf_exempt
@require_POST
def hook(request: HttpRequest, name: str) -> HttpResponse:
    """Store what the provider `name` posts. Any answer but 200 makes a provider try again later."""
    provider = PROVIDERS.get(name)
    if provider is None or provider.hook is None:
        raise Http404
    try:
        body = _proven_body(request, provider.title, provider.hook.verify, 403)
    except _NotTaken as not_taken:
        return not_taken.answer
    keep_notice(name, body, timezone.now())
    transaction.on_commit(wake_worker)
    return HttpResponse(status=200)


@csrf_exempt
@require_POST
def mail_hook(request: HttpRequest, name: str) -> HttpResponse:
    """Take in a mail that the provider `name` hands over. The answer is 200 even if the mail is nonsense.

    A repeat would be nonsense, too. But without the right key, the answer is 503, after which providers try
    again for days: once the key is right, readers who wanted to leave still leave.
    """
    provider = PROVIDERS.get(name)
    if provider is None or provider.mail_hook is None:
        raise Http404
    try:
        body = _proven_body(request, provider.title, provider.mail_hook.verify, 503)
    except _NotTaken as not_taken:
        return not_taken.answer
    take_in(_mail(provider.mail_hook, request, body), timezone.now())
    return HttpResponse(status=200)


def hook_address(name: str) -> str:
    """Return the address to which the provider `name` should post its reports."""
    return f"{settings.BASE_URL}{reverse('hook', args=[name])}"


def mail_hook_address(name: str) -> str:
    """Return the address to which the provider `name` should post mail."""
    return f"{settings.BASE_URL}{reverse('mail_hook', args=[name])}"


def _mail(taker: MailHook, request: HttpRequest, body: bytes) -> InboundMail | None:
    try:
        return taker.read(request.headers, body)
    except Refused:
        return None


def _proven_body(request: HttpRequest, title: str, verify: _Verify, otherwise: int) -> bytes:
    """Return the exact bytes that the provider posted.

    Raises _NotTaken, with the status `otherwise` if nothing proves that the provider posted them.
    """
    # Django's own limit, which is for forms, would be lower.
    body = request.read(LONGEST_BODY + 1)
    if len(body) > LONGEST_BODY:
        raise _NotTaken(413, "The body is too long.")
    try:
        verify(settings.PROVIDER_SETTINGS, request.headers, body)
    except Refused as why:
        log.warning("a post at %s was refused: %s", request.path, why)
        raise _NotTaken(otherwise, f"Nothing proves that {title} posted this.") from None
    return body
