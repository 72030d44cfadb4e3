"""The provider's webhook: a report is checked, stored and answered at once, and applied later."""

from __future__ import annotations

import logging

from django.conf import settings
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from roundup.core.errors import Refused
from roundup.events.notices import keep_notice
from roundup.events.tasks import wake_worker
from roundup.providers import PROVIDERS

log = logging.getLogger(__name__)

# Far more than any provider posts in one request.
LONGEST_BODY = 5_000_000


@csrf_exempt
@require_POST
def hook(request: HttpRequest, name: str) -> HttpResponse:
    """Store what the provider `name` posts. Any answer but 200 makes a provider try again later."""
    provider = PROVIDERS.get(name)
    if provider is None or provider.hook is None:
        raise Http404
    body = _body(request)
    if body is None:
        return HttpResponse("The body is too long.\n", status=413, content_type="text/plain")
    try:
        provider.hook.verify(settings.PROVIDER_SETTINGS, request.headers, body)
    except Refused as why:
        log.warning("a notice at %s was refused: %s", request.path, why)
        said = f"Nothing proves that {provider.title} posted this.\n"
        return HttpResponse(said, status=403, content_type="text/plain")
    keep_notice(name, body, timezone.now())
    transaction.on_commit(wake_worker)
    return HttpResponse(status=200)


def hook_address(name: str) -> str:
    """Return the address to which the provider `name` should post."""
    return f"{settings.BASE_URL}{reverse('hook', args=[name])}"


def _body(request: HttpRequest) -> bytes | None:
    """Return the exact bytes, or None if there are too many.

    Django's own limit, for forms, would be lower.
    """
    body = request.read(LONGEST_BODY + 1)
    return body if len(body) <= LONGEST_BODY else None
