"""The editors' door: a mail server of the operator's own, so that the provider can fail and be told of."""

from __future__ import annotations

import re
import smtplib
import socket
import ssl
import threading
from contextlib import suppress
from datetime import datetime
from typing import Any, cast

from django.core.mail.backends.smtp import EmailBackend
from django.utils import timezone

from roundup.core.batches import OutgoingBatch, Receipt
from roundup.core.errors import (
    ProviderBusy,
    ProviderError,
    ProviderHalted,
    ProviderRefused,
    ProviderUncertain,
    Refused,
)
from roundup.core.message import build_message

# What a silent server may take for one answer, and a talkative one for all of them.
_ANSWER_WITHIN = 15.0
_ALL_WITHIN = 60.0
_SETTINGS = "set ROUNDUP_MAIL_URL right."


class MailServer:
    """Hands one mail at a time to a server (`config.mail`), and tells surely not taken from unknown.

    Where TLS is asked for, nothing leaves without it, and no server is believed without its certificate.
    """

    def __init__(self, server: dict[str, Any]) -> None:
        self._server = server

    def admit(self, now: datetime) -> bool:
        """Nothing that the provider says concerns this door."""
        return True

    def heed(self, error: ProviderError | None, now: datetime) -> None:
        """Nobody else has to hear of its answers."""

    def send(self, message: OutgoingBatch) -> Receipt:
        sender, to, data = message.sender_email, message.recipients[0].email, _bytes(message)
        backend = _Backend(**self._server, timeout=_ANSWER_WITHIN)
        try:
            connection = _opened(backend)
            _announce(connection, sender, to)
            _deliver(connection, data)
        finally:
            with suppress(OSError):
                backend.close()
        return Receipt("", 1)

    def close(self) -> None: ...


class _Conversation(smtplib.SMTP):
    """Is cut when its time is over, from the greeting to the goodbye, however slowly answers drip in."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self._is_over = False
        self._timer = threading.Timer(_ALL_WITHIN, self._cut)
        self._timer.daemon = True
        self._timer.start()
        try:
            super().__init__(*args, **kwargs)
        except BaseException:
            self._timer.cancel()
            raise

    def close(self) -> None:
        self._timer.cancel()
        super().close()

    def getreply(self) -> tuple[int, bytes]:
        """Return an answer; half of one that was cut is none."""
        answer = super().getreply()
        if self._is_over:
            self.close()
            raise smtplib.SMTPServerDisconnected("Its time is over.")
        return answer

    def _cut(self) -> None:
        self._is_over = True
        with suppress(OSError):
            if self.sock:
                # Of the plain socket: that of TLS would first take its keys away from whoever reads.
                socket.socket.shutdown(self.sock, socket.SHUT_RDWR)


class _ConversationUnderTls(_Conversation, smtplib.SMTP_SSL):
    """The same, under TLS from the start: Python bounds the handshake as a whole."""


class _Backend(EmailBackend):
    @property
    def connection_class(self) -> type[smtplib.SMTP]:
        return _ConversationUnderTls if self.use_ssl else _Conversation


def _bytes(message: OutgoingBatch) -> bytes:
    (recipient,) = message.recipients
    try:
        return build_message(
            sender_name=message.sender_name,
            sender_email=message.sender_email,
            reply_to=message.reply_to,
            to_email=recipient.email,
            to_name=recipient.name,
            subject=message.subject,
            html=message.html,
            text=message.text,
            headers=message.headers,
            message_id=f"<{message.attempt}@{message.sender_email.rpartition('@')[2]}>",
            date=timezone.now(),
        ).as_bytes()
    except Refused as refused:
        raise ProviderRefused(str(refused)) from refused


def _opened(backend: EmailBackend) -> smtplib.SMTP:
    """Connect, with TLS and the password where they are set: nothing of a mail has left before that."""
    try:
        backend.open()
        connection = cast(smtplib.SMTP, backend.connection)
        connection.ehlo_or_helo_if_needed()
    except smtplib.SMTPAuthenticationError as error:
        if error.smtp_code < 500:
            raise _busy(error) from error
        raise ProviderHalted(f"The mail server refuses the user or the password: {_SETTINGS}") from error
    except smtplib.SMTPNotSupportedError as error:
        raise ProviderHalted(f"The mail server lacks TLS, or a way to sign in: {_SETTINGS}") from error
    except ssl.SSLError as error:
        raise ProviderHalted(f"The mail server's TLS fails ({error.reason}): {_SETTINGS}") from error
    except OSError as error:
        raise _busy(error) from error
    return connection


def _announce(connection: smtplib.SMTP, sender: str, to: str) -> None:
    """Say from whom and to whom. Who is cut off here has handed nothing over."""
    try:
        _check(*connection.mail(sender), "sender", ProviderHalted)
        _check(*connection.rcpt(to), "recipient", ProviderRefused)
    except OSError as error:
        raise _busy(error) from error


def _deliver(connection: smtplib.SMTP, data: bytes) -> None:
    """Hand the message itself over. From here on, silence proves nothing."""
    said: bytes | str
    try:
        code, said = connection.data(data)
    except smtplib.SMTPDataError as error:
        code, said = error.smtp_code, error.smtp_error
    except OSError as error:
        kind = type(error).__name__
        raise ProviderUncertain(f"The mail server's answer never came ({kind}): it may have it.") from error
    _check(code, said, "message", ProviderRefused)


def _check(code: int, said: bytes | str, what: str, never: type[ProviderError]) -> None:
    """Raise what an answer means: 4xx is not now, 5xx is `never`, and what is no answer is unknown."""
    if 200 <= code < 300:
        return
    sentence = f"The mail server answered {code} to the {what}: {_words(said)}"
    if 400 <= code < 500:
        raise ProviderBusy(sentence)
    raise (never if 500 <= code < 600 else ProviderUncertain)(sentence)


def _words(said: bytes | str) -> str:
    """Return a server's words, short and without addresses: they are kept and shown."""
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    return re.sub(r"[^\s@]{1,64}@\S+", "(an address)", " ".join(text[:200].split()))


def _busy(error: OSError) -> ProviderBusy:
    return ProviderBusy(f"The mail server could not be reached ({type(error).__name__}); nothing has left.")
