"""Tells another system about each alarm and about its end, with a signed POST for each."""

from __future__ import annotations

import hashlib
import hmac
import json
import logging
import threading
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import F, QuerySet
from django.urls import reverse
from django.utils import timezone

from roundup.articles.sources.fetch.http import Timeouts
from roundup.articles.sources.fetch.posting import post_body
from roundup.core.errors import RoundupError, SourceError
from roundup.core.newsroom_language import tell
from roundup.publications.alarm_calls import AlarmCall
from roundup.publications.alarm_kinds import anchor_of_alarm, kind_of_alarm

log = logging.getLogger(__name__)

# The waits after each failure; the last one repeats.
PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 2, 5, 15, 30, 60))
TRIED_FOR = timedelta(days=1)
# Calls that failed for this long are worth a person's look.
FAILS_LONG = timedelta(minutes=15)
# A worker that dies keeps its call for this long; all calls of one round are finished sooner.
LEASE = timedelta(minutes=3)
_MOST = 10
_TIMEOUTS = Timeouts(connect=4.0, read=6.0, total=10.0)
_KEPT_FOR = timedelta(days=30)
_ONE_AT_A_TIME = threading.Lock()


def post_due(now: datetime) -> int:
    """Post what the webhook has not been told; return how many calls it took.

    Needs no broker, and may run in several processes at the same time: each call is claimed first. Stops at
    the first failure, and lets the other calls wait for a minute. Must not run in a transaction.
    """
    if not settings.ALARM_WEBHOOK_URL or not _ONE_AT_A_TIME.acquire(blocking=False):
        return 0
    try:
        _tidy(now)
        taken = 0
        for call in _due(now).select_related("alarm__publication").order_by("tries", "pk")[:_MOST]:
            if not _claim(call, now):
                continue
            if not _has_taken(call, now):
                break
            taken += 1
        return taken
    finally:
        _ONE_AT_A_TIME.release()


def post_test() -> None:
    """Post a test call, not about any alarm. Raises RoundupError, which says why, unless it was taken."""
    if not settings.ALARM_WEBHOOK_URL:
        raise RoundupError("Set ROUNDUP_ALARM_WEBHOOK_URL and ROUNDUP_ALARM_WEBHOOK_KEY first.")
    words = tell("This is how alarms reach you. There are none now.")
    if error := _post("test", {"state": "test", "message": words, "url": _page()}):
        raise RoundupError(error)


def failed_calls() -> QuerySet[AlarmCall]:
    """Return the calls that failed since the webhook last took one, whether or not they are tried again."""
    last = AlarmCall.objects.exclude(taken_at=None).order_by("taken_at").last()
    failed = AlarmCall.objects.filter(taken_at=None).exclude(error="").order_by("asked_at", "pk")
    waiting = failed.filter(given_up_at=None)
    return waiting | (failed.filter(given_up_at__gt=last.taken_at) if last and last.taken_at else failed)


def signature(timestamp: str, body: bytes) -> str:
    """Return the HMAC-SHA256 of timestamp, full stop and body with the webhook's key, in hexadecimal."""
    key = settings.ALARM_WEBHOOK_KEY.encode()
    return hmac.new(key, f"{timestamp}.".encode() + body, hashlib.sha256).hexdigest()


def _due(now: datetime) -> QuerySet[AlarmCall]:
    return AlarmCall.objects.filter(taken_at=None, given_up_at=None, not_before__lte=now)


def _claim(call: AlarmCall, now: datetime) -> bool:
    """Keep this call from other workers until the lease runs out; return False if one of them has it."""
    mine = _due(now).filter(pk=call.pk, tries=call.tries)
    return bool(mine.update(tries=F("tries") + 1, not_before=now + LEASE))


def _has_taken(call: AlarmCall, now: datetime) -> bool:
    error = _post(str(call.pk), _told(call))
    ours = AlarmCall.objects.filter(pk=call.pk)
    if not error:
        ours.update(taken_at=now, error="")
        return True
    if not call.tries:
        log.warning("the webhook for alarms does not take call %s: %s It is tried again.", call.pk, error)
    ours.update(not_before=now + PAUSES[min(call.tries, len(PAUSES) - 1)], error=error[:300])
    _due(now).update(not_before=now + PAUSES[0])
    return False


def _told(call: AlarmCall) -> dict[str, Any]:
    alarm = call.alarm
    return {
        "id": alarm.pk,
        "state": "over" if call.is_over else "raised",
        "publication": alarm.publication.slug,
        "about": alarm.about,
        "kind": kind_of_alarm(alarm.about).pattern,
        "message": alarm.message,
        "raised_at": alarm.raised_at.isoformat(),
        "cleared_at": call.asked_at.isoformat() if call.is_over else None,
        "url": f"{_page()}#{anchor_of_alarm(alarm)}",
    }


def _page() -> str:
    return f"{settings.BASE_URL}{reverse('newsroom:alarms')}"


def _post(number: str, matter: dict[str, Any]) -> str:
    """Post one call; return why it was not taken, or ''."""
    body, timestamp = json.dumps(matter).encode(), str(int(timezone.now().timestamp()))
    headers = {
        "Content-Type": "application/json",
        "User-Agent": f"roundup (+{settings.BASE_URL})",
        "Roundup-Call": number,
        "Roundup-Timestamp": timestamp,
        "Roundup-Signature": f"sha256={signature(timestamp, body)}",
    }
    url, allow = settings.ALARM_WEBHOOK_URL, settings.FETCH_ALLOW
    try:
        status = post_body(url, body, headers, allow=allow, timeouts=_TIMEOUTS)
    except SourceError as error:
        return str(error)
    return "" if 200 <= status < 300 else f"The receiver answered {status}."


def _tidy(now: datetime) -> None:
    """Give up calls that were not taken for a day, and delete those that are long over."""
    old = AlarmCall.objects.filter(taken_at=None, given_up_at=None, asked_at__lte=now - TRIED_FOR)
    if lost := old.filter(not_before__lte=now).update(given_up_at=now):
        log.error("the webhook for alarms took nothing for a day: %s calls are given up", lost)
    AlarmCall.objects.filter(asked_at__lt=now - _KEPT_FOR).delete()
