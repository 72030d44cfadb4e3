"""`/health/`: does the web answer, does its database, and does anybody look for work?"""

from __future__ import annotations

from django.db import Error
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache

from roundup.sending import fence, pulse


@never_cache
def health(request: HttpRequest) -> JsonResponse:
    """Answer `{"status", "tick_age", "fenced"}` for whoever watches from outside.

    `status` is ok, stale (no worker looks) or down (the database does not answer). 503 where it is
    down, or stale while work is left: an installation without work may well be without a worker.
    """
    try:
        found, is_stuck = _seen()
    except Error:
        found, is_stuck = {"status": "down", "tick_age": None, "fenced": None}, True
    answer = JsonResponse(found, status=503 if is_stuck else 200)
    # Whoever asked is told. Django would also log an error of ours, at each question.
    answer._has_been_logged = True  # type: ignore[attr-defined]
    return answer


def _seen() -> tuple[dict[str, object], bool]:
    now = timezone.now()
    age = pulse.tick_age(now)
    stale = pulse.is_silent(age)
    found: dict[str, object] = {
        "status": "stale" if stale else "ok",
        "tick_age": age.total_seconds() if age is not None else None,
        "fenced": fence.is_up(),
    }
    return found, stale and pulse.work_is_left(now)
