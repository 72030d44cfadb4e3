"""The network layer under the sendgrid package: pooled connections, and a time limit for every call.

The package opens a connection for each call, waits for ever and logs the key and the payload at DEBUG. Only
that is replaced: its client still knows the host, the version, the headers and how a path is built. Nothing
here retries, follows a redirect, reads the environment or logs.
"""

from __future__ import annotations

import ssl
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from urllib.parse import quote

import httpcore2
import httpx2
import orjson
import python_http_client

from roundup.providers.sendgrid.options import SendGridOptions

# Shorter than any idle limit seen at the other end: a connection that the other end has just
# closed would cost a batch its certainty.
KEEPALIVE_SECONDS = 5.0


class Deadline(threading.local):
    """The moment, on the monotonic clock, at which this thread's call has to be over.

    `latest` limits all its calls: one that has not begun by then does not begin.
    """

    at: float = float("inf")
    latest: float = float("inf")

    def left(self, wanted: float | None) -> float:
        """Return how many seconds one step may take, at most `wanted`; zero or less means too late."""
        left = self.at - time.monotonic()
        return left if wanted is None else min(wanted, left)


class _Stream(httpcore2.NetworkStream):
    """A stream whose every step ends at the call's deadline, however slowly data arrive."""

    def __init__(self, stream: httpcore2.NetworkStream, deadline: Deadline) -> None:
        self._stream = stream
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        if (left := self._deadline.left(timeout)) <= 0:
            raise httpcore2.ReadTimeout("The time for this call is over.")
        return self._stream.read(max_bytes, left)

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        if (left := self._deadline.left(timeout)) <= 0:
            raise httpcore2.WriteTimeout("The time for this call is over.")
        self._stream.write(buffer, left)

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore2.NetworkStream:
        if (left := self._deadline.left(timeout)) <= 0:
            raise httpcore2.ConnectTimeout("The time for this call is over.")
        return _Stream(self._stream.start_tls(ssl_context, server_hostname, left), self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


class _Backend(httpcore2.NetworkBackend):
    """Opens streams that keep the deadline. Name look-ups have none, so it is checked after them."""

    def __init__(self, deadline: Deadline) -> None:
        self._inner = httpcore2.SyncBackend()
        self._deadline = deadline

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore2.SOCKET_OPTION] | None = None,
    ) -> httpcore2.NetworkStream:
        left = max(self._deadline.left(timeout), 0.001)
        stream = self._inner.connect_tcp(host, port, left, local_address, socket_options)
        if self._deadline.left(None) <= 0:
            stream.close()
            raise httpcore2.ConnectTimeout("The time for this call is over.")
        return _Stream(stream, self._deadline)


class _Transport(httpx2.HTTPTransport):
    """httpx2's transport over a pool with our streams: its constructor does not accept them."""

    def __init__(self, deadline: Deadline) -> None:
        self._pool = httpcore2.ConnectionPool(
            ssl_context=httpx2.create_ssl_context(trust_env=False),
            max_connections=None,  # One for each thread that posts, so that none must wait for one.
            keepalive_expiry=KEEPALIVE_SECONDS,
            retries=0,
            network_backend=_Backend(deadline),
        )


class PooledClient(python_http_client.Client):  # type: ignore[misc]  # the package has no types
    """The package's client over one pool of connections, for all threads of a process.

    Unlike its parent it returns the answer whatever its status: reading it is the caller's work.
    """

    def __init__(
        self, call: Callable[..., httpx2.Response], *, host: str, headers: Mapping[str, str]
    ) -> None:
        super().__init__(host=host, request_headers=dict(headers), version=3)
        self._call = call

    def _build_client(self, name: str | None = None) -> PooledClient:
        child = PooledClient(self._call, host=self.host, headers=self.request_headers)
        child._url_path = [*self._url_path, quote(name, safe="")] if name else self._url_path
        return child

    def post(self, request_body: Any = None) -> httpx2.Response:
        """POST `request_body`: bytes as they are, anything else as JSON."""
        raw = request_body if isinstance(request_body, bytes) else orjson.dumps(request_body)
        headers = {**self.request_headers, "Content-Type": "application/json"}
        return self._call("POST", self._build_url(None), content=raw, headers=headers)

    def get(self, query_params: Mapping[str, str] | None = None) -> httpx2.Response:
        return self._call("GET", self._build_url(query_params), headers=self.request_headers)

    def delete(self) -> httpx2.Response:
        return self._call("DELETE", self._build_url(None), headers=self.request_headers)


class Wire:
    """One process's connections to one host."""

    def __init__(self, options: SendGridOptions, transport: httpx2.BaseTransport | None = None) -> None:
        self._deadline = Deadline()
        self._total = options.total_timeout
        self._http = httpx2.Client(
            transport=transport or _Transport(self._deadline),
            timeout=httpx2.Timeout(
                connect=options.connect_timeout,
                write=options.write_timeout,
                read=options.read_timeout,
                pool=options.connect_timeout,
            ),
            follow_redirects=False,
            trust_env=False,
        )

    def under(self, client: python_http_client.Client) -> PooledClient:
        """Return a client like `client`, over these connections."""
        return PooledClient(self.call, host=client.host, headers=client.request_headers)

    def call(self, method: str, url: str, **request: Any) -> httpx2.Response:
        """Send one request and return its whole answer, or raise what httpx2 raises, in time."""
        self._deadline.at = min(time.monotonic() + self._total, self._deadline.latest)
        if self._deadline.left(None) <= 0:
            raise httpx2.ConnectTimeout("The time for this call was over before it began.")
        return self._http.request(method, url, **request)

    @contextmanager
    def not_after(self, moment: float) -> Iterator[None]:
        """Within the block, let no byte of this thread leave after `moment` on the monotonic clock."""
        self._deadline.latest = moment
        try:
            yield
        finally:
            self._deadline.latest = float("inf")

    def close(self) -> None:
        self._http.close()
