"""The sendgrid package's client over our own wire.

The package opens a connection for each call, waits for ever, and logs the key and the payload at DEBUG. We
replace only that: its client still knows the host, the version, the headers and how a path is built.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import quote

import httpx2
import orjson
import python_http_client


class PooledClient(python_http_client.Client):  # type: ignore[misc]  # the package has no types
    """The package's client over one pool of connections, for all threads of a process.

    Unlike its parent it returns the answer whatever its status; the caller must check that.
    """

    def __init__(
        self, call: Callable[..., httpx2.Response], *, host: str, headers: Mapping[str, str]
    ) -> None:
        super().__init__(host=host, request_headers=dict(headers), version=3)
        self._call = call

    @classmethod
    def like(cls, client: python_http_client.Client, call: Callable[..., httpx2.Response]) -> PooledClient:
        """Return a client like one of the package's, which makes its calls with `call`."""
        return cls(call, host=client.host, headers=client.request_headers)

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
