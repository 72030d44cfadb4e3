"""Connections to the web server before and after a thread works on them, so that slow ones block no thread.

The event loop reads a whole request before it gives it to a thread, and takes the whole answer from the
thread before it sends it. Each of these steps has one deadline, however steadily bytes drip in.
"""

from __future__ import annotations

import ipaddress
import re
import socket
from collections import Counter
from collections.abc import Collection
from enum import Enum
from typing import Any

from roundup.subscribers.asker_network import network_of_address

HEAD_WITHIN = 10.0
BODY_WITHIN = 30.0
ANSWER_WITHIN = 60.0
# Bytes still on their way to us after our answer are read and dropped: closing earlier would break it off.
PARTING_WITHIN = 2.0
# gunicorn refuses each of a hundred headers beyond eight thousand characters; no browser sends a tenth of it.
LONGEST_HEAD = 65_536
# More than any page of ours takes.
LONGEST_BODY = 8_000_000

_PIECE = 65_536
_END = b"\r\n\r\n"
_LENGTH = re.compile(rb"\r\ncontent-length[ \t]*:[ \t]*([0-9]{1,15})[ \t]*(?=\r\n)", re.IGNORECASE)
_EXPECTS = re.compile(rb"\r\nexpect[ \t]*:[ \t]*100-continue[ \t]*(?=\r\n)", re.IGNORECASE)
_CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"


class TooLong(Exception):
    """Raised if a request is longer than any that we answer. `of` says which part is too long."""

    def __init__(self, of: str) -> None:
        super().__init__(f"the {of} is too long")
        self.of = of


class Request:
    """The part of one request that has arrived.

    `add` says when it is whole, however it was cut into pieces.
    """

    def __init__(self) -> None:
        self.pieces: list[bytes] = []
        self.size = 0
        self.head_is_whole = False
        self.expects_leave = False
        self._head = bytearray()
        self._wanted = 0

    def add(self, piece: bytes) -> bool:
        """Take the next bytes; return whether the request is whole. Raises TooLong.

        A body of unknown length counts as whole: Django reads none of it.
        """
        self.pieces.append(piece)
        self.size += len(piece)
        if not self.head_is_whole:
            self._read_head(piece)
        return self.head_is_whole and self.size >= self._wanted

    def _read_head(self, piece: bytes) -> None:
        searched = max(0, len(self._head) - len(_END) + 1)
        self._head += piece
        end = self._head.find(_END, searched)
        if end > LONGEST_HEAD or (end < 0 and len(self._head) > LONGEST_HEAD):
            raise TooLong("head")
        if end < 0:
            return
        head = bytes(self._head[: end + 2])
        length = _LENGTH.search(head)
        if length and int(length[1]) > LONGEST_BODY:
            raise TooLong("body")
        self.head_is_whole = True
        self._head.clear()
        self._wanted = end + len(_END) + (int(length[1]) if length else 0)
        self.expects_leave = bool(_EXPECTS.search(head)) and self.size < self._wanted


class Answer:
    """Replaces the socket while a thread works: keeps what is to be sent, and never waits."""

    def __init__(self) -> None:
        self.content = bytearray()

    def sendall(self, data: bytes) -> None:
        self.content += data

    def sendfile(self, file: Any, offset: int = 0, count: int | None = None) -> int:
        file.seek(offset)
        self.content += (data := file.read(-1 if count is None else count))
        return len(data)

    def send(self, data: bytes) -> int:
        """Drop gunicorn's permission to send a body, the only thing it sends this way: we already have it."""
        return len(data)

    def setblocking(self, flag: object) -> None:
        pass

    def gettimeout(self) -> float:
        return 0.0

    def shutdown(self, how: int) -> None:
        pass

    def settimeout(self, seconds: float | None) -> None:
        pass

    def recv(self, most: int) -> bytes:
        return b""

    def close(self) -> None:
        pass


class Stage(Enum):
    """Where a connection is. In `AT_WORK` a thread has its request, or it waits for a free thread."""

    READING = "reading"
    AT_WORK = "at work"
    ANSWERING = "answering"
    PARTING = "parting"


class Connection:
    """One connection, for one request. Everything that uses its socket returns at once."""

    def __init__(self, made: socket.socket, client: Any, server: Any, now: float) -> None:
        made.setblocking(False)
        self.client, self.server = client, server
        self.stage, self.ends = Stage.READING, now + HEAD_WITHIN
        self.request, self.sock = Request(), Answer()
        self.network = _network(client)
        self.wire = made
        self._sent = 0
        # Attributes that gunicorn's threads use.
        self.initialized, self.is_http2, self.parser = True, False, None

    def init(self) -> None:
        """Do nothing: gunicorn calls this in the thread, but everything is set up already."""

    def read(self, now: float) -> bool:
        """Read what has arrived; return whether the request is whole.

        Raises TooLong, and OSError if it was closed.
        """
        piece = self.wire.recv(_PIECE)
        if not piece:
            raise ConnectionResetError
        had_head = self.request.head_is_whole
        is_whole = self.request.add(piece)
        if self.request.head_is_whole and not had_head:
            self.ends = now + BODY_WITHIN
            if self.request.expects_leave:
                self.wire.send(_CONTINUE)
        return is_whole

    def work(self) -> None:
        self.stage, self.ends = Stage.AT_WORK, float("inf")

    def answer(self, now: float, words: bytes = b"") -> None:
        """Start sending what the thread answered, or `words`."""
        self.sock.content += words
        self.stage, self.ends = Stage.ANSWERING, now + ANSWER_WITHIN
        self.request = Request()

    def write(self, now: float) -> bool:
        """Send as much as the other side takes; return whether that is all. Raises OSError if it is gone."""
        self._sent += self.wire.send(memoryview(self.sock.content)[self._sent :])
        if self._sent < len(self.sock.content):
            return False
        self.wire.shutdown(socket.SHUT_WR)
        self.stage, self.ends = Stage.PARTING, now + PARTING_WITHIN
        return True

    def part(self) -> bool:
        """Read and drop what still arrives; return whether the other side has closed."""
        return not self.wire.recv(_PIECE)

    def close(self) -> None:
        self.wire.close()


def connection_to_drop(held: Collection[Connection]) -> Connection | None:
    """Return the connection to close if there are too many: the oldest from the network with the most."""
    idle = [each for each in held if each.stage is not Stage.AT_WORK]
    if not idle:
        return None
    shares = Counter(each.network for each in idle)
    return min(idle, key=lambda each: (-shares[each.network], each.ends))


def largest_request(held: Collection[Connection]) -> Connection | None:
    """Return the unfinished request that takes the most memory."""
    return max(
        (each for each in held if each.stage is Stage.READING),
        key=lambda each: each.request.size,
        default=None,
    )


def _network(client: Any) -> str:
    try:
        found = ipaddress.ip_address(str(client[0]).partition("%")[0])
    except (ValueError, IndexError):
        return ""
    # A server that listens on `::` sees IPv4 clients as ::ffff:…, all of them in one /48.
    return network_of_address(getattr(found, "ipv4_mapped", None) or found)
