"""A web server on this machine that answers exactly as a test tells it to."""

from __future__ import annotations

import ssl
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from roundup.articles.sources.fetch import Timeouts
from tests.services.waiting import PATIENCE

Answer = Callable[["Visit"], None]
# For fetchers of tests in which nothing is to be waited for in vain.
PATIENT = Timeouts(PATIENCE, PATIENCE, PATIENCE)


@dataclass
class Visit:
    """One request, and the way to answer it."""

    path: str
    headers: Mapping[str, str]
    handler: BaseHTTPRequestHandler
    closing: threading.Event

    def answer(self, status: int, body: bytes = b"", **headers: str) -> None:
        """Answer with `status`; `content_type="…"` becomes the header Content-Type."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.handler.send_response_only(status)
        for name, value in ({"Content-Length": str(len(body))} | named).items():
            self.handler.send_header(name, value)
        self.handler.end_headers()
        self.handler.wfile.write(body)

    def drip(self, raw: bytes) -> None:
        """Write bytes as they are, one by one, until the server stops or nobody listens."""
        for byte in raw:
            if self.closing.wait(0.02):
                return
            self.handler.wfile.write(bytes([byte]))

    def raw(self, content: bytes) -> None:
        """Write bytes as they are and hang up."""
        self.handler.wfile.write(content)
        self.handler.close_connection = True


@dataclass
class Web:
    """The server: what it answers by path, and what it was asked."""

    base: str
    host: str
    port: int
    answers: dict[str, Answer] = field(default_factory=dict)
    visits: list[Visit] = field(default_factory=list)

    def url(self, path: str) -> str:
        return self.base + path

    def serve(self, path: str, body: bytes = b"", status: int = 200, **headers: str) -> str:
        """Answer at `path` from now on with this; return its URL."""
        self.answers[path] = lambda visit: visit.answer(status, body, **headers)
        return self.url(path)

    def redirect(self, path: str, target: str, status: int = 302) -> str:
        return self.serve(path, status=status, Location=target)

    @property
    def paths(self) -> list[str]:
        return [visit.path for visit in self.visits]


@contextmanager
def running_web(tls: ssl.SSLContext | None = None) -> Iterator[Web]:
    """Run a server on a free port of 127.0.0.1 until the end of the block."""
    closing = threading.Event()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            visit = Visit(self.path, dict(self.headers.items()), self, closing)
            web.visits.append(visit)
            answer = web.answers.get(self.path, lambda visit: visit.answer(404))
            try:
                answer(visit)
            except OSError:
                self.close_connection = True

        def handle(self) -> None:
            try:
                super().handle()
            except OSError:
                self.close_connection = True

        def log_message(self, format: str, *args: object) -> None:
            pass

    class Server(ThreadingHTTPServer):
        # A reader that hangs up, or whose handshake fails, is what many tests are about.
        def handle_error(self, request: object, client_address: object) -> None:
            pass

    server = Server(("127.0.0.1", 0), Handler)
    port = server.server_address[1]
    if tls:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    web = Web(f"{'https' if tls else 'http'}://127.0.0.1:{port}", "127.0.0.1", port)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield web
    finally:
        closing.set()
        server.shutdown()
        server.server_close()
        thread.join()
