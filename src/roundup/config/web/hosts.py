"""The host names we answer to: those of the base URL and of this machine. `/health/`, and the paths below it,
answer to any.
"""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse

log = logging.getLogger(__name__)

_HEALTH = frozenset({"/health", "/health/live", "/health/ready"})
_LONGEST_SHOWN = 80


def refuse_unknown_hosts(
    answer: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Refuse a request for another host, with one line in the log and one of text.

    A load balancer may ask for our health at any address, without a setting.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.path_info.rstrip("/") in _HEALTH:
            request.META["HTTP_HOST"] = "localhost"
        try:
            request.get_host()
        except DisallowedHost:
            asked = str(request.META.get("HTTP_HOST", ""))[:_LONGEST_SHOWN]
            log.warning("refused: asked as %r, which is not our name (that is in ROUNDUP_BASE_URL)", asked)
            refused = HttpResponse(
                "This installation has another name.\n", status=400, content_type="text/plain"
            )
            refused._has_been_logged = True  # type: ignore[attr-defined] # else Django says it again
            return refused
        return answer(request)

    return middleware
