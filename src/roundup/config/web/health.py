"""`/health/`: does the web answer, does its database, does anybody look for work, and is anything held?"""

from __future__ import annotations

from typing import Any

from django.db import Error
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache

from roundup.editors.editor_mail import count_not_taken
from roundup.publications.models import Alarm
from roundup.sending.handing_over.gate import shut_gate
from roundup.sending.models import Mailing
from roundup.sending.safety import fence, heartbeat

_DOWN = dict.fromkeys(("tick_age", "fenced", "held", "gate", "overdue", "alarms", "editor_mail"))


@never_cache
def answer_health(request: HttpRequest) -> JsonResponse:
    """Answer monitors: `status`, the age of the last tick, and what is wrong (`_seen`).

    `status` is ok, stale (no worker looks) or down (the database does not answer). The answer is 503 if it
    is down, or stale while work waits: an installation without work may well be without a worker. With
    `?strict` it is also 503 if a person has to act. A load balancer must not use that: a hold concerns all
    machines, and readers must still be able to unsubscribe.
    """
    try:
        found, is_stuck = _seen()
    except Error:
        found, is_stuck = {"status": "down", **_DOWN}, True
    wanted = "strict" in request.GET and _needs_a_person(found)
    answer = JsonResponse(found, status=503 if is_stuck or wanted else 200)
    # The caller gets the answer. Django would also log an error every time somebody asks.
    answer._has_been_logged = True  # type: ignore[attr-defined]
    return answer


def _seen() -> tuple[dict[str, Any], bool]:
    now = timezone.now()
    age = heartbeat.tick_age(now)
    stale = heartbeat.is_silent(age)
    found: dict[str, Any] = {
        "status": "stale" if stale else "ok",
        "tick_age": age.total_seconds() if age is not None else None,
        "fenced": fence.is_up(),
        "held": Mailing.objects.filter(status=Mailing.Status.HELD).count(),
        "gate": "shut" if shut_gate(now) else "open",
        "overdue": heartbeat.overdue(now - heartbeat.restart_limit()),
        "alarms": Alarm.objects.filter(cleared_at=None).count(),
        "editor_mail": count_not_taken(),
    }
    return found, stale and heartbeat.work_is_left(now)


def _needs_a_person(found: dict[str, Any]) -> bool:
    wrong = ("fenced", "held", "overdue", "alarms", "editor_mail")
    return any(found[name] for name in wrong) or found["gate"] == "shut"
