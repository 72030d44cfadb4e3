"""The API behind the door: which request gets which answer.

Another endpoint takes a method here and a line in `_ROUTES`.
"""

from __future__ import annotations

import hmac
import re
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from urllib.parse import unquote

from roundup.core.errors import Refused
from roundup.providers.sendgrid.standin.answers import Answer, Call, bad_request, error_answer, json_answer
from roundup.providers.sendgrid.standin.complaints import Complaint
from roundup.providers.sendgrid.standin.control import Control
from roundup.providers.sendgrid.standin.fates import LISTS, UNSUBSCRIBES
from roundup.providers.sendgrid.standin.faults import Fault, Faults
from roundup.providers.sendgrid.standin.logs import Logs
from roundup.providers.sendgrid.standin.mail import MailSend
from roundup.providers.sendgrid.standin.query import parse_query
from roundup.providers.sendgrid.standin.rates import RateWindow
from roundup.providers.sendgrid.standin.suppressions import LONGEST_PAGE, Suppressions

MAX_REQUEST = 30_000_000
_MAIL_SEND = ("POST", "/v3/mail/send")


@dataclass(frozen=True, slots=True)
class Admission:
    """What is decided about a request before its body is read: why it is refused, or which fault it gets."""

    refusal: Answer | None = None
    fault: Fault | None = None


class Api:
    """Answers calls, one at a time or many at once."""

    def __init__(
        self,
        key: str,
        *,
        faults: Faults,
        rate: RateWindow,
        mail: MailSend,
        logs: Logs,
        suppressions: Suppressions,
        control: Control,
        clock: Callable[[], float],
    ) -> None:
        self._authorization = f"Bearer {key}".encode()
        self._faults = faults
        self._rate = rate
        self._mail = mail
        self._logs = logs
        self._suppressions = suppressions
        self._control = control
        self.clock = clock
        self._lock = threading.Lock()
        self.requests = 0

    def admit(self, call: Call, length: int) -> Admission:
        """Decide from its headers what to do with a request of `length` bytes.

        A mail/send request gets its fault here.
        """
        if not call.path.startswith(("/v3/", "/_standin/")):
            return Admission(error_answer(404, "not found"))
        if not hmac.compare_digest(call.header("authorization").encode(), self._authorization):
            return Admission(
                error_answer(401, "The provided authorization grant is invalid, expired, or revoked")
            )
        if call.path.startswith("/_standin/"):
            return Admission()
        within, headers = self._rate.use(time.time())
        if not within:
            return Admission(error_answer(429, "too many requests", headers))
        fault = self._next_fault() if (call.method, call.path) == _MAIL_SEND else None
        if length >= MAX_REQUEST:
            return Admission(error_answer(413, "The request is too large.", headers), fault)
        return Admission(None, fault)

    def answer(self, call: Call, fault: Fault | None) -> tuple[Answer, Fault | None]:
        """Return the answer to an admitted request, and the fault to give it with."""
        if call.path.startswith("/_standin/"):
            return self._control.answer(call), None
        if (call.method, call.path) == _MAIL_SEND:
            answer, fault = self._mail.answer(call, fault)
        else:
            answer = self._looked_up(call)
        return replace(answer, headers={**self._rate.headers(), **answer.headers}), fault

    def _next_fault(self) -> Fault | None:
        with self._lock:
            self.requests += 1
        return self._faults.next()

    def _looked_up(self, call: Call) -> Answer:
        known = False
        for method, pattern, serve in _ROUTES:
            if found := pattern.fullmatch(call.path):
                known = True
                if method == call.method:
                    return self._served(serve, replace(call, names=tuple(map(unquote, found.groups()))))
        return error_answer(405, "method not allowed") if known else error_answer(404, "not found")

    def _served(self, serve: _Serve, call: Call) -> Answer:
        try:
            return serve(self, call)
        except Refused as refused:
            return bad_request([Complaint(str(refused), "")])

    def search_logs(self, call: Call) -> Answer:
        if not self._logs.permitted:
            return error_answer(403, "access forbidden")
        asked = call.document()
        limit = asked.get("limit", 10)
        if type(limit) is not int or not 1 <= limit <= 1000 or not isinstance(asked.get("query", ""), str):
            raise Refused("The query must be a string and the limit from 1 to 1000.")
        query = parse_query(asked.get("query", ""))
        return json_answer({"messages": self._logs.search(query, limit, self.clock())})

    def read_log(self, call: Call) -> Answer:
        if not self._logs.permitted:
            return error_answer(403, "access forbidden")
        found = self._logs.details(call.names[0], self.clock())
        return json_answer(found) if found else error_answer(404, "message not found")

    def list_suppressed(self, call: Call) -> Answer:
        return self._listed(call.names[0], call)

    def list_global(self, call: Call) -> Answer:
        return self._listed(UNSUBSCRIBES, call)

    def _listed(self, name: str, call: Call) -> Answer:
        if not self._suppressions.permitted:
            return error_answer(403, "access forbidden")
        limit = call.number("limit", LONGEST_PAGE)
        if limit > LONGEST_PAGE:
            raise Refused(f"The limit is at most {LONGEST_PAGE}.")
        start, end = call.number("start_time", 0), call.number("end_time", 10**12)
        return json_answer(self._suppressions.page(name, start, end, limit, call.number("offset", 0)))

    def read_suppressed(self, call: Call) -> Answer:
        return json_answer(self._suppressions.find(*call.names))

    def remove_suppressed(self, call: Call) -> Answer:
        return self._removed(call, *call.names)

    def remove_global(self, call: Call) -> Answer:
        return self._removed(call, UNSUBSCRIBES, call.names[0])

    def _removed(self, call: Call, name: str, address: str) -> Answer:
        if not self._suppressions.permitted:
            return error_answer(403, "access forbidden")
        if call.body:
            raise Refused("The address is in the path: this call takes no body.")
        return Answer(204) if self._suppressions.remove(name, address) else error_answer(404, "not found")


_Serve = Callable[[Api, Call], Answer]
_ANY_LIST = "|".join(LISTS)

_ROUTES: Sequence[tuple[str, re.Pattern[str], _Serve]] = [
    (method, re.compile(path), serve)
    for method, path, serve in (
        ("POST", r"/v3/logs", Api.search_logs),
        ("GET", r"/v3/logs/([^/]+)", Api.read_log),
        ("GET", rf"/v3/suppression/({_ANY_LIST})", Api.list_suppressed),
        ("GET", rf"/v3/suppression/({_ANY_LIST})/([^/]+)", Api.read_suppressed),
        ("DELETE", rf"/v3/suppression/({_ANY_LIST})/([^/]+)", Api.remove_suppressed),
        ("GET", r"/v3/asm/suppressions/global", Api.list_global),
        ("DELETE", r"/v3/asm/suppressions/global/([^/]+)", Api.remove_global),
    )
]
