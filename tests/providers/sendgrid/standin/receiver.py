"""A place to which events are told: it keeps what it got, and answers as it is bidden."""

from __future__ import annotations

import http.server
import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import orjson

from roundup.providers.sendgrid.signature import SIGNATURE_HEADER, TIMESTAMP_HEADER


class Receiver(http.server.ThreadingHTTPServer):
    """`bodies` are those that it took, with timestamp and signature; `answers` come before 204."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.bodies: list[tuple[str, str, bytes]] = []
        self.answers: deque[int] = deque()
        self.calls = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/hooks/sendgrid/"

    def pages(self) -> list[list[dict[str, Any]]]:
        return [orjson.loads(body) for _, _, body in self.bodies]

    def events(self) -> list[dict[str, Any]]:
        return [event for page in self.pages() for event in page]

    def kinds(self, email: str) -> list[str]:
        return [event["event"] for event in self.events() if event["email"] == email]


class _Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Receiver

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.calls += 1
        status = self.server.answers.popleft() if self.server.answers else 204
        if status < 300:
            self.server.bodies.append((self.headers[TIMESTAMP_HEADER], self.headers[SIGNATURE_HEADER], body))
        self.send_response(status)
        self.send_header("Location", "/elsewhere/")
        if status != 204:
            self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: Any) -> None:
        """Keep quiet."""


@contextmanager
def receiving() -> Iterator[Receiver]:
    with Receiver() as receiver:
        thread = threading.Thread(target=receiver.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        yield receiver
        receiver.shutdown()
        thread.join()
