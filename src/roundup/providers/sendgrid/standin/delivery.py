"""Posts signed pages of events, again and again until they are taken."""

from __future__ import annotations

import base64
import heapq
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from itertools import count

import httpx2
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, SECP256R1, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from roundup.providers.sendgrid.signature import SIGNATURE_HEADER, TIMESTAMP_HEADER

LARGEST_PAGE = 768 * 1024
MOST_EVENTS = 1000
FIRST_RETRY, LONGEST_RETRY = 0.05, 5.0
ANSWER_WITHIN = 10.0


class Signer:
    """Its own key, made at the start, and signatures with it."""

    def __init__(self) -> None:
        self._key = generate_private_key(SECP256R1())
        public = self._key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        self.public_key = base64.b64encode(public).decode()

    def headers(self, body: bytes, now: float, kind: str = "application/json") -> dict[str, str]:
        timestamp = str(int(now))
        signature = self._key.sign(timestamp.encode() + body, ECDSA(SHA256()))
        return {
            "Content-Type": kind,
            SIGNATURE_HEADER: base64.b64encode(signature).decode(),
            TIMESTAMP_HEADER: timestamp,
        }


def pages_of_events(events: list[bytes]) -> Iterator[bytes]:
    """Yield `events` in arrays of at most `MOST_EVENTS` and `LARGEST_PAGE` bytes."""
    page: list[bytes] = []
    size = 2
    for event in events:
        if page and (len(page) == MOST_EVENTS or size + len(event) + 3 > LARGEST_PAGE):
            yield b"[" + b",\r\n".join(page) + b"]"
            page, size = [], 2
        page.append(event)
        size += len(event) + 3
    if page:
        yield b"[" + b",\r\n".join(page) + b"]"


@dataclass(order=True, slots=True)
class _Waiting:
    due: float
    number: int
    body: bytes = field(compare=False)
    tries: int = field(compare=False)


class Poster:
    """Posts bodies to one URL at a time, and keeps those that were not taken. Redirects are not followed.

    One thread posts; others may read the counts, hurry the posting, and make it forget what waits.
    """

    def __init__(self, signer: Signer, clock: Callable[[], float]) -> None:
        self._signer = signer
        self._clock = clock
        self._http: httpx2.Client | None = None
        self._lock = threading.Lock()
        self._waiting: list[_Waiting] = []
        self._numbers = count()
        self.taken = 0
        self.refused = 0

    @property
    def waiting(self) -> int:
        """Return how many bodies will be tried again, or for the first time."""
        return len(self._waiting)

    def post(self, url: str, body: bytes) -> None:
        self._try(url, body, 0)

    def keep(self, body: bytes) -> None:
        """Have `body` posted by `post_due`."""
        self._wait(0.0, body, 0)

    def wait_time(self) -> float | None:
        """Return the seconds until the next retry, or None if there is nothing to retry."""
        with self._lock:
            return max(self._waiting[0].due - time.monotonic(), 0.0) if self._waiting else None

    def post_due(self, url: str) -> None:
        """Retry the body that has been due longest, if any is due."""
        with self._lock:
            if not self._waiting or self._waiting[0].due > time.monotonic():
                return
            again = heapq.heappop(self._waiting)
        self._try(url, again.body, again.tries)

    def hurry(self) -> None:
        """Make everything that waits for a retry due now."""
        with self._lock:
            self._waiting = [replace(waiting, due=0.0) for waiting in self._waiting]
            heapq.heapify(self._waiting)

    def forget(self) -> None:
        with self._lock:
            self._waiting.clear()

    def close(self) -> None:
        if self._http:
            self._http.close()

    def _try(self, url: str, body: bytes, tries: int) -> None:
        if self._is_taken(url, body):
            self.taken += 1
            return
        self.refused += 1
        due = time.monotonic() + min(FIRST_RETRY * 2**tries, LONGEST_RETRY)
        self._wait(due, body, min(tries + 1, 20))

    def _wait(self, due: float, body: bytes, tries: int) -> None:
        with self._lock:
            heapq.heappush(self._waiting, _Waiting(due, next(self._numbers), body, tries))

    def _is_taken(self, url: str, body: bytes) -> bool:
        try:
            headers = self._signer.headers(body, self._clock())
            return 200 <= self._client().post(url, content=body, headers=headers).status_code < 300
        except httpx2.HTTPError:
            return False

    def _client(self) -> httpx2.Client:
        # Made when needed: reading the certificates that it trusts takes a while.
        if self._http is None:
            self._http = httpx2.Client(timeout=ANSWER_WITHIN, follow_redirects=False, trust_env=False)
        return self._http
