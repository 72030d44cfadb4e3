"""Makes every reader's complete message from a batch."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping
from datetime import datetime
from hashlib import blake2b

from roundup.core.batches import OutgoingBatch, Recipient
from roundup.core.errors import ProviderHalted, ProviderRefused, Refused
from roundup.core.message import reader_headers, shared_headers
from roundup.core.newsroom_language import tell
from roundup.providers.mark_filling import Personal, QuotedPrintable


class Composer:
    """Writes the messages of one batch as `core.message.build_message` would, but common parts only once.

    Raises ProviderHalted if no message of the batch can be written.
    """

    def __init__(self, batch: OutgoingBatch, date: datetime) -> None:
        self._batch = batch
        marks = {mark for recipient in batch.recipients for mark in recipient.substitutions}
        self._subject = Personal(batch.subject, marks)
        self._text = QuotedPrintable(batch.text, marks)
        self._html = QuotedPrintable(batch.html, marks)
        self._domain = _ascii_domain(batch.sender_email)
        # An equals sign before an underscore never occurs in a quoted-printable body.
        boundary = f"=_{secrets.token_hex(16)}"
        self._common, self._replaceable = self._common_headers(date)
        self._text_head = _mime_headers(boundary) + _part(boundary, "plain")
        self._html_head = b"\r\n\r\n" + _part(boundary, "html")
        self._end = f"\r\n\r\n--{boundary}--\r\n".encode()

    def messages(self) -> Iterator[bytes]:
        """Yield the messages in the batch's order.

        Raises ProviderRefused before the first message, naming the reader, if a reader cannot have one.
        """
        heads = [self._head(index, recipient) for index, recipient in enumerate(self._batch.recipients)]
        for head, recipient in zip(heads, self._batch.recipients, strict=True):
            yield self._message(head, recipient)

    def _common_headers(self, date: datetime) -> tuple[bytes, dict[str, str]]:
        """Return the lines of common headers that no reader replaces, and the headers that some replace."""
        owned = {name.lower() for recipient in self._batch.recipients for name in recipient.headers}
        headers = self._batch.headers
        self._written(headers, date)
        shared = {name: value for name, value in headers.items() if name.lower() not in owned}
        return self._written(shared, date), {
            name: value for name, value in headers.items() if name.lower() in owned
        }

    def _written(self, headers: Mapping[str, str], date: datetime) -> bytes:
        batch = self._batch
        try:
            return shared_headers(
                sender_name=batch.sender_name,
                sender_email=batch.sender_email,
                reply_to=batch.reply_to,
                headers=headers,
                date=date,
            )
        except Refused as refused:
            raise ProviderHalted(str(refused)) from refused

    def _message(self, head: bytes, recipient: Recipient) -> bytes:
        values = recipient.substitutions
        parts = (
            self._common,
            head,
            self._text_head,
            self._text.encoded(values),
            self._html_head,
            self._html.encoded(values),
            self._end,
        )
        return b"".join(parts)

    def _head(self, index: int, recipient: Recipient) -> bytes:
        """Return a reader's own headers."""
        try:
            return reader_headers(
                to_email=recipient.email,
                to_name=recipient.name,
                subject=self._subject.text(recipient.substitutions),
                headers=_merged(self._replaceable, recipient.headers),
                message_id=self._message_id(recipient),
            )
        except Refused as refused:
            raise ProviderRefused(str(refused), index=index) from refused

    def _message_id(self, recipient: Recipient) -> str:
        """Return an id that is fixed for one delivery in one attempt: a mailbox can be searched for it."""
        said = f"{self._batch.key}\n{self._batch.attempt}\n{recipient.delivery_id}"
        return f"<{blake2b(said.encode(), digest_size=16).hexdigest()}@{self._domain}>"


def check_readers(batch: OutgoingBatch, most: int) -> None:
    """Raise ProviderRefused if there are no readers, more than `most`, or two with the same address."""
    if not batch.recipients:
        raise ProviderRefused(tell("A batch without readers cannot be sent: leave it out."))
    if len(batch.recipients) > most:
        said = tell(
            "At most %(most)s readers go in a batch, not %(readers)s: split it.",
            most=most,
            readers=len(batch.recipients),
        )
        raise ProviderRefused(said, too_large=True)
    seen: set[str] = set()
    for index, recipient in enumerate(batch.recipients):
        if recipient.email.lower() in seen:
            raise ProviderRefused(tell("Two readers of the batch have the same address."), index=index)
        seen.add(recipient.email.lower())


def _mime_headers(boundary: str) -> bytes:
    return (
        f'MIME-Version: 1.0\r\nContent-Type: multipart/alternative;\r\n boundary="{boundary}"\r\n\r\n'
    ).encode()


def _part(boundary: str, kind: str) -> bytes:
    return (
        f'--{boundary}\r\nContent-Type: text/{kind}; charset="utf-8"\r\n'
        "Content-Transfer-Encoding: quoted-printable\r\n\r\n"
    ).encode()


def _merged(common: Mapping[str, str], own: Mapping[str, str]) -> Mapping[str, str]:
    """Return both, with the reader's own headers replacing common ones of the same name."""
    if not common:
        return own
    names = {name.lower() for name in own}
    return {name: value for name, value in common.items() if name.lower() not in names} | dict(own)


def _ascii_domain(address: str) -> str:
    domain = address.rpartition("@")[2]
    return domain if domain.isascii() and domain else "invalid.example"
