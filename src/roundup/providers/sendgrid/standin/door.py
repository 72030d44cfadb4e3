"""The stand-in's door: HTTP/1.1 with keep-alive, and misbehaviour on the line."""

from __future__ import annotations

import http.server
import sys
import threading
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

from roundup.providers.sendgrid.standin.answers import Answer, Call, error_answer
from roundup.providers.sendgrid.standin.api import Api
from roundup.providers.sendgrid.standin.faults import Fault, Faults, Manner

_DRIP_SECONDS = 0.05
_PIECE = 1 << 20


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = False
    block_on_close = True
    request_queue_size = 128

    def __init__(self, address: tuple[str, int], api: Api, faults: Faults, stopping: threading.Event) -> None:
        super().__init__(address, _Handler)
        self.host = address[0]
        self.api = api
        self.faults = faults
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
        """Keep our own failures for the end, but not clients that give up: the faults make them do that."""
        error = sys.exception()
        if error is not None and not isinstance(error, OSError):
            self.troubles.append(error)


class _Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "roundup-standin"
    sys_version = ""
    disable_nagle_algorithm = True
    wbufsize = -1
    server: Server

    def do_GET(self) -> None:
        self._serve("GET")

    def do_POST(self) -> None:
        self._serve("POST")

    def do_DELETE(self) -> None:
        self._serve("DELETE")

    def date_time_string(self, timestamp: float | None = None) -> str:
        """Date answers by the stand-in's own clock."""
        return super().date_time_string(self.server.api.clock() if timestamp is None else timestamp)

    def _serve(self, method: str) -> None:
        length = self._length()
        if length is None:
            self.close_connection = True
            self._reply(error_answer(411, "Content-Length is required."))
            return
        place = urlsplit(self.path)
        call = Call(method, place.path, place.query, dict(self.headers.items()))
        admission = self.server.api.admit(call, length)
        if admission.fault and admission.fault.manner is Manner.CUT:
            self.close_connection = True
        elif admission.refusal:
            self._skip(length)
            self._reply(admission.refusal)
        else:
            self._answer(replace(call, body=self.rfile.read(length)), admission.fault)

    def _answer(self, call: Call, fault: Fault | None) -> None:
        answer, fault = self.server.api.answer(call, fault)
        if self.server.faults.latency and call.path.startswith("/v3/"):
            self.server.stopping.wait(self.server.faults.latency)
        self._misbehave(fault, answer) if fault else self._reply(answer)

    def _length(self) -> int | None:
        """Return the bytes of the body, or None if the head does not say."""
        text = self.headers.get("Content-Length") or "0"
        chunked = "Transfer-Encoding" in self.headers
        return int(text) if text.isascii() and text.isdigit() and not chunked else None

    def _skip(self, length: int) -> None:
        while length > 0 and (piece := self.rfile.read(min(length, _PIECE))):
            length -= len(piece)

    def _reply(self, answer: Answer) -> None:
        self.send_response(answer.status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        if answer.status != 204:
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
        """Log nothing: the request lines of the Email Logs contain ids."""


def _end(line: Any) -> None:
    try:
        line.shutdown(2)
    except OSError:
        return  # Already gone.
