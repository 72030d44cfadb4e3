"""Fetches one document from the web: politely, within limits, and never from a forbidden place."""

from __future__ import annotations

import ssl
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import Final
from urllib.parse import urljoin

import httpcore2
import httpx2

from roundup.articles.sources.base import Document
from roundup.articles.sources.fetch.destination import Destination, read_destination
from roundup.articles.sources.fetch.headers import headers_by_name, max_age, media_type, retry_after
from roundup.articles.sources.fetch.network import (
    FetchTime,
    GuardedBackend,
    Resolve,
    Rules,
    needs_no_lookup,
    resolve_host,
)
from roundup.articles.sources.fetch.status_words import status_words
from roundup.articles.sources.gzipped import LARGEST, gunzip_limited
from roundup.articles.sources.registry import accepted_types
from roundup.core.errors import SourceError
from roundup.core.newsroom_language import tell

_ACCEPT: Final = accepted_types()
_MOST_REDIRECTS: Final = 5
_FOR_GOOD: Final = frozenset({301, 308})
_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_PACKED: Final = frozenset({"", "identity", "gzip", "x-gzip"})


@dataclass(frozen=True, slots=True)
class Validators:
    """What a server gave us, verbatim, to recognise an unchanged answer. Valid only for one URL."""

    etag: str = ""
    last_modified: str = ""


@dataclass(frozen=True, slots=True)
class Fetched:
    """A good answer: 200 with a document, or 304 (nothing new) without one.

    `final_url` is where it came from after redirects; the `validators` are valid for that address. `moved_to`
    is where the redirects led if all were permanent, else ''. `max_age` is how long the answer stays fresh,
    as the server says.
    """

    document: Document | None
    status: int
    final_url: str
    validators: Validators = Validators()
    moved_to: str = ""
    max_age: timedelta | None = None


class AnswerError(SourceError):
    """The server answered, but not with a document. Has the `status`, and when to ask again."""

    def __init__(self, status: int, message: str, retry_after: timedelta | None = None) -> None:
        super().__init__(f"http-{status}", message)
        self.status = status
        self.retry_after = retry_after


@dataclass(frozen=True, slots=True)
class Timeouts:
    """How many seconds each step of a fetch may take; `total` limits the whole fetch with its redirects."""

    connect: float = 10.0
    read: float = 20.0
    total: float = 40.0


def _nothing_known(url: str) -> Validators:
    return Validators()


class Fetcher:
    """Fetches http(s) documents. Keeps nothing from one fetch to the next; safe to share between threads.

    `allow` names private networks and hosts that it may read all the same, on any port. `resolve` looks up
    names. Uses no cookies, no passwords, and no proxies from the environment.
    """

    def __init__(
        self,
        allow: Sequence[str] = (),
        user_agent: str = "roundup",
        *,
        timeouts: Timeouts | None = None,
        resolve: Resolve = resolve_host,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self._rules = Rules(allow)
        self._user_agent = user_agent
        self._timeouts = timeouts or Timeouts()
        self._resolve = resolve
        self._given_tls = tls

    @cached_property
    def _tls(self) -> ssl.SSLContext:
        # Made only when something is fetched, because loading the trusted certificates takes a while.
        return self._given_tls or httpx2.create_ssl_context(trust_env=False)

    def allows(self, host: str) -> bool:
        """Say whether `host` (a name or an address) is one that the installation calls its own."""
        return self._rules.names(host)

    def check(self, url: str, *, looks_up: bool) -> None:
        """Raise SourceError if the host of `url` alone shows that `fetch` would refuse it.

        Without `looks_up`, no name is looked up, and no name is refused.
        """
        place = read_destination(url)
        if looks_up or needs_no_lookup(place.host):
            backend = GuardedBackend(self._rules, self._resolve, FetchTime(self._timeouts.connect))
            with as_source_errors():
                backend.checked(place.host, place.port)

    def fetch(
        self,
        url: str,
        *,
        known: Callable[[str], Validators] = _nothing_known,
        max_bytes: int = LARGEST,
    ) -> Fetched:
        """Return what is at `url`, following at most five redirects.

        For each URL on the way, `known` returns the validators of an earlier answer from that URL; no others
        are sent there. Raises SourceError, or AnswerError for an answer that is neither 200 nor a 304 that we
        asked for. All their sentences can be shown to an editor.
        """
        fetch_time = FetchTime(self._timeouts.total)
        backend = GuardedBackend(self._rules, self._resolve, fetch_time)
        with (
            as_source_errors(),
            httpcore2.ConnectionPool(ssl_context=self._tls, network_backend=backend) as pool,
        ):
            return self._follow(pool, read_destination(url), known, max_bytes)

    def _follow(
        self,
        pool: httpcore2.ConnectionPool,
        place: Destination,
        known: Callable[[str], Validators],
        max_bytes: int,
    ) -> Fetched:
        been: list[str] = []
        moved_to, for_good = "", True
        while len(been) <= _MOST_REDIRECTS:
            been.append(place.url)
            status, head, body = self._ask(pool, place, validators := known(place.url), max_bytes)
            if status not in _REDIRECTS or "location" not in head:
                return _fetched(status, head, body, place, validators, moved_to, max_bytes)
            place = _next(place, head["location"], been)
            for_good = for_good and status in _FOR_GOOD
            moved_to = place.url if for_good else moved_to
        raise SourceError("too-many-redirects", tell("The address redirects more than five times."))

    def _ask(
        self, pool: httpcore2.ConnectionPool, place: Destination, validators: Validators, max_bytes: int
    ) -> tuple[int, dict[str, str], bytes]:
        """Return the status, the headers and, for a 200, the body as it came."""
        timeouts = self._timeouts
        steps = {"connect": timeouts.connect, "read": timeouts.read, "write": timeouts.read}
        target = httpcore2.URL(scheme=place.scheme, host=place.host, port=place.port, target=place.path)
        request = pool.stream(
            "GET", target, headers=self._headers(place, validators), extensions={"timeout": steps}
        )
        with request as response:
            head = headers_by_name(response.headers)
            body = _read(response, max_bytes) if response.status == 200 else b""
            return response.status, head, body

    def _headers(self, place: Destination, validators: Validators) -> list[tuple[bytes, bytes]]:
        headers = {
            "Host": place.authority,
            "User-Agent": self._user_agent,
            "Accept": _ACCEPT,
            "Accept-Encoding": "gzip",
            "If-None-Match": validators.etag,
            "If-Modified-Since": validators.last_modified,
        }
        return [
            (name.encode(), value.encode("latin-1", "replace")) for name, value in headers.items() if value
        ]


def _read(response: httpcore2.Response, max_bytes: int) -> bytes:
    """Return the body. Reads it as it arrives, whatever length the server states, and stops at the limit."""
    body = bytearray()
    for chunk in response.iter_stream():
        body += chunk
        if len(body) > max_bytes:
            raise _too_large(max_bytes)
    return bytes(body)


def _next(place: Destination, location: str, been: Sequence[str]) -> Destination:
    """Return where a redirect leads. Raises SourceError if it must not be followed."""
    # On the wire, a header is bytes; bytes beyond ASCII are nearly always UTF-8.
    stated = location.encode("latin-1").decode("utf-8", "replace")
    try:
        target = read_destination(urljoin(place.url, stated))
    except ValueError:
        raise SourceError("bad-address", tell("The address redirects to one that cannot be read.")) from None
    if place.scheme == "https" and target.scheme == "http":
        raise SourceError(
            "insecure-redirect", tell("The address redirects from https to http, which is not followed.")
        )
    if target.url in been:
        raise SourceError("redirect-loop", tell("The address redirects in a circle."))
    return target


def _fetched(
    status: int,
    head: Mapping[str, str],
    body: bytes,
    place: Destination,
    sent: Validators,
    moved_to: str,
    max_bytes: int,
) -> Fetched:
    now = datetime.now(UTC)
    if status == 304 and sent != Validators():
        return Fetched(None, status, place.url, sent, moved_to, max_age(head, now))
    if status != 200:
        raise AnswerError(status, status_words(status), retry_after(head, now))
    if not set(head.get("content-encoding", "").replace(" ", "").lower().split(",")) <= _PACKED:
        raise SourceError(
            "bad-encoding", tell("The server compresses its answer in a way that we did not ask for.")
        )
    content = gunzip_limited(body, max_bytes)
    document = Document(place.url, content, *media_type(head))
    given = Validators(head.get("etag", ""), head.get("last-modified", ""))
    return Fetched(document, status, place.url, given, moved_to, max_age(head, now))


def _too_large(limit: int) -> SourceError:
    return SourceError(
        "too-large",
        tell("The answer is larger than %(most)s MB, and was not read.", most=f"{limit / 1048576:g}"),
    )


@contextmanager
def as_source_errors() -> Iterator[None]:
    """Turn the network's exceptions into SourceErrors with sentences for people."""
    try:
        yield
    except (httpcore2.TimeoutException, TimeoutError):
        raise SourceError("timeout", tell("The server took too long; it will be tried again.")) from None
    except (httpcore2.NetworkError, httpcore2.ProtocolError) as error:
        raise _broken(error) from error


def _broken(error: Exception) -> SourceError:
    # httpcore2 passes on the socket's exception as an argument and drops the cause.
    cause = error.args[0] if error.args else None
    if isinstance(cause, ssl.SSLCertVerificationError):
        return SourceError(
            "bad-certificate",
            tell("The server's certificate cannot be trusted: %(why)s.", why=cause.verify_message),
        )
    if isinstance(cause, ssl.SSLError):
        return SourceError(
            "tls",
            tell(
                "No secure connection could be made: %(why)s.",
                why=cause.reason or tell("the connection was closed"),
            ),
        )
    if isinstance(error, httpcore2.ConnectError):
        return SourceError("no-connection", tell("The server does not answer at this address."))
    return SourceError(
        "broken-answer",
        tell("The server closed the connection, or did not speak HTTP; it will be tried again."),
    )
