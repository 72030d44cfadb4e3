"""`/health/`: would the next edition go out? `live`: does the web answer? `ready`: can it serve readers?"""

from __future__ import annotations

from typing import Any

from django.db import Error
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache

from roundup.config import tables
from roundup.config.environment.database_waits import waiting_at_most
from roundup.config.web.health_parts import WELL, parts_of_health
from roundup.core.errors import RoundupError
from roundup.editors.editor_mail import count_not_taken
from roundup.publications.models import Alarm
from roundup.sending.handing_over.gate import shut_gate
from roundup.sending.models import Mailing
from roundup.sending.safety import fence, heartbeat

# In seconds. Connecting again may take five more, and monitors wait for ten.
_DATABASE_WITHIN = 3.0
_DOWN = dict.fromkeys(("tick_age", "fenced", "held", "gate", "overdue", "alarms", "editor_mail", "parts"))


@never_cache
def answer_live(request: HttpRequest) -> JsonResponse:
    """Answer that this process is alive. It asks no other service: restarting this one would not mend it."""
    return JsonResponse({"status": "ok"})


@never_cache
def answer_ready(request: HttpRequest) -> JsonResponse:
    """Answer whether this process can serve readers: 503 unless the database answers and has our tables."""
    try:
        with waiting_at_most(_DATABASE_WITHIN):
            tables.require_tables()
    except tables.AnotherVersion:
        return _answer({"status": "another-version"}, 503)
    except (RoundupError, Error):
        return _answer({"status": "down"}, 503)
    return _answer({"status": "ok"}, 200)


@never_cache
def answer_health(request: HttpRequest) -> JsonResponse:
    """Answer monitors: `status`, the age of the last tick, what is wrong (`_seen`), and each part.

    `status` is ok, stale (no worker looks) or down (the database does not answer). The answer is 503 if it
    is down, or stale while work waits: an installation without work may well be without a worker. With
    `?strict` it is also 503 if a person has to act. A load balancer must not use that: a hold concerns all
    machines, and readers must still be able to unsubscribe.
    """
    try:
        with waiting_at_most(_DATABASE_WITHIN):
            found, is_stuck = _seen()
    except Error:
        found, is_stuck = {"status": "down", **_DOWN}, True
    wanted = "strict" in request.GET and _needs_a_person(found)
    return _answer(found, 503 if is_stuck or wanted else 200)


def _answer(found: dict[str, Any], status: int) -> JsonResponse:
    answer = JsonResponse(found, status=status)
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
        "alarms": Alarm.objects.open().count(),
        "editor_mail": count_not_taken(),
        "parts": parts_of_health(),
    }
    return found, stale and heartbeat.work_is_left(now)


def _needs_a_person(found: dict[str, Any]) -> bool:
    wrong = ("fenced", "held", "overdue", "alarms", "editor_mail")
    if any(found[name] for name in wrong) or found["gate"] == "shut":
        return True
    return any(said != WELL for said in (found["parts"] or {}).values())
