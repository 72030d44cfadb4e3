"""The stand-in for SendGrid in the year: it keeps the year's time, and goes wrong as a fault says."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from roundup.providers.sendgrid.standin import StandIn
from roundup.providers.sendgrid.standin.answers import Call, error_answer
from roundup.providers.sendgrid.standin.api import Admission
from roundup.providers.sendgrid.standin.faults import Fault as Misbehaviour
from roundup.providers.sendgrid.standin.faults import Manner
from tests.year.shapes import Fault

_401: Final = Misbehaviour(Manner.ANSWER, False, 401, "The provided authorization grant is invalid")
_429: Final = Misbehaviour(Manner.ANSWER, False, 429, "too many requests", 60)
_503: Final = Misbehaviour(Manner.ANSWER, False, 503, "upstream trouble")
_TAKEN: Final = Misbehaviour(Manner.DISCONNECT, True)
_AFTER: Final = {"": 0, "after three batches": 3, "the third batch": 2}
_MAIL_SEND: Final = "/v3/mail/send"


class PostOffice(StandIn):
    """`go_wrong` begins a fault, `behave` ends it."""

    def __init__(self, unix: Callable[[], float]) -> None:
        super().__init__(keep_mails=False, clock=unix)
        self._wrong: list[Fault] = []
        self._seen = 0
        self._honest = self.api.admit
        self.api.admit = self._admit  # type: ignore[method-assign]
        self.faults.next = self._next  # type: ignore[method-assign]

    def go_wrong(self, fault: Fault) -> None:
        self._wrong.append(fault)
        self._seen = 0
        if fault.what == "no-events-no-logs":
            self.logs.permitted = False
            self.webhook.lose(1.0)

    def behave(self, fault: Fault | None = None) -> None:
        """End this fault, or all."""
        self._wrong = [one for one in self._wrong if fault and one != fault]
        if fault is None or fault.what == "no-events-no-logs":
            self.logs.permitted = True
            self.webhook.lose(0.0)

    def serve_key(self) -> None:
        """Serve the key that the workers have now."""
        self._wrong = [one for one in self._wrong if "401" not in one.what]

    def _has(self, what: str) -> bool:
        return any(one.what == what for one in self._wrong)

    def _admit(self, call: Call, length: int) -> Admission:
        if self._has("everything-answers-401"):
            return Admission(error_answer(401, _401.message))
        return self._honest(call, length)

    def _next(self) -> Misbehaviour | None:
        """Return what is wrong with the next request that hands a batch over."""
        for fault in self._wrong:
            if found := self._misbehaviour(fault):
                return found
        return None

    def _misbehaviour(self, fault: Fault) -> Misbehaviour | None:
        match fault.what:
            case "mail-send-answers-401":
                found: Any = _401
            case "mail-send-answers-429":
                found = _429
            case "mail-send-answers-503":
                found = _503
            case "mail-send-taken-without-answer":
                found = _TAKEN
            case _:
                return None
        self._seen += 1
        after = _AFTER[fault.of]
        is_meant = self._seen == after + 1 if fault.of == "the third batch" else self._seen > after
        return found if is_meant else None
