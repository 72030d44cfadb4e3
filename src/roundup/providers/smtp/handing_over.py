"""Hands one message over, step by step: what each answer, or its absence, proves.

If the connection breaks before the last line of a message (the lone dot), nothing was taken. If it breaks
afterwards, that proves nothing.
"""

from __future__ import annotations

import re
import smtplib
import ssl
from collections.abc import Callable, Iterator, Sequence

from roundup.core.deadlines import Deadline
from roundup.core.errors import (
    ProviderBusy,
    ProviderError,
    ProviderHalted,
    ProviderRefused,
    ProviderUncertain,
)
from roundup.core.mail_servers import MailServer
from roundup.core.newsroom_language import tell, tell_later
from roundup.providers.smtp.conversation import ANSWER_WITHIN, Conversation

_ADDRESS = re.compile(r"[!-;=?A-~]+@[!-;=?A-~]+")
_LINE_BEGINS_WITH_DOT = re.compile(rb"^\.", re.MULTILINE)
# How long we wait before we try a server again that takes nobody now, and a reader whom it puts off.
NOT_NOW = 60.0
PUT_OFF = 300.0
_CLOSING = 421


def open_conversation(server: MailServer, ends: float, answer_within: float = ANSWER_WITHIN) -> Conversation:
    """Connect, with TLS and the password if they are set. Raises one of a provider's four errors.

    No mail has left by then. No server is trusted without a valid certificate.
    """
    conversation = Conversation(server, ends, answer_within)
    try:
        conversation.open()
    except Exception as error:
        conversation.goodbye()
        if not isinstance(error, OSError):
            raise
        raise _not_opened(error, server) from error
    return conversation


def _not_opened(error: OSError, server: MailServer) -> ProviderError:
    if isinstance(error, smtplib.SMTPResponseException) and not _is_for_good(error.smtp_code):
        said = tell(
            "The mail server answered %(code)s: %(said)s",
            code=error.smtp_code,
            said=server_words(error.smtp_error),
        )
        return ProviderBusy(said, retry_after=NOT_NOW if 400 <= error.smtp_code < 500 else None)
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return ProviderHalted(
            tell(
                "The mail server refuses the user name or the password: correct %(setting)s.",
                setting=server.setting,
            )
        )
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return ProviderHalted(
            tell(
                "The mail server lacks TLS, or a way to sign in: correct %(setting)s.",
                setting=server.setting,
            )
        )
    if isinstance(error, ssl.SSLError):
        reason = getattr(error, "reason", None) or error.strerror
        return ProviderHalted(
            tell(
                "The mail server's TLS fails (%(reason)s): correct %(setting)s.",
                reason=reason,
                setting=server.setting,
            )
        )
    return _not_reached(error)


def _is_for_good(code: int) -> bool:
    return 500 <= code < 600


def is_sayable(address: str) -> bool:
    """Say whether an address can be written between the brackets of a command."""
    return bool(_ADDRESS.fullmatch(address))


def announce_message(conversation: Conversation, sender: str, to: str) -> None:
    """Announce sender and reader until the server waits for the message. If this raises, nothing was taken.

    `ProviderHalted` and a closed conversation concern every reader, any other error only this one.
    """
    if not is_sayable(sender):
        raise ProviderHalted(
            tell("The sender's address cannot be passed to a mail server: correct it, then resume.")
        )
    if not is_sayable(to):
        raise ProviderRefused(tell("The address cannot be passed to a mail server."))
    conversation.reader = to
    commands = [f"MAIL FROM:<{sender}>", f"RCPT TO:<{to}>", "DATA"]
    try:
        if conversation.needs_reset:
            commands.insert(0, "RSET")
        conversation.needs_reset = True
        error = _first_fault(conversation, commands)
    except OSError as lost:
        raise _not_reached(lost) from lost
    if error:
        raise error


def _first_fault(conversation: Conversation, commands: Sequence[str]) -> ProviderError | None:
    """Send these commands; return the first reason not to go on, if there is one."""
    found, code = None, 0
    for command, (code, said) in _answers(conversation, commands):
        found = found or _fault(conversation, command.split(" ")[0], code, said)
        if code in (_CLOSING, -1):
            conversation.close()
            return found
        if found and not conversation.has_extn("pipelining"):
            return found
    if found and code == 354:
        _end_for_nobody(conversation, found)
    return found


def _end_for_nobody(conversation: Conversation, why: ProviderError) -> None:
    """Answer a server that asks for the message although it has refused the sender or the only reader."""
    if isinstance(why, ProviderHalted):
        conversation.close()
        return
    # RFC 2920: send an empty message, which has no reader.
    conversation.send(b".\r\n")
    conversation.getreply()


def _answers(conversation: Conversation, commands: Sequence[str]) -> Iterator[tuple[str, tuple[int, bytes]]]:
    """Yield each command with its answer; all are sent at once if the server allows that."""
    at_once = conversation.has_extn("pipelining")
    if at_once:
        conversation.send("".join(f"{command}\r\n" for command in commands).encode("ascii"))
    for command in commands:
        yield command, conversation.getreply() if at_once else conversation.docmd(command)


_TO_SENDER = tell_later("The mail server answered %(code)s to the sender: %(said)s")
_TO_READER = tell_later("The mail server answered %(code)s to the reader’s address: %(said)s")
_TO_MESSAGE = tell_later("The mail server answered %(code)s to the message: %(said)s")
_ANSWERED = {"MAIL": _TO_SENDER, "RCPT": _TO_READER, "DATA": _TO_MESSAGE, "RSET": _TO_MESSAGE}


def _fault(conversation: Conversation, verb: str, code: int, said: bytes) -> ProviderError | None:
    if code == 354 if verb == "DATA" else 200 <= code < 300:
        return None
    sentence = _sentence(conversation, code, said, _ANSWERED[verb])
    if not _is_for_good(code):
        return ProviderBusy(sentence, retry_after=_wait(code, verb))
    return (ProviderHalted if verb in ("MAIL", "RSET") else ProviderRefused)(sentence)


def _wait(code: int, verb: str) -> float | None:
    if not 400 <= code < 500:
        return None
    return PUT_OFF if verb in ("RCPT", "DATA") and code != _CLOSING else NOT_NOW


def require_time(deadline: Deadline) -> None:
    """Raise ProviderBusy if the time is over."""
    if deadline.has_passed:
        raise ProviderBusy(tell("The time for this batch ran out; the message has not left."))


def deliver_message(
    conversation: Conversation, data: bytes, before_dot: Callable[[], None] = lambda: None
) -> None:
    """Hand over the message itself. Until `before_dot` has returned, it is certainly not taken."""
    try:
        conversation.send(_lines(data))
    except OSError as error:
        raise _not_reached(error) from error
    try:
        before_dot()
    except BaseException:
        conversation.close()
        raise
    try:
        conversation.send(b".\r\n")
        code, said = conversation.getreply()
    except OSError as error:
        raise ProviderUncertain(
            tell(
                "The mail server's answer never came (%(error)s): it may have taken the message.", error=error
            )
        ) from error
    conversation.needs_reset = False
    _raise_for_message(conversation, code, said)


def _lines(data: bytes) -> bytes:
    """Return whole lines, none of which looks like the last one."""
    whole = data if data.endswith(b"\r\n") else data + b"\r\n"
    return _LINE_BEGINS_WITH_DOT.sub(b"..", whole)


def _raise_for_message(conversation: Conversation, code: int, said: bytes) -> None:
    if 200 <= code < 300:
        conversation.messages += 1
        return
    sentence = _sentence(conversation, code, said, _TO_MESSAGE)
    if not 400 <= code < 600:
        conversation.close()
        raise ProviderUncertain(sentence)
    if code == _CLOSING:
        conversation.close()
    if _is_for_good(code):
        raise ProviderRefused(sentence)
    raise ProviderBusy(sentence, retry_after=_wait(code, "DATA"))


def _sentence(conversation: Conversation, code: int, said: bytes, answered: str) -> str:
    return tell(answered, code=code, said=server_words(said, conversation.reader))


def server_words(said: bytes | str, reader: str = "") -> str:
    """Return a server's words, shortened and without addresses, because they are kept, shown and logged.

    Some servers name a reader only by the part before the @.
    """
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    text = re.sub(r"[^\s@]{1,64}@\S+", "(an address)", " ".join(text[:200].split()))
    name = re.escape(reader.partition("@")[0])
    return re.sub(rf"(?<!\w){name}(?!\w)", "(a reader)", text, flags=re.IGNORECASE) if name else text


def _not_reached(error: OSError) -> ProviderBusy:
    return ProviderBusy(
        tell(
            "The mail server could not be reached (%(error)s); nothing has left.", error=type(error).__name__
        )
    )
