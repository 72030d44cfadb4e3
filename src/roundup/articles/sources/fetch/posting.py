"""Posts to an address that an operator chose, under the same rules as for reading from the web."""

from __future__ import annotations

import ssl
from collections.abc import Mapping, Sequence

import httpcore2
import httpx2

from roundup.articles.sources.fetch.destination import read_destination
from roundup.articles.sources.fetch.http import Timeouts, as_source_errors
from roundup.articles.sources.fetch.network import FetchTime, GuardedBackend, Resolve, Rules, resolve_host


def post_body(
    url: str,
    body: bytes,
    headers: Mapping[str, str],
    *,
    allow: Sequence[str],
    timeouts: Timeouts,
    resolve: Resolve = resolve_host,
    tls: ssl.SSLContext | None = None,
) -> int:
    """Post `body` and return the status of the answer, which is not read. Follows no redirect.

    Posts only to places that a `Fetcher` with this `allow` would read. Raises SourceError without an answer.
    """
    place = read_destination(url)
    steps = {"connect": timeouts.connect, "read": timeouts.read, "write": timeouts.read}
    target = httpcore2.URL(scheme=place.scheme, host=place.host, port=place.port, target=place.path)
    stated = {"Host": place.authority, "Content-Length": str(len(body)), **headers}
    lines = [(name.encode(), value.encode("latin-1", "replace")) for name, value in stated.items()]
    backend = GuardedBackend(Rules(allow), resolve, FetchTime(timeouts.total))
    with (
        as_source_errors(),
        httpcore2.ConnectionPool(
            ssl_context=tls or httpx2.create_ssl_context(trust_env=False), network_backend=backend
        ) as pool,
        pool.stream("POST", target, headers=lines, content=body, extensions={"timeout": steps}) as response,
    ):
        return response.status
