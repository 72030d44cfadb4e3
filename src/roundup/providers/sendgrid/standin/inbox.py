"""What reached the readers: the judge of every test of sending."""

from __future__ import annotations

import secrets
import threading
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class ReceivedMail:
    """One reader's copy. It is put together when looked at: an inbox may hold very many.

    `request_id` is the X-Message-Id of the answer, `received_at` Unix time.
    """

    request_id: str
    number: int
    received_at: float
    request: Mapping[str, Any]
    personalization: Mapping[str, Any]

    @property
    def address(self) -> str:
        return str(self.personalization["to"][0]["email"])

    @property
    def message_id(self) -> str:
        """Return SendGrid's own id of this copy, which starts with the request's."""
        return f"{self.request_id}.recvd-standin-{self.number}"

    @property
    def subject(self) -> str:
        return self._merged(str(self.personalization.get("subject") or self.request["subject"]))

    @property
    def text(self) -> str:
        return self._content("text/plain")

    @property
    def html(self) -> str:
        return self._content("text/html")

    @property
    def headers(self) -> dict[str, str]:
        return {**self.request.get("headers", {}), **self.personalization.get("headers", {})}

    @property
    def custom_args(self) -> dict[str, str]:
        return {**self.request.get("custom_args", {}), **self.personalization.get("custom_args", {})}

    def _content(self, kind: str) -> str:
        return next(
            (self._merged(part["value"]) for part in self.request["content"] if part["type"] == kind), ""
        )

    def _merged(self, text: str) -> str:
        for tag, value in self.personalization.get("substitutions", {}).items():
            text = text.replace(tag, value)
        return text


class Inbox:
    """All copies ever taken, in their order. Safe for all threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._mails: list[ReceivedMail] = []

    def take(self, request: Mapping[str, Any], now: float) -> str:
        """Keep a copy for each personalization and return the request's id."""
        request_id = secrets.token_urlsafe(16)
        mails = [
            ReceivedMail(request_id, number, now, request, personalization)
            for number, personalization in enumerate(request["personalizations"])
        ]
        with self._lock:
            self._mails += mails
        return request_id

    def mails(self, address: str | None = None) -> list[ReceivedMail]:
        """Return the copies that reached `address` (in any case), or all."""
        with self._lock:
            mails = list(self._mails)
        if address is None:
            return mails
        return [mail for mail in mails if mail.address.lower() == address.lower()]

    def counts(self) -> Counter[str]:
        """Return how many copies each address got, in lower case."""
        return Counter(mail.address.lower() for mail in self.mails())

    def clear(self) -> None:
        with self._lock:
            self._mails.clear()

    def __len__(self) -> int:
        with self._lock:
            return len(self._mails)
