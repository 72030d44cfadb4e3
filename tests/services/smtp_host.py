"""A mail server on this machine: aiosmtpd, stricter than it, and as unreliable as a test wants it.

It wants CRLF, lines of ASCII, one reader a message, the reader in the header, and no command before the
answer to the last one unless it offers PIPELINING.
"""

from __future__ import annotations

import asyncio
import re
import ssl
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import quote

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session

from roundup.core.mail_servers import MailServer, mail_server

HANG, VANISH = "hang", "vanish"
USER, PASSWORD = "harbour", "low:tide/9@quay"


@dataclass(frozen=True)
class Taken:
    """A message that the server is answerable for, whatever it answered."""

    sender: str
    to: str
    data: bytes

    @property
    def message(self) -> EmailMessage:
        return message_from_bytes(self.data, policy=policy.default)  # type: ignore[arg-type]


@dataclass
class SmtpHost:
    """Serves until the end of the block.

    `answers` says what happens at a step, or at a step with an address (`rcpt ada@example.org`): an answer,
    HANG or VANISH. The steps are greeting, starttls, mail, rcpt, data, unfinished (the whole message is
    there, and not taken) and content (it is taken). `limit` is how many messages a connection may bring.
    """

    scheme: str = "smtp"
    certificate: Path | None = None
    pipelining: bool = True
    starttls: bool = True
    limit: int | None = None
    answers: dict[str, str] = field(default_factory=dict)
    when_taken: Callable[[Taken], object] = lambda taken: None

    def __post_init__(self) -> None:
        self.taken: list[Taken] = []
        self.faults: list[str] = []
        self.seen: list[str] = []
        self.transports: list[Any] = []
        self._loop = asyncio.new_event_loop()
        self._tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        if self.certificate:
            self._tls.load_cert_chain(self.certificate)

    def url(self, password: str = PASSWORD) -> str:
        account = f"{USER}:{quote(password, safe='')}@" if self.scheme != "smtp" else ""
        return f"{self.scheme}://{account}127.0.0.1:{self.port}"

    def server_of(self, password: str) -> MailServer:
        found = mail_server("ROUNDUP_SMTP_URL", self.url(password))
        assert found
        return found

    @property
    def server(self) -> MailServer:
        return self.server_of(PASSWORD)

    @property
    def connections(self) -> int:
        """How many there have been."""
        return len(self.transports)

    def __enter__(self) -> Self:
        implicit = self._tls if self.scheme == "smtps" else None
        made = self._loop.create_server(lambda: _Talk(self), "127.0.0.1", 0, ssl=implicit)
        self._server = self._loop.run_until_complete(made)
        self.port = self._server.sockets[0].getsockname()[1]
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        asyncio.run_coroutine_threadsafe(self._stop(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()
        assert self.faults == []

    async def _stop(self) -> None:
        self._server.close()
        for transport in self.transports:
            transport.abort()
        # Whoever is still shaking hands under TLS finds out by itself that the other side has gone.
        me = asyncio.current_task()
        while self._server._active_count or asyncio.all_tasks() - {me}:  # type: ignore[attr-defined]
            await asyncio.sleep(0.01)

    def told(self, step: str, address: str = "") -> str:
        """Return what a test wants to happen at a step; nothing for what is usual."""
        self.seen.append(step)
        return self.answers.get(f"{step} {address}", self.answers.get(step, ""))

    def context(self) -> ssl.SSLContext | None:
        return self._tls if self.scheme == "smtp+tls" and self.starttls else None


class _Talk(SMTP):
    """One conversation."""

    def __init__(self, host: SmtpHost) -> None:
        self.host = host
        self.messages = 0
        account = host.scheme != "smtp"
        super().__init__(
            self,
            hostname="quay.example.org",
            tls_context=host.context(),
            auth_required=account,
            authenticator=self._knows,
            loop=host._loop,
        )
        # It does not see TLS that was there from the start, and would warn of an account without any.
        self._auth_require_tls = host.scheme == "smtp+tls"

    def connection_made(self, transport: Any) -> None:
        self.host.transports.append(transport)
        super().connection_made(transport)

    def _create_session(self) -> Session:
        return Session(self.loop)

    def _knows(self, server: SMTP, session: Session, envelope: Envelope, way: str, given: Any) -> AuthResult:
        right = (given.login, given.password) == (USER.encode(), PASSWORD.encode())
        return AuthResult(success=right, handled=False, message=self.host.told("auth") or None)

    async def handle_exception(self, error: Exception) -> str:
        """Leave what is wrong with TLS to the other side to tell."""
        return "451 Failed"

    async def push(self, status: Any) -> None:
        said = status if isinstance(status, str) else status.decode()
        step = {"354": "data", "220": "starttls" if "TLS" in said else "greeting"}.get(said[:3], "")
        told = await self._does(step) if step else ""
        await super().push(told or status)
        if told[:3] == "421" and self.transport is not None:
            self.transport.close()
        if told and step == "data":
            # The library would read a message now: this one is over.
            raise _Told

    async def smtp_DATA(self, arg: str) -> None:
        with suppress(_Told):
            await super().smtp_DATA(arg)

    async def _does(self, step: str, address: str = "") -> str:
        told = self.host.told(step, address)
        if told == VANISH and self.transport is not None:
            self.transport.abort()
        if told in (HANG, VANISH):
            await asyncio.Event().wait()
        return told

    async def handle_EHLO(
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        session.host_name = hostname
        offered = ["250-PIPELINING"] if self.host.pipelining else []
        return [*responses[:-1], *offered, responses[-1]]

    async def handle_MAIL(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        self._waits_for_answers("MAIL")
        if self.messages == self.host.limit:
            assert self.transport is not None
            self.transport.abort()
            await asyncio.Event().wait()
        if told := await self._does("mail"):
            return told
        envelope.mail_from = address
        return "250 2.1.0 Ok"

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        self._waits_for_answers("RCPT")
        if told := await self._does("rcpt", address):
            return told
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 Ok"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        if told := await self._does("unfinished", envelope.rcpt_tos[0]):
            return told
        taken = Taken(str(envelope.mail_from), envelope.rcpt_tos[0], bytes(envelope.original_content or b""))
        self._look(envelope, taken)
        self.messages += 1
        self.host.taken.append(taken)
        self.host.when_taken(taken)
        return await self._does("content", taken.to) or f"250 2.0.0 Ok: queued as {len(self.host.taken)}"

    def _waits_for_answers(self, verb: str) -> None:
        if not self.host.pipelining and self._reader._buffer:  # type: ignore[attr-defined]
            self.host.faults.append(f"something was said behind {verb}, without waiting")

    def _look(self, envelope: Envelope, taken: Taken) -> None:
        if len(envelope.rcpt_tos) != 1 or len(taken.message["To"].addresses) != 1:
            self.host.faults.append("not one reader")
        if taken.to not in str(taken.message["To"]):
            self.host.faults.append("somebody else's message")
        if re.search(rb"[^\r]\n|\r[^\n]|[^\x00-\x7f]|[^\r\n]{999}", taken.data):
            self.host.faults.append("no lines of ASCII that end in CRLF")


class _Told(Exception):
    """A test has ended the step."""
