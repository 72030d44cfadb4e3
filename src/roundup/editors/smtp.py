"""The editors' door: the operator's own mail server, so that alarms get through when the provider fails."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from roundup.core.batches import OutgoingBatch, Receipt
from roundup.core.errors import ProviderError, ProviderHalted, ProviderRefused, Refused
from roundup.core.mail_servers import MailServer
from roundup.core.message import build_message
from roundup.providers.smtp.handing_over import (
    announce_message,
    deliver_message,
    is_sayable,
    open_conversation,
    require_time,
)

# How long a silent server may take for one answer, and a talkative one for all its answers.
_ANSWER_WITHIN = 15.0
_ALL_WITHIN = 60.0


class EditorsDoor:
    """Hands one mail at a time to a server, and says whether it was certainly not taken or nobody knows.

    If the setting asks for TLS, nothing leaves without it, and no server is trusted without a valid
    certificate.
    """

    def __init__(self, server: MailServer) -> None:
        self._server = server

    def admit(self, now: datetime) -> bool:
        """Do nothing: the provider's state does not concern this door."""
        return True

    def heed(self, error: ProviderError | None, now: datetime) -> None:
        """Do nothing: nothing else depends on this server's answers."""

    def send(self, message: OutgoingBatch) -> Receipt:
        if not is_sayable(message.sender_email):
            raise ProviderHalted("No mail server can take the sender's address as it is written: correct it.")
        data = _bytes(message)
        deadline = message.deadline.at_most(_ALL_WITHIN)
        conversation = open_conversation(self._server, deadline.monotonic, _ANSWER_WITHIN)
        try:
            announce_message(conversation, message.sender_email, message.recipients[0].email)
            deliver_message(conversation, data, before_dot=lambda: require_time(deadline))
        finally:
            conversation.goodbye()
        return Receipt("", 1)


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
