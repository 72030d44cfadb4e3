"""The web server's worker: what it answers by itself, to requests that never become one of ours."""

from __future__ import annotations

import logging
import socket
from typing import Any

from gunicorn.http.errors import (  # type: ignore[import-untyped]
    LimitRequestHeaders,
    LimitRequestLine,
    ParseException,
)
from gunicorn.workers.gthread import ThreadWorker  # type: ignore[import-untyped]

log = logging.getLogger(__name__)

_ANSWER = (
    "HTTP/1.1 {status}\r\nConnection: close\r\nContent-Type: text/plain; charset=utf-8\r\n"
    "Content-Length: {length}\r\nContent-Security-Policy: default-src 'none'; frame-ancestors 'none'\r\n"
    "X-Content-Type-Options: nosniff\r\nX-Frame-Options: DENY\r\nReferrer-Policy: same-origin\r\n"
    "Cache-Control: no-store\r\n\r\n{words}"
)


class Worker(ThreadWorker):  # type: ignore[misc] # gunicorn has no types
    """Answers what cannot be read with the headers of every other answer, and repeats nothing of it."""

    def handle_error(self, req: Any, client: socket.socket, addr: Any, exc: BaseException) -> None:
        if not isinstance(exc, ParseException):
            super().handle_error(req, client, addr, exc)
            return
        # What was asked may be a reader's link, or an attack on whoever reads the log.
        log.warning("a request could not be read: %s", type(exc).__name__)
        try:
            client.sendall(answer(exc))
        except OSError:
            log.debug("the asker of a request that could not be read is gone")


def answer(exc: ParseException) -> bytes:
    """Return the whole answer to a request that could not be read."""
    status, words = "400 Bad Request", "This request cannot be read.\n"
    if isinstance(exc, LimitRequestLine):
        status, words = "414 URI Too Long", "This address is too long.\n"
    elif isinstance(exc, LimitRequestHeaders):
        status, words = "431 Request Header Fields Too Large", "The headers of this request are too long.\n"
    return _ANSWER.format(status=status, length=len(words), words=words).encode()
