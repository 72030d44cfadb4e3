"""A mail server on this machine, as strict as the standards: it takes a mail, or does what a test tells it.

It wants CRLF, short lines of ASCII, the right order, and a password only under TLS.
"""

from __future__ import annotations

import ipaddress
import re
import socketserver
import ssl
import threading
from base64 import b64decode
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Self

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from roundup.core.mail_servers import MailServer, mail_server

HANG, VANISH, DRIP = "hang", "vanish", "drip"
USER, PASSWORD = "editor", "low:tide/9@quay"
_PATH = r"<([!-;=?A-~]+@[!-;=?A-~]+)>"


@dataclass(frozen=True)
class Taken:
    """A mail that the server is answerable for, or would be had it not vanished."""

    sender: str
    to: str
    data: bytes


class MailHost:
    """Serves until the end of the block. `does` says what happens at a step: an answer, HANG, VANISH or DRIP.

    The steps are greeting, ehlo, starttls, auth, mail, rcpt, data, content and quit.
    """

    def __init__(self, certificate: Path | None = None, *, scheme: str = "smtp", **does: str) -> None:
        self.does: Mapping[str, str] = does
        self.scheme = scheme
        self.taken: list[Taken] = []
        self.seen: list[str] = []
        self.over = threading.Event()
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        if certificate:
            self.context.load_cert_chain(certificate)
        self._server = _Server(("127.0.0.1", 0), _Talk)
        self._server.host = self

    @property
    def server(self) -> MailServer | None:
        """What is read from its URL."""
        account = "" if self.scheme == "smtp" else "editor:low%3Atide%2F9%40quay@"
        port = self._server.server_address[1]
        return mail_server("ROUNDUP_MAIL_URL", f"{self.scheme}://{account}127.0.0.1:{port}")

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.over.set()
        self._server.shutdown()
        self._server.server_close()


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True
    host: MailHost


class _Over(Exception):
    """The conversation is over."""


class _Talk(socketserver.BaseRequestHandler):
    """One conversation."""

    def handle(self) -> None:
        self.host: MailHost = self.server.host  # type: ignore[attr-defined]
        self.greeted = self.secure = self.known = False
        self.sender = self.to = ""
        with suppress(_Over, OSError):
            if self.host.scheme == "smtps":
                self._under_tls()
            self._open()
            self._do("greeting", "220 quay.example.org ESMTP")
            while True:
                self._obey(self._line())

    def finish(self) -> None:
        with suppress(OSError):
            self.request.close()

    def _under_tls(self) -> None:
        self.request = self.host.context.wrap_socket(self.request, server_side=True)
        self.secure = True

    def _open(self) -> None:
        self.file = self.request.makefile("rb")

    def _line(self) -> bytes:
        line = self.file.readline(2000)
        if not line:
            raise _Over
        assert line.endswith(b"\r\n"), "a line ends in CRLF"
        assert b"\r" not in line[:-2], "a bare CR"
        return bytes(line[:-2])

    def _say(self, answer: str) -> None:
        self.request.sendall(answer.encode() + b"\r\n")

    def _do(self, step: str, usual: str) -> bool:
        """Answer as told for this step, else as usual; say whether it goes on from here."""
        self.host.seen.append(step)
        answer = self.host.does.get(step, usual)
        if answer == HANG:
            self.host.over.wait()
        if answer == DRIP:
            self._drip()
        if answer in (HANG, VANISH, DRIP):
            raise _Over
        self._say(answer)
        return answer[:1] in "23"

    def _drip(self) -> None:
        """Begin an answer that never ends, a byte at a time."""
        while not self.host.over.wait(0.02):
            self.request.sendall(b"2")

    def _obey(self, line: bytes) -> None:
        words = line.decode("ascii").split(" ", 1)
        verb, rest = words[0].lower(), words[1] if len(words) > 1 else ""
        act = getattr(self, f"_{verb}", None)
        if act is None:
            self._say("502 5.5.1 Not known")
        else:
            act(rest)

    def _ehlo(self, rest: str) -> None:
        offers = ["quay.example.org"]
        if self.host.scheme == "smtp+tls" and not self.secure:
            offers.append("STARTTLS")
        if self.secure:
            offers.append("AUTH PLAIN")
        *most, last = offers
        self.greeted = self._do("ehlo", "\r\n".join([*(f"250-{one}" for one in most), f"250 {last}"]))

    _helo = _ehlo

    def _starttls(self, rest: str) -> None:
        if self._do("starttls", "220 Go on"):
            self._under_tls()
            self._open()
            self.greeted = False

    def _auth(self, rest: str) -> None:
        assert self.secure, "a password in clear"
        given = b64decode(rest.removeprefix("PLAIN ")).split(b"\0")[1:]
        right = given == [USER.encode(), PASSWORD.encode()]
        self.known = self._do("auth", "235 Welcome" if right else "535 5.7.8 No")

    def _mail(self, rest: str) -> None:
        found = re.fullmatch(rf"FROM:{_PATH}", rest, re.IGNORECASE)
        if not self.greeted or (self.host.scheme != "smtp" and not self.known):
            self._say("530 5.7.0 Not yet")
        elif found and self._do("mail", "250 Ok"):
            self.sender = found[1]

    def _rcpt(self, rest: str) -> None:
        found = re.fullmatch(rf"TO:{_PATH}", rest, re.IGNORECASE)
        if self.sender and found and self._do("rcpt", "250 Ok"):
            self.to = found[1]

    def _data(self, rest: str) -> None:
        if not self.to:
            self._say("503 5.5.1 To whom?")
        elif self._do("data", "354 Go on"):
            self.host.taken.append(Taken(self.sender, self.to, self._content()))
            self._do("content", "250 Ok")

    def _content(self) -> bytes:
        lines = []
        while (line := self._line()) != b".":
            assert len(line) <= 998
            assert line.isascii(), "nothing was said of 8 bits"
            lines.append(line.removeprefix(b"."))
        return b"\r\n".join(lines)

    def _rset(self, rest: str) -> None:
        self._say("250 Ok")

    def _quit(self, rest: str) -> None:
        self._do("quit", "221 Bye")
        raise _Over


def make_certificate(folder: Path) -> Path:
    """Return a file with a key and a certificate for 127.0.0.1 that vouches for itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "quay.example.org")])
    now = datetime.now(UTC)
    where = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(where, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path = folder / "mailserver.pem"
    path.write_bytes(private + certificate.public_bytes(serialization.Encoding.PEM))
    return path
