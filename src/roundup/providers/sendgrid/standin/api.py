"""The API behind the door: which request gets which answer.

A further endpoint (logs, suppressions, event webhooks) is a method here and a line in `_ROUTES`.
"""

from __future__ import annotations

import hmac
import math
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import orjson

from roundup.providers.sendgrid.standin.answers import Answer, accepted, bad_request, error
from roundup.providers.sendgrid.standin.faults import Fault, Faults
from roundup.providers.sendgrid.standin.inbox import Inbox
from roundup.providers.sendgrid.standin.rules import Complaint, complaints

MAX_REQUEST = 30_000_000


class RateWindow:
    """So many calls in each stretch of time, as the X-RateLimit headers tell."""

    def __init__(self, limit: int, period: int) -> None:
        self._limit = limit
        self._period = period
        self._lock = threading.Lock()
        self._window = 0
        self._used = 0

    def use(self, now: float) -> tuple[bool, dict[str, str]]:
        """Count a call; say whether it is within the limit, and the headers that tell so."""
        with self._lock:
            if (window := int(now) // self._period) != self._window:
                self._window, self._used = window, 0
            self._used += 1
            left = self._limit - self._used
        return left >= 0, {
            "X-RateLimit-Limit": str(self._limit),
            "X-RateLimit-Remaining": str(max(left, 0)),
            "X-RateLimit-Reset": str((window + 1) * self._period),
        }


class Api:
    """Answers calls, one at a time or many at once."""

    def __init__(self, key: str, inbox: Inbox, faults: Faults, rate_limit: int, rate_period: int) -> None:
        self._authorization = f"Bearer {key}".encode()
        self._inbox = inbox
        self._faults = faults
        self._rate = RateWindow(rate_limit, rate_period)
        self._lock = threading.Lock()
        self.requests = 0

    def answer(
        self, method: str, path: str, headers: Mapping[str, str], body: bytes
    ) -> tuple[Answer, Fault | None]:
        """Return the answer, and the fault with which it is to be given."""
        serve = _ROUTES.get((method, path.partition("?")[0]))
        if serve is None:
            return error(404, "not found"), None
        if not self._authorized(headers):
            return error(401, "The provided authorization grant is invalid, expired, or revoked"), None
        within, rate_headers = self._rate.use(time.time())
        if not within:
            return error(429, "too many requests", rate_headers), None
        answer, fault = serve(self, headers, body)
        return replace(answer, headers={**rate_headers, **answer.headers}), fault

    def _authorized(self, headers: Mapping[str, str]) -> bool:
        given = next((value for name, value in headers.items() if name.lower() == "authorization"), "")
        return hmac.compare_digest(given.encode(), self._authorization)

    def mail_send(self, headers: Mapping[str, str], body: bytes) -> tuple[Answer, Fault | None]:
        with self._lock:
            self.requests += 1
        fault = self._faults.next()
        if fault and not fault.accepted:
            return _faulty(fault), fault
        answer = self._taken(headers, body)
        if fault and answer.status == 202:
            return _faulty(fault), fault
        return answer, None

    def _taken(self, headers: Mapping[str, str], body: bytes) -> Answer:
        """Return the honest answer, with the mails in the inbox where it is 202."""
        kind = next((value for name, value in headers.items() if name.lower() == "content-type"), "")
        if kind.partition(";")[0].strip() != "application/json":
            return error(415, "Content-Type should be application/json.")
        if len(body) >= MAX_REQUEST:
            return error(413, "The request is too large.")
        try:
            request = orjson.loads(body)
        except orjson.JSONDecodeError:
            return bad_request([Complaint("Bad Request", "")])
        if found := complaints(request) or self._disliked(request):
            return bad_request(found)
        if _is_sandboxed(request):
            return Answer(200)
        return accepted(self._inbox.take(request, time.time()))

    def _disliked(self, request: Mapping[str, Any]) -> list[Complaint]:
        return [
            Complaint("Does not contain a valid address.", f"personalizations.{index}.to.0.email")
            for index, row in enumerate(request["personalizations"])
            if self._faults.refuses(row["to"][0]["email"])
        ][:1]


def _faulty(fault: Fault) -> Answer:
    if fault.status < 400:
        return Answer(fault.status)
    if fault.status >= 500:
        # What an edge server sends in place of an answer.
        page = f"<html><body><h1>{fault.status} {fault.message}</h1></body></html>"
        return Answer(fault.status, page.encode(), {"Content-Type": "text/html"})
    waits = {"X-RateLimit-Reset": str(math.ceil(time.time()) + fault.wait)} if fault.wait else {}
    return error(fault.status, fault.message, waits)


def _is_sandboxed(request: Mapping[str, Any]) -> bool:
    settings = request.get("mail_settings")
    mode = settings.get("sandbox_mode") if isinstance(settings, dict) else None
    return isinstance(mode, dict) and mode.get("enable") is True


_Serve = Callable[[Api, Mapping[str, str], bytes], tuple[Answer, Fault | None]]

_ROUTES: Mapping[tuple[str, str], _Serve] = {
    ("POST", "/v3/mail/send"): Api.mail_send,
}
