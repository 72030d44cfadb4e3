"""Calls over HTTP for any provider: pooled connections, a time limit for every call, no key in plain text.

Nothing here retries, follows a redirect, reads the environment or logs.
"""

from __future__ import annotations

import ipaddress
import ssl
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import httpcore2
import httpx2

from roundup.core.deadlines import NEVER, Deadline
from roundup.core.errors import Refused
from roundup.providers.base import TOTAL_TIMEOUT
from roundup.providers.providers_clock import note_answer_date

# Shorter than any idle limit seen at the other end: a connection that the other end has just closed
# would make a batch uncertain.
KEEPALIVE_SECONDS = 5.0

# All of these happen before the first byte of a request is written. After any other error, or if no answer
# comes in time, the other end may have taken it.
NEVER_LEFT = (
    httpx2.ConnectError,
    httpx2.ConnectTimeout,
    httpx2.PoolTimeout,
    httpx2.ProxyError,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CallTimes:
    """Times in seconds. `total_timeout` ends a call even if data still arrive."""

    connect_timeout: float = 5.0
    write_timeout: float = 20.0
    read_timeout: float = 30.0
    total_timeout: float = TOTAL_TIMEOUT


class _CallTime(threading.local):
    """When this thread's call has to be over.

    `latest` limits all calls of the thread: a call that has not begun by then does not begin.
    """

    ends: Deadline = NEVER
    latest: Deadline = NEVER

    def left(self, wanted: float | None) -> float:
        """Return how many seconds one step may take, at most `wanted`; zero or less means too late."""
        left = self.ends.left()
        return left if wanted is None else min(wanted, left)

    def left_for_answers(self, wanted: float | None) -> float:
        left = self.ends.left_for_answers()
        return left if wanted is None else min(wanted, left)


class _Stream(httpcore2.NetworkStream):
    """A stream whose every step ends at the call's deadline, however slowly data arrive."""

    def __init__(self, stream: httpcore2.NetworkStream, call_time: _CallTime) -> None:
        self._stream = stream
        self._call_time = call_time

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        if (left := self._call_time.left_for_answers(timeout)) <= 0:
            raise httpcore2.ReadTimeout("The time for this call has run out.")
        return self._stream.read(max_bytes, left)

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        if (left := self._call_time.left(timeout)) <= 0:
            raise httpcore2.WriteTimeout("The time for this call has run out.")
        self._stream.write(buffer, left)

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore2.NetworkStream:
        if (left := self._call_time.left(timeout)) <= 0:
            raise httpcore2.ConnectTimeout("The time for this call has run out.")
        return _Stream(self._stream.start_tls(ssl_context, server_hostname, left), self._call_time)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


class _Backend(httpcore2.NetworkBackend):
    """Opens streams that keep the deadline. Name look-ups have none, so it is checked after them."""

    def __init__(self, call_time: _CallTime) -> None:
        self._inner = httpcore2.SyncBackend()
        self._call_time = call_time

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore2.SOCKET_OPTION] | None = None,
    ) -> httpcore2.NetworkStream:
        left = max(self._call_time.left(timeout), 0.001)
        stream = self._inner.connect_tcp(host, port, left, local_address, socket_options)
        if self._call_time.left(None) <= 0:
            stream.close()
            raise httpcore2.ConnectTimeout("The time for this call has run out.")
        return _Stream(stream, self._call_time)


class _Transport(httpx2.HTTPTransport):
    """httpx2's transport over a pool with our streams: its constructor does not accept them."""

    def __init__(self, call_time: _CallTime) -> None:
        self._pool = httpcore2.ConnectionPool(
            ssl_context=httpx2.create_ssl_context(trust_env=False),
            max_connections=None,  # One for each thread that posts, so that no thread waits.
            keepalive_expiry=KEEPALIVE_SECONDS,
            retries=0,
            network_backend=_Backend(call_time),
        )


class Wire:
    """One process's connections, for all its threads."""

    def __init__(self, times: CallTimes, transport: httpx2.BaseTransport | None = None) -> None:
        self._call_time = _CallTime()
        self._total = times.total_timeout
        self._http = httpx2.Client(
            transport=transport or _Transport(self._call_time),
            timeout=httpx2.Timeout(
                connect=times.connect_timeout,
                write=times.write_timeout,
                read=times.read_timeout,
                pool=times.connect_timeout,
            ),
            follow_redirects=False,
            trust_env=False,
        )

    def call(self, method: str, url: str, **request: Any) -> httpx2.Response:
        """Send one request and return its whole answer, or raise what httpx2 raises, in time."""
        self._call_time.ends = self._call_time.latest.at_most(self._total)
        if self._call_time.left(None) <= 0:
            raise httpx2.ConnectTimeout("The time for this call ran out before it began.")
        answer = self._http.request(method, url, **request)
        note_answer_date(answer.headers.get("Date"))
        return answer

    @contextmanager
    def not_after(self, deadline: Deadline) -> Iterator[None]:
        """Within the block, let no byte of this thread leave after `deadline`."""
        self._call_time.latest = deadline
        try:
            yield
        finally:
            self._call_time.latest = NEVER

    def close(self) -> None:
        self._http.close()


def private_host(setting: str, host: str) -> str:
    """Return the address of a host to which a key may be sent, without a trailing slash.

    A key travels unencrypted only within this machine. Raises Refused, naming the setting, for a host that
    would break this.
    """
    try:
        url = httpx2.URL(host)
    except httpx2.InvalidURL:
        url = httpx2.URL("")
    bare = url.host and url.path == "/" and not url.query and not url.userinfo
    private = url.scheme == "https" or (url.scheme == "http" and _is_loopback(url.host))
    if bare and private:
        return host.rstrip("/")
    raise Refused(f"Set {setting} to an https:// address, or to an http:// one on this machine's loopback.")


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
