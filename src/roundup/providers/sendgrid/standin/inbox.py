"""What reached the readers: the judge of every test of sending.

Only the necessary parts of a request are kept, as bytes: its addresses and custom arguments. The mails
themselves are kept only if asked for; without them a million readers fit in memory.
"""

from __future__ import annotations

import secrets
import threading
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any

import orjson


@dataclass(frozen=True, slots=True)
class Accepted:
    """One request that was taken. `received_at` is Unix time.

    `message` is the same for all requests of one mailing: it is made of the sender, the subject and the names
    of the marks. `fates` lists, by number, the copies that do not simply arrive.
    """

    request_id: str
    received_at: float
    sender: str
    subject: str
    categories: tuple[str, ...]
    message: str
    count: int
    joined: bytes
    arguments: bytes
    request: Mapping[str, Any] | None = None
    fates: dict[int, str] = field(default_factory=dict)

    def addresses(self) -> list[str]:
        return self.joined.decode().split("\n")

    def custom_args(self) -> list[dict[str, str]]:
        """Return the custom arguments of each copy, in the order of the addresses."""
        found: list[dict[str, str]] = orjson.loads(self.arguments)
        return found

    def message_id(self, number: int) -> str:
        """Return SendGrid's own id of a copy, which starts with the request's."""
        return f"{self.request_id}.recvd-standin-{number}"


@dataclass(frozen=True, slots=True)
class ReceivedMail:
    """One reader's copy. It is put together only when somebody looks at it."""

    accepted: Accepted
    number: int
    address: str
    request: Mapping[str, Any]
    personalization: Mapping[str, Any]

    @property
    def request_id(self) -> str:
        """Return the X-Message-Id of the answer."""
        return self.accepted.request_id

    @property
    def received_at(self) -> float:
        return self.accepted.received_at

    @property
    def message_id(self) -> str:
        return self.accepted.message_id(self.number)

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

    def __init__(self, *, keep_mails: bool = True) -> None:
        self.keep_mails = keep_mails
        self._lock = threading.Lock()
        self._accepted: list[Accepted] = []
        self._count = 0

    def take(self, request: Mapping[str, Any], now: float) -> Accepted:
        """Keep a copy for each address of a request that is known to be good."""
        accepted = _accepted(request, now, keep=self.keep_mails)
        with self._lock:
            self._accepted.append(accepted)
            self._count += accepted.count
        return accepted

    def accepted(self) -> list[Accepted]:
        """Return the requests that were taken, in their order."""
        with self._lock:
            return list(self._accepted)

    def mails(self, address: str | None = None) -> list[ReceivedMail]:
        """Return the copies that reached `address` (in any case), or all; none if none are kept."""
        wanted = address.lower() if address is not None else None
        return [
            mail
            for accepted in self.accepted()
            for mail in _mails(accepted)
            if wanted is None or mail.address.lower() == wanted
        ]

    def counts(self) -> Counter[str]:
        """Return how many copies each address got, in lower case."""
        found: Counter[str] = Counter()
        for accepted in self.accepted():
            found.update(_lowered(accepted))
        return found

    def messages(self) -> dict[str, Counter[str]]:
        """Return how many copies each address got of each message (`Accepted.message`)."""
        found: dict[str, Counter[str]] = {}
        for accepted in self.accepted():
            found.setdefault(accepted.message, Counter()).update(_lowered(accepted))
        return found

    def duplicates(self) -> Counter[str]:
        """Return how many copies too many each address got: all but the first of each message."""
        found: Counter[str] = Counter()
        for copies in self.messages().values():
            found.update({address: count - 1 for address, count in copies.items() if count > 1})
        return found

    def clear(self) -> None:
        with self._lock:
            self._accepted.clear()
            self._count = 0

    def __len__(self) -> int:
        with self._lock:
            return self._count


def _accepted(request: Mapping[str, Any], now: float, *, keep: bool) -> Accepted:
    copies = list(_copies(request))
    arguments = [row.get("custom_args", {}) for row, _ in copies]
    if common := request.get("custom_args"):
        arguments = [common | own for own in arguments]
    return Accepted(
        request_id=secrets.token_urlsafe(16),
        received_at=now,
        sender=request["from"]["email"],
        subject=request.get("subject", ""),
        categories=tuple(request.get("categories", ())),
        message=_message(request),
        count=len(copies),
        joined="\n".join([address for _, address in copies]).encode(),
        arguments=orjson.dumps(arguments),
        request=request if keep else None,
    )


def _copies(request: Mapping[str, Any]) -> Iterator[tuple[Mapping[str, Any], str]]:
    """Yield each personalization with each address that gets a copy of it."""
    for row in request["personalizations"]:
        for person in row["to"]:
            yield row, person["email"]
        for kind in ("cc", "bcc"):
            if kind in row:
                for person in row[kind]:
                    yield row, person["email"]


def _message(request: Mapping[str, Any]) -> str:
    marks = sorted(request["personalizations"][0].get("substitutions", {}))
    shared = [request["from"]["email"], request.get("subject", ""), *marks]
    return blake2b(orjson.dumps(shared), digest_size=8).hexdigest()


def _mails(accepted: Accepted) -> Iterator[ReceivedMail]:
    if accepted.request is not None:
        for number, (row, address) in enumerate(_copies(accepted.request)):
            yield ReceivedMail(accepted, number, address, accepted.request, row)


def _lowered(accepted: Accepted) -> list[str]:
    return accepted.joined.decode().lower().split("\n")
