"""The stand-in's door: HTTP/1.1 with keep-alive on this machine's loopback only."""

from __future__ import annotations

import http.server
import secrets
import sys
import threading
from types import TracebackType
from typing import Any, Self

from roundup.providers.sendgrid.standin.answers import Answer
from roundup.providers.sendgrid.standin.api import Api
from roundup.providers.sendgrid.standin.faults import Fault, Faults, Manner
from roundup.providers.sendgrid.standin.inbox import Inbox

_DRIP_SECONDS = 0.05


class StandIn:
    """SendGrid on loopback, for as long as the `with` block lasts.

    `url` is its host, `key` the one API key that it serves, `inbox` what reached the readers,
    `faults` the plan of misbehaviours, `requests` how many calls of mail/send arrived.
    """

    def __init__(
        self, *, port: int = 0, key: str = "", rate_limit: int = 10_000, rate_period: int = 60
    ) -> None:
        """Serve at most `rate_limit` calls in each `rate_period` seconds. `port` 0: any that is free."""
        self.key = key or f"SG.{secrets.token_urlsafe(16)}"
        self.inbox = Inbox()
        self.faults = Faults()
        self.api = Api(self.key, self.inbox, self.faults, rate_limit, rate_period)
        self._stopping = threading.Event()
        self._server = _Server(("127.0.0.1", port), self.api, self._stopping)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    @property
    def requests(self) -> int:
        return self.api.requests

    @property
    def connections(self) -> int:
        """Return how many connections were ever opened."""
        return self._server.connections

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stopping.set()
        self._server.shutdown()
        self._server.close_lines()
        self._server.server_close()
        self._thread.join()
        if error is None and self._server.troubles:
            raise RuntimeError("The stand-in itself failed.") from self._server.troubles[0]


class _Server(http.server.ThreadingHTTPServer):
    daemon_threads = False
    block_on_close = True
    request_queue_size = 128

    def __init__(self, address: tuple[str, int], api: Api, stopping: threading.Event) -> None:
        super().__init__(address, _Handler)
        self.api = api
        self.stopping = stopping
        self.connections = 0
        self.troubles: list[BaseException] = []
        self._lines: set[Any] = set()
        self._lock = threading.Lock()

    def process_request(self, request: Any, client_address: Any) -> None:
        with self._lock:
            self._lines.add(request)
            self.connections += 1
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        with self._lock:
            self._lines.discard(request)
        super().shutdown_request(request)

    def close_lines(self) -> None:
        """End the connections that idle clients keep open, so that their threads end."""
        with self._lock:
            lines = list(self._lines)
        for line in lines:
            _end(line)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Keep our own failures for the end; clients that give up are what the stand-in is for."""
        error = sys.exception()
        if error is not None and not isinstance(error, OSError):
            self.troubles.append(error)


class _Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "roundup-standin"
    sys_version = ""
    disable_nagle_algorithm = True
    wbufsize = -1
    server: _Server

    def do_GET(self) -> None:
        self._serve("GET")

    def do_POST(self) -> None:
        self._serve("POST")

    def _serve(self, method: str) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        answer, fault = self.server.api.answer(method, self.path, dict(self.headers.items()), body)
        self._misbehave(fault, answer) if fault else self._reply(answer)

    def _reply(self, answer: Answer) -> None:
        self.send_response(answer.status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        self.wfile.write(answer.body)

    def _misbehave(self, fault: Fault, answer: Answer) -> None:
        if fault.manner is Manner.ANSWER:
            self._reply(answer)
            return
        self.close_connection = True
        if fault.manner is Manner.HANG:
            self._hang()
        elif fault.manner is Manner.NONSENSE:
            self.wfile.write(b"\x00\x01 this is not HTTP\r\n\r\n")
        elif fault.manner is Manner.DRIP:
            self._drip()

    def _hang(self) -> None:
        """Wait for the stand-in to stop or the other end to give up, looking now and then."""
        self.connection.settimeout(_DRIP_SECONDS)
        while not self.server.stopping.is_set():
            try:
                if not self.connection.recv(1):
                    return
            except TimeoutError:
                continue

    def _drip(self) -> None:
        self.wfile.write(b"HTTP/1.1 202 Accepted\r\nX-Drip: ")
        self.wfile.flush()
        while not self.server.stopping.wait(_DRIP_SECONDS):
            self.wfile.write(b"x")
            self.wfile.flush()

    def log_message(self, format: str, *args: Any) -> None:
        """Keep quiet: request lines of the logs hold ids."""


def _end(line: Any) -> None:
    try:
        line.shutdown(2)
    except OSError:
        return  # Already gone.
