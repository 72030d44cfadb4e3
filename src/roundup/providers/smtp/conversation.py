"""A connection to a mail server, with a time limit for every step."""

from __future__ import annotations

import re
import smtplib
import socket
import ssl
import time
from contextlib import suppress
from functools import cache
from typing import TYPE_CHECKING

from roundup.core.mail_servers import MailServer

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

# How long a server may take for one answer, however slowly that drips in.
ANSWER_WITHIN = 30.0
_GOODBYE_WITHIN = 1.0
_LONGEST_ANSWER = 64 * 1024
_ANSWER = re.compile(rb"([2-5][0-9]{2})(?:([ -])(.*))?", re.DOTALL)


class Conversation(smtplib.SMTP):
    """The standard library's client with three differences.

    It waits no longer than `answer_within` for an answer, and does nothing at all after `ends`, a moment of
    `time.monotonic` that may be moved. Bytes that a server sends unencrypted after it has agreed to begin TLS
    do not count as an answer under TLS. An invalid answer has the code -1.
    """

    def __init__(self, server: MailServer, ends: float, answer_within: float) -> None:
        self.ends = ends
        self.began = time.monotonic()
        self.messages = 0  # How many it has taken.
        self.reader = ""  # Whom the current message is for.
        self.needs_reset = False  # Whether the server may still expect a message that was not handed over.
        self._answer_within = answer_within
        self._unread = b""
        self._server = server
        super().__init__(local_hostname=_our_name(), timeout=answer_within)

    def open(self) -> None:
        """Connect, greet, begin TLS and sign in, as far as the setting asks for it."""
        self.timeout = self._left(time.monotonic() + self._answer_within)
        code, said = self.connect(self._server.host, self._server.port)
        if code != 220:
            raise smtplib.SMTPConnectError(code, said)
        self.ehlo_or_helo_if_needed()
        if self._server.scheme == "smtp+tls":
            self.starttls()
            self.ehlo_or_helo_if_needed()
        if self._server.user:
            self.login(self._server.user, self._server.password)

    @property
    def is_open(self) -> bool:
        return self.sock is not None

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        plain = socket.create_connection((host, port), timeout)
        # The last line of a message is sent by itself, and must not wait for an acknowledgement.
        plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return self._under_tls(plain) if self._server.scheme == "smtps" else plain

    def _under_tls(self, plain: socket.socket) -> ssl.SSLSocket:
        try:
            plain.settimeout(self._left(time.monotonic() + self._answer_within))
            return ssl.create_default_context().wrap_socket(plain, server_hostname=self._server.host)
        except BaseException:
            plain.close()
            raise

    def starttls(self, *_: object, **__: object) -> tuple[int, bytes]:
        if not self.has_extn("starttls"):
            raise smtplib.SMTPNotSupportedError("STARTTLS is not offered")
        code, said = self.docmd("STARTTLS")
        if code != 220:
            raise smtplib.SMTPResponseException(code, said)
        if self._unread or self.sock is None:
            raise ssl.SSLError(0, "unencrypted words came after the answer to STARTTLS")
        plain, self.sock = self.sock, None
        self.sock = self._under_tls(plain)
        # Anybody on the way may have forged what came unencrypted.
        self.ehlo_resp = self.helo_resp = None
        self.esmtp_features, self.does_esmtp = {}, False
        return code, said

    def send(self, s: ReadableBuffer | str) -> None:
        if self.sock is not None:
            self.sock.settimeout(self._left(time.monotonic() + self._answer_within))
        super().send(s)

    def getreply(self) -> tuple[int, bytes]:
        until = time.monotonic() + self._answer_within
        said: list[bytes] = []
        while sum(map(len, said)) < _LONGEST_ANSWER:
            line = self._line(until)
            if not (found := _ANSWER.fullmatch(line)):
                return -1, line
            said.append((found[3] or b"").strip())
            if found[2] != b"-":
                return int(found[1]), b"\n".join(said)
        raise self._over("its answer did not end")

    def goodbye(self) -> None:
        """Say goodbye without waiting long for an answer, and close."""
        self._answer_within = _GOODBYE_WITHIN
        self.ends = time.monotonic() + _GOODBYE_WITHIN
        with suppress(OSError):
            self.docmd("QUIT")
        self.close()

    def close(self) -> None:
        super().close()
        self._unread = b""

    def _line(self, until: float) -> bytes:
        while b"\n" not in self._unread:
            self._unread += self._received(until)
        line, _, self._unread = self._unread.partition(b"\n")
        return line.rstrip(b"\r")

    def _received(self, until: float) -> bytes:
        if self.sock is None:
            raise self._over("it is closed")
        if len(self._unread) > _LONGEST_ANSWER:
            raise self._over("its answer did not end")
        self.sock.settimeout(self._left(until))
        try:
            found: bytes = self.sock.recv(4096)
        except OSError as error:
            raise self._over(type(error).__name__) from error
        if not found:
            raise self._over("the server ended it")
        return found

    def _left(self, until: float) -> float:
        """Return the seconds until a moment, or until the end of the whole conversation if that is sooner."""
        left = min(until, self.ends) - time.monotonic()
        if left <= 0:
            raise self._over("it took too long")
        return left

    def _over(self, why: str) -> smtplib.SMTPServerDisconnected:
        self.close()
        return smtplib.SMTPServerDisconnected(why)


@cache
def _our_name() -> str:
    """Return the name that we greet servers with."""
    name = socket.getfqdn()
    return name if "." in name and name.isascii() else "[127.0.0.1]"
