"""The editors' door: a mail server of the operator's own, so that the provider can fail and be told of."""

from __future__ import annotations

import time
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
)

# What a silent server may take for one answer, and a talkative one for all of them.
_ANSWER_WITHIN = 15.0
_ALL_WITHIN = 60.0


class EditorsDoor:
    """Hands one mail at a time to a server, and tells surely not taken from unknown.

    Where TLS is asked for, nothing leaves without it, and no server is believed without its certificate.
    """

    def __init__(self, server: MailServer) -> None:
        self._server = server

    def admit(self, now: datetime) -> bool:
        """Nothing that the provider says concerns this door."""
        return True

    def heed(self, error: ProviderError | None, now: datetime) -> None:
        """Nobody else has to hear of its answers."""

    def send(self, message: OutgoingBatch) -> Receipt:
        if not is_sayable(message.sender_email):
            raise ProviderHalted("The sender's address cannot be said to a mail server: correct it.")
        data = _bytes(message)
        conversation = open_conversation(self._server, time.monotonic() + _ALL_WITHIN, _ANSWER_WITHIN)
        try:
            announce_message(conversation, message.sender_email, message.recipients[0].email)
            deliver_message(conversation, data)
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
