"""Answers in SendGrid's place at next to no cost: `serve` runs it on an event loop.

The strict stand-in spends more on judging a request than roundup does on writing it, so all ways to send
would look alike. This one reads each whole request, checks its path and key, keeps the body and answers
202, in the same way for all contestants. The stand-in's own rules judge the kept bodies when the clock has
stopped.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

import orjson

from roundup.providers.sendgrid.standin.rules import complaints_about

_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)\r\n", re.IGNORECASE)
_ROOM = 1 << 20
_TAKEN = (
    b"HTTP/1.1 202 Accepted\r\nServer: bench\r\nX-Message-Id: bench%015d\r\nContent-Length: 0\r\n"
    b"Content-Type: text/plain; charset=utf-8\r\n\r\n"
)
_NOT_TAKEN = b"HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n"
# Other questions that are asked: lists of suppressed readers, all of them empty.
_NOBODY = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n[]"


@dataclass(frozen=True, slots=True)
class Verdict:
    """The result of a whole run: requests, readers, readers mailed twice, and requests that break a rule."""

    requests: int
    readers: int
    twice: int
    faults: int


class Pile:
    """The bodies that were taken, in a file. `copies` counts the readers in them."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._lengths: list[int] = []
        self.copies = 0

    def add(self, body: bytes | memoryview) -> int:
        """Put a body on the pile and return its number."""
        self._file.write(body)
        self._lengths.append(len(body))
        self.copies += bytes(body).count(b'"custom_args"')
        return len(self._lengths)

    def clear(self) -> None:
        self._file.seek(0)
        self._file.truncate()
        self._lengths.clear()
        self.copies = 0

    def judge(self) -> Verdict:
        """Read all bodies as strictly as the stand-in does."""
        seen: set[int] = set()
        readers = faults = 0
        for body in self._bodies():
            document = orjson.loads(body)
            faults += bool(complaints_about(document, 0.0))
            addresses = [hash(row["to"][0]["email"]) for row in document["personalizations"]]
            readers += len(addresses)
            seen.update(addresses)
        return Verdict(len(self._lengths), readers, readers - len(seen), faults)

    def _bodies(self) -> Iterator[bytes]:
        self._file.seek(0)
        for length in self._lengths:
            yield self._file.read(length)


@dataclass(slots=True)
class Desk:
    """What all lines share. `latency` is the time before each answer, in seconds."""

    pile: Pile
    key: str
    latency: float = 0.0


class _Line(asyncio.BufferedProtocol):
    """One connection, which may carry many requests, one after the other."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._room = bytearray(_ROOM)
        self._filled = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def get_buffer(self, sizehint: int) -> memoryview:
        if self._filled == len(self._room):
            self._room = self._room + bytearray(len(self._room))
        return memoryview(self._room)[self._filled :]

    def buffer_updated(self, nbytes: int) -> None:
        self._filled += nbytes
        ends = self._room.find(b"\r\n\r\n", 0, min(self._filled, 65_536))
        if ends < 0:
            return
        head = bytes(self._room[: ends + 4])
        found = _LENGTH.search(head)
        whole = len(head) + (int(found[1]) if found else 0)
        if self._filled >= whole:
            answer = self._answer(head, whole)
            self._filled = 0  # Nobody here sends a request before the previous one is answered.
            asyncio.get_running_loop().call_later(self._desk.latency, self._transport.write, answer)

    def _answer(self, head: bytes, whole: int) -> bytes:
        if f"Bearer {self._desk.key}".encode() not in head:
            return _NOT_TAKEN
        if not head.startswith(b"POST /v3/mail/send "):
            return _NOBODY
        with memoryview(self._room) as room:
            return _TAKEN % self._desk.pile.add(room[len(head) : whole])


async def serve(desk: Desk) -> asyncio.Server:
    """Listen on a free port of this machine's loopback."""
    return await asyncio.get_running_loop().create_server(lambda: _Line(desk), "127.0.0.1", 0)
