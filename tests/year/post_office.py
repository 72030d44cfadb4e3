"""The stand-in for SendGrid in the year: it keeps the year's time, and goes wrong as a fault says."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final
from unittest.mock import patch

import orjson

from roundup.providers.sendgrid.standin import StandIn
from roundup.providers.sendgrid.standin.answers import Call, error_answer
from roundup.providers.sendgrid.standin.api import Admission
from roundup.providers.sendgrid.standin.events import events_of
from roundup.providers.sendgrid.standin.fates import FATES
from roundup.providers.sendgrid.standin.faults import Fault as Misbehaviour
from roundup.providers.sendgrid.standin.faults import Manner
from roundup.providers.sendgrid.standin.inbox import Accepted
from tests.year.shapes import Fault

_401: Final = Misbehaviour(Manner.ANSWER, False, 401, "The provided authorization grant is invalid")
_503: Final = Misbehaviour(Manner.ANSWER, False, 503, "upstream trouble")
_TAKEN: Final = Misbehaviour(Manner.DISCONNECT, True)
_AFTER: Final = {"": 0, "after three batches": 3, "the third batch": 2}
_MAIL_SEND: Final = "/v3/mail/send"


class PostOffice(StandIn):
    """`go_wrong` begins a fault, `behave` ends it."""

    def __init__(self, unix: Callable[[], float]) -> None:
        super().__init__(keep_mails=False, clock=unix)
        self._unix = unix
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

    def behave(self, fault: Fault) -> None:
        self._wrong = [one for one in self._wrong if one != fault]
        if fault.what == "no-events-no-logs":
            self.logs.permitted = True
            self.webhook.lose(0.0)

    def serve_key(self) -> None:
        """Serve the key that the workers have now."""
        self._wrong = [one for one in self._wrong if "401" not in one.what]

    def report(self, fate: str, count: int) -> None:
        """Report of this many copies of the last mailing, the first that have no such event yet."""
        last = self.inbox.accepted()[-1].message
        copies = [(one, n) for one in self.inbox.accepted() if one.message == last for n in range(one.count)]
        fresh = [(one, n) for one, n in copies if n not in one.fates][:count]
        rows = [self._event(one, number, fate) for one, number in fresh]
        with self.webhook._changed:
            self.webhook._released += [orjson.dumps(row) for row in rows]
            self.webhook._changed.notify_all()

    def _event(self, one: Accepted, number: int, fate: str) -> dict[str, Any]:
        """Return the last event of a copy that fares like this, and put its reader on the list."""
        one.fates[number] = fate
        now = int(self._unix())
        self.suppressions.add(FATES[fate].listed, one.addresses()[number], now)
        return events_of(one, number)[-1] | {"timestamp": now}

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
                # The stand-in counts from the real time.
                wait = 60 + round(self._unix() - time.time())
                found = Misbehaviour(Manner.ANSWER, False, 429, "too many requests", wait)
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

    @contextmanager
    def reached(self) -> Iterator[None]:
        """Let no new connection reach it while there is no route to it."""
        connect, port = socket.socket.connect, self._server.server_port

        def connecting(line: socket.socket, address: Any) -> Any:
            if self._has("sendgrid-unreachable") and address[1:] and address[1] == port:
                raise ConnectionRefusedError("Connection refused.")
            return connect(line, address)

        with patch.object(socket.socket, "connect", connecting):
            yield
