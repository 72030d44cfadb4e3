"""Every reader's complete message, from the batch."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping
from datetime import datetime
from hashlib import blake2b

from roundup.core.batches import OutgoingBatch, Recipient
from roundup.core.errors import ProviderHalted, ProviderRefused, Refused
from roundup.core.message import build_message
from roundup.providers.outbox.personal import Personal, QuotedPrintable

_NOBODY = Recipient(email="nobody@example.org", name="", delivery_id="")


class Composer:
    """Writes the messages of one batch. What they share is worked out once.

    Raises ProviderHalted where no message of the batch can be written.
    """

    def __init__(self, batch: OutgoingBatch, date: datetime) -> None:
        self._batch = batch
        self._date = date
        marks = {mark for recipient in batch.recipients for mark in recipient.substitutions}
        self._subject = Personal(batch.subject, marks)
        self._text = QuotedPrintable(batch.text, marks)
        self._html = QuotedPrintable(batch.html, marks)
        # In place of the bodies: of hexadecimal digits, which need no encoding, and unguessable.
        self._text_place, self._html_place = secrets.token_hex(16), secrets.token_hex(16)
        self._domain = _ascii_domain(batch.sender_email)
        self._try_out()

    def messages(self) -> Iterator[bytes]:
        """Yield the messages in the batch's order; ProviderRefused names a reader who cannot have one."""
        for index, recipient in enumerate(self._batch.recipients):
            try:
                yield self._message(index, recipient)
            except Refused as refused:
                raise ProviderRefused(str(refused), index=index) from refused

    def _try_out(self) -> None:
        try:
            self._frame(0, _NOBODY)
        except Refused as refused:
            raise ProviderHalted(str(refused)) from refused

    def _message(self, index: int, recipient: Recipient) -> bytes:
        head, rest = self._frame(index, recipient).split(self._text_place.encode(), 1)
        middle, tail = rest.split(self._html_place.encode(), 1)
        values = recipient.substitutions
        return b"".join((head, self._text.encoded(values), middle, self._html.encoded(values), tail))

    def _frame(self, index: int, recipient: Recipient) -> bytes:
        """Return the message with short stand-ins for its bodies, which are dear to encode."""
        batch = self._batch
        message = build_message(
            sender_name=batch.sender_name,
            sender_email=batch.sender_email,
            reply_to=batch.reply_to,
            to_email=recipient.email,
            to_name=recipient.name,
            subject=self._subject.text(recipient.substitutions),
            html=self._html_place,
            text=self._text_place,
            headers=_merged(batch.headers, recipient.headers),
            message_id=self._message_id(index),
            date=self._date,
        )
        return message.as_bytes()

    def _message_id(self, index: int) -> str:
        unique = blake2b(f"{self._batch.key}\n{self._batch.attempt}\n{index}".encode(), digest_size=16)
        return f"<{unique.hexdigest()}@{self._domain}>"


def _merged(common: Mapping[str, str], own: Mapping[str, str]) -> dict[str, str]:
    """Return both, the reader's own headers in place of common ones of the same name."""
    names = {name.lower() for name in own}
    return {name: value for name, value in common.items() if name.lower() not in names} | dict(own)


def _ascii_domain(address: str) -> str:
    domain = address.rpartition("@")[2]
    return domain if domain.isascii() and domain else "invalid.example"
