"""The web server's worker: threads compute answers, and the event loop does all reading and writing."""

from __future__ import annotations

import errno
import logging
import resource
import selectors
import socket
import time
import traceback
from functools import partial
from pathlib import Path
from typing import Any

from gunicorn import http  # type: ignore[import-untyped]
from gunicorn.http.errors import (  # type: ignore[import-untyped]
    LimitRequestHeaders,
    LimitRequestLine,
    ParseException,
)
from gunicorn.workers.gthread import ThreadWorker  # type: ignore[import-untyped]

from roundup.config.web.connections import (
    LONGEST_BODY,
    Connection,
    Stage,
    TooLong,
    connection_to_drop,
    largest_request,
)

log = logging.getLogger(__name__)

# How many connections the event loop holds at once, not counting those whose request is whole.
MOST_HELD = 400
MOST_BYTES = 128_000_000
_OPEN_FILES = 4096
_FULL = (errno.EMFILE, errno.ENFILE)
_NOBODY = (errno.EAGAIN, errno.EWOULDBLOCK, errno.ECONNABORTED)

_ANSWER = (
    "HTTP/1.1 {status}\r\nConnection: close\r\nContent-Type: text/plain; charset=utf-8\r\n"
    "Content-Length: {length}\r\nContent-Security-Policy: default-src 'none'; frame-ancestors 'none'\r\n"
    "X-Content-Type-Options: nosniff\r\nX-Frame-Options: DENY\r\nReferrer-Policy: same-origin\r\n"
    "Cache-Control: no-store\r\n\r\n{words}"
)


class Worker(ThreadWorker):  # type: ignore[misc] # gunicorn has no types
    """Gives threads only whole requests, and itself answers anything that is not a request.

    A connection serves one request. It occupies a thread only while the answer is computed, whatever the
    other side does. If there are too many, the network with the most connections loses its oldest.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.cfg.set("keepalive", 0)
        self.held: set[Connection] = set()

    def init_process(self) -> None:
        most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
        wanted = _OPEN_FILES if most == resource.RLIM_INFINITY else min(_OPEN_FILES, most)
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, most))
        super().init_process()

    def accept(self, listener: Any) -> None:
        try:
            made, client = listener.accept()
        except OSError as error:
            if error.errno in _FULL:
                self._drop(connection_to_drop(self.held))
            elif error.errno not in _NOBODY:
                raise
            return
        connection = Connection(made, client, listener.getsockname(), time.monotonic())
        self.nr_conns += 1
        self.held.add(connection)
        self._watch(connection, selectors.EVENT_READ, self._read)
        if sum(each.stage is not Stage.AT_WORK for each in self.held) > MOST_HELD:
            self._drop(connection_to_drop(self.held))

    def murder_pending(self) -> None:
        """Close connections past their deadline and, if we are to stop, all that are not at work."""
        now = time.monotonic()
        for each in [each for each in self.held if each.ends <= now]:
            self._drop(each)
        if not self.alive:
            for each in [each for each in self.held if each.stage in (Stage.READING, Stage.PARTING)]:
                self._drop(each)

    def handle(self, conn: Connection) -> Any:
        """Compute the answer to a whole request. Runs in a thread, and uses no socket."""
        conn.parser = http.get_parser(self.cfg, iter(conn.request.pieces), conn.client)
        return super().handle(conn)

    def finish_request(self, conn: Connection, fs: Any) -> None:
        """Start sending an answer, on the event loop."""
        if fs.cancelled() or fs.exception() or not conn.sock.content:
            self._drop(conn)
            return
        conn.answer(time.monotonic())
        self._watch(conn, selectors.EVENT_WRITE, self._write)

    def handle_error(self, req: Any, client: socket.socket, addr: Any, exc: BaseException) -> None:
        # The request may contain a reader's link, or an attack on whoever reads the log.
        where = traceback.extract_tb(exc.__traceback__)[-1:]
        place = "".join(f" in {each.name} ({Path(each.filename).name}:{each.lineno})" for each in where)
        log.warning("a request could not be read: %s%s", type(exc).__name__, place)
        try:
            client.sendall(answer(exc))
        except OSError:
            log.debug("the client whose request could not be read is gone")

    def _read(self, conn: Connection) -> None:
        try:
            is_whole = conn.read(time.monotonic())
        except TooLong as error:
            log.warning("a request could not be read: %s", error)
            conn.answer(time.monotonic(), answer(error))
            self._watch(conn, selectors.EVENT_WRITE, self._write)
            return
        if is_whole:
            self.poller.unregister(conn.wire)
            conn.work()
            self.enqueue_req(conn)
        elif sum(each.request.size for each in self.held) > MOST_BYTES:
            self._drop(largest_request(self.held))

    def _write(self, conn: Connection) -> None:
        if conn.write(time.monotonic()):
            self._watch(conn, selectors.EVENT_READ, self._part)

    def _part(self, conn: Connection) -> None:
        if conn.part():
            self._drop(conn)

    def _watch(self, conn: Connection, event: int, step: Any) -> None:
        """Do `step` whenever the connection is ready for it; no error in it ends the loop."""
        known = conn.wire in self.poller.get_map()
        (self.poller.modify if known else self.poller.register)(
            conn.wire, event, partial(self._do, step, conn)
        )

    def _do(self, step: Any, conn: Connection, _: Any) -> None:
        try:
            step(conn)
        except (BlockingIOError, InterruptedError):
            pass
        except OSError:
            self._drop(conn)

    def _drop(self, conn: Connection | None) -> None:
        if conn is None or conn not in self.held:
            return
        self.held.discard(conn)
        if conn.wire in self.poller.get_map():
            self.poller.unregister(conn.wire)
        self.nr_conns -= 1
        conn.close()


def answer(exc: BaseException) -> bytes:
    """Return the whole answer to a request that could not be read."""
    status, words = "400 Bad Request", "This request cannot be read.\n"
    # Django reads some headers before it can answer for itself, and raises ValueError for nonsense in them.
    if not isinstance(exc, ParseException | TooLong | ValueError):
        status, words = "500 Internal Server Error", "This request could not be answered.\n"
    elif isinstance(exc, LimitRequestLine):
        status, words = "414 URI Too Long", "This address is too long.\n"
    elif isinstance(exc, LimitRequestHeaders) or (isinstance(exc, TooLong) and exc.of == "head"):
        status, words = "431 Request Header Fields Too Large", "The headers of this request are too long.\n"
    elif isinstance(exc, TooLong):
        status, words = (
            "413 Content Too Large",
            f"This request is longer than {LONGEST_BODY // 1_000_000} MB.\n",
        )
    return _ANSWER.format(status=status, length=len(words), words=words).encode()
