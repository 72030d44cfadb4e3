"""The only way out to the web: a name is looked up once, and we connect only to the checked address.

So a name that resolves differently the second time (DNS rebinding) gains nothing: there is no second time.
Every step of a connection ends when the time for its call is up, however slowly the server sends.
"""

from __future__ import annotations

import queue
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Any, Final

import httpcore2

from roundup.core.errors import SourceError
from roundup.core.newsroom_language import tell

Address = IPv4Address | IPv6Address
Resolve = Callable[[str, int], Sequence[str]]

_WEB_PORTS: Final = frozenset({80, 443})
_MOST_TRIED: Final = 4
# Only this part of IPv6 is assigned. The rest wraps IPv4 in many ways, or leads nowhere.
_GIVEN_OUT: Final = IPv6Network("2000::/3")
# Python calls all of these global, but none of them is on the public web.
_NOWHERE: Final = tuple(
    ip_network(text)
    for text in (
        "192.0.0.0/24",
        "192.88.99.0/24",
        "224.0.0.0/4",
        "2001::/23",
        "2002::/16",
        "3fff::/20",
    )
)


def is_public(address: Address) -> bool:
    """Say whether `address` is on the public internet; a mapped address is judged by the one inside it."""
    meant = _meant(address)
    if isinstance(meant, IPv6Address) and meant not in _GIVEN_OUT:
        return False
    return meant.is_global and not any(meant in network for network in _NOWHERE)


def _meant(address: Address) -> Address:
    """Return the IPv4 address that an IPv6 address stands for; for any other, the address itself."""
    return address if isinstance(address, IPv4Address) else address.ipv4_mapped or address


class Rules:
    """Where a fetcher may go: the public web on its two ports, and what `allow` names on any port.

    `allow` contains networks (`127.0.0.0/8`), addresses and host names.
    """

    def __init__(self, allow: Sequence[str] = ()) -> None:
        self._hosts = frozenset(item.lower().rstrip(".") for item in allow)
        self._networks = tuple(network for item in allow if (network := _network(item)))

    def names(self, host: str) -> bool:
        """Say whether `allow` names `host`, which is a name or an address."""
        if host.lower().rstrip(".") in self._hosts:
            return True
        try:
            return self._holds(ip_address(host))
        except ValueError:
            return False

    def check(self, host: str, port: int, addresses: Sequence[str]) -> None:
        """Raise SourceError unless we may read from every one of the host's `addresses` on `port`."""
        if self.names(host):
            return
        found = [ip_address(text.partition("%")[0]) for text in addresses]
        strangers = [address for address in found if not self._holds(address)]
        if not all(is_public(address) for address in strangers):
            raise SourceError(
                "private-address",
                tell(
                    "%(host)s is in a private network, which Roundup does not read. An operator can allow "
                    "it with ROUNDUP_FETCH_ALLOW.",
                    host=host,
                ),
            )
        if strangers and port not in _WEB_PORTS:
            raise SourceError(
                "bad-port",
                tell("Roundup does not read from port %(port)s: only 80 and 443 are allowed.", port=port),
            )

    def _holds(self, address: Address) -> bool:
        spellings = {address, _meant(address)}
        # localhost has both of these addresses; an operator who allows either means this machine.
        if address == IPv6Address("::1"):
            spellings.add(IPv4Address("127.0.0.1"))
        return any(one in network for network in self._networks for one in spellings)


def _network(item: str) -> IPv4Network | IPv6Network | None:
    try:
        return ip_network(item, strict=False)
    except ValueError:
        return None


def needs_no_lookup(host: str) -> bool:
    """Say whether `host` needs no look-up because it is an address or this machine."""
    try:
        return bool(ip_address(host))
    except ValueError:
        return host.rstrip(".") == "localhost"


class FetchTime:
    """The moment by which a call must be over, `seconds` after this object is made."""

    def __init__(self, seconds: float) -> None:
        self._at = time.monotonic() + seconds

    def left(self, wanted: float | None = None) -> float:
        """Return how many seconds one step may take, at most `wanted`.

        Raises httpcore2.ReadTimeout if none are left.
        """
        left = self._at - time.monotonic()
        if left <= 0:
            raise httpcore2.ReadTimeout
        return left if wanted is None else min(wanted, left)


def resolve_host(host: str, port: int) -> list[str]:
    """Return the addresses of `host`, best first. Raises OSError if it has none."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


class GuardedBackend(httpcore2.NetworkBackend):
    """Opens connections only to checked addresses, for one call with one time limit for all its steps."""

    def __init__(self, rules: Rules, resolve: Resolve, fetch_time: FetchTime) -> None:
        self._rules = rules
        self._resolve = resolve
        self._fetch_time = fetch_time
        self._inner = httpcore2.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore2.SOCKET_OPTION] | None = None,
    ) -> httpcore2.NetworkStream:
        """Check all of the host's addresses, and connect to the first one that answers."""
        addresses = self.checked(host, port, timeout)
        *others, last = addresses[:_MOST_TRIED]
        for address in others:
            try:
                return self._connect(address, port, timeout)
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout):
                continue
        return self._connect(last, port, timeout)

    def checked(self, host: str, port: int, timeout: float | None = None) -> Sequence[str]:
        """Return the host's addresses. Raises SourceError if there are none, or if one is forbidden."""
        addresses = self._addresses(host, port, timeout)
        self._rules.check(host, port, addresses)
        return addresses

    def _connect(self, address: str, port: int, timeout: float | None) -> httpcore2.NetworkStream:
        stream = self._inner.connect_tcp(address, port, self._fetch_time.left(timeout))
        return _TimedStream(stream, self._fetch_time)

    def _addresses(self, host: str, port: int, timeout: float | None) -> Sequence[str]:
        """Look up the name in a separate thread, because the system's look-up has no timeout."""
        answers: queue.SimpleQueue[Sequence[str] | Exception] = queue.SimpleQueue()

        def ask() -> None:
            try:
                answers.put(self._resolve(host, port))
            except Exception as error:
                answers.put(error)

        threading.Thread(target=ask, daemon=True, name="look-up").start()
        try:
            answer = answers.get(timeout=self._fetch_time.left(timeout))
        except queue.Empty:
            raise httpcore2.ConnectTimeout from None
        if isinstance(answer, Exception) and not isinstance(answer, OSError | UnicodeError):
            raise answer
        if isinstance(answer, Exception) or not answer:
            raise SourceError(
                "no-such-host",
                tell(
                    "There is no host %(host)s. Compare the address with the one in the browser.", host=host
                ),
            )
        return answer


class _TimedStream(httpcore2.NetworkStream):
    """A stream whose every step ends when the time for its call is up."""

    def __init__(self, stream: httpcore2.NetworkStream, fetch_time: FetchTime) -> None:
        self._stream = stream
        self._fetch_time = fetch_time

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._fetch_time.left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._fetch_time.left(timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore2.NetworkStream:
        left = self._fetch_time.left(timeout)
        return _TimedStream(self._stream.start_tls(ssl_context, server_hostname, left), self._fetch_time)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)
