"""mail/send: takes a batch, or says in SendGrid's words why not."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Mapping
from typing import Any

import orjson

from roundup.providers.sendgrid.standin.answers import (
    Answer,
    Call,
    accepted_answer,
    bad_request,
    error_answer,
)
from roundup.providers.sendgrid.standin.complaints import Complaint
from roundup.providers.sendgrid.standin.faults import Fault, Faults
from roundup.providers.sendgrid.standin.inbox import Inbox
from roundup.providers.sendgrid.standin.rules import complaints_about
from roundup.providers.sendgrid.standin.suppressions import Suppressions
from roundup.providers.sendgrid.standin.webhook import Webhook


class MailSend:
    """Checks a request, keeps its mails, settles their fates and has their events posted."""

    def __init__(
        self,
        inbox: Inbox,
        faults: Faults,
        suppressions: Suppressions,
        webhook: Webhook,
        clock: Callable[[], float],
    ) -> None:
        self._inbox = inbox
        self._faults = faults
        self._suppressions = suppressions
        self._webhook = webhook
        self._clock = clock

    def answer(self, call: Call, fault: Fault | None) -> tuple[Answer, Fault | None]:
        """Return the answer, and the fault with which it is to be given."""
        if fault and not fault.accepted:
            return _faulty(fault), fault
        honest = self._taken(call)
        if fault and honest.status == 202:
            return _faulty(fault), fault
        return honest, None

    def _taken(self, call: Call) -> Answer:
        """Return the honest answer, with the mails in the inbox if it is 202."""
        if call.header("content-type").partition(";")[0].strip().lower() != "application/json":
            return error_answer(415, "Content-Type should be application/json.")
        if call.header("content-encoding") not in ("", "identity"):
            # SendGrid's support must turn compressed bodies on for an account; this account has not asked.
            return error_answer(415, "Content-Encoding is not enabled for this account.")
        try:
            request = orjson.loads(call.body)
        except orjson.JSONDecodeError:
            return bad_request([Complaint("Bad Request", "")])
        now = self._clock()
        if found := complaints_about(request, now) or self._disliked(request):
            return bad_request(found)
        if _is_sandboxed(request):
            return Answer(200)
        return accepted_answer(self._kept(request, now))

    def _kept(self, request: Mapping[str, Any], now: float) -> str:
        taken = self._inbox.take(request, now)
        self._suppressions.decide(taken)
        self._webhook.offer(taken)
        return taken.request_id

    def _disliked(self, request: Mapping[str, Any]) -> list[Complaint]:
        if not (refused := self._faults.refused):
            return []
        return [
            Complaint(f"{person['email']} is refused.", f"personalizations.{index}.to.{number}.email")
            for index, row in enumerate(request["personalizations"])
            for number, person in enumerate(row["to"])
            if person["email"].lower() in refused
        ][:1]


def _faulty(fault: Fault) -> Answer:
    if fault.status < 400:
        return Answer(fault.status)
    if fault.status >= 500:
        # What an edge server sends in place of an answer.
        page = f"<html><body><h1>{fault.status} {fault.message}</h1></body></html>"
        return Answer(fault.status, page.encode(), {"Content-Type": "text/html"})
    waits = {"X-RateLimit-Reset": str(math.ceil(time.time()) + fault.wait)} if fault.wait else {}
    return error_answer(fault.status, fault.message, waits)


def _is_sandboxed(request: Mapping[str, Any]) -> bool:
    mode = request.get("mail_settings", {}).get("sandbox_mode", {})
    return mode.get("enable") is True
