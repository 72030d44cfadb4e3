"""Lets the posts of one thread wait for their answers at the same time.

A provider is far away. A thread that waited for each answer before taking the next batch would spend its
time waiting, and more threads would each need a connection to the database. So a thread takes the next
batches while its posts are out; only this thread talks to the database.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, as_completed, wait
from types import TracebackType
from typing import Self

from roundup.providers import Provider
from roundup.sending.handing_over.submit import Answer, Posting, conclude_post, hand_over_post

MOST = 4


class PostsUnderWay:
    """Posts that are out. At the end of the `with` block all of them are answered, and the answers stored."""

    def __init__(self, provider: Provider) -> None:
        """Raise RuntimeError, before any batch is taken, if the machine cannot start more threads."""
        self._provider = provider
        self._posters = _posters_at_hand()
        self._postings: dict[Future[Answer], Posting] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: object, trace: TracebackType | None) -> None:
        with self._posters:
            self._conclude(as_completed(list(self._postings)))

    def __len__(self) -> int:
        return len(self._postings)

    @property
    def is_full(self) -> bool:
        return len(self) >= MOST

    def conclude_answered(self, *, wait_for_one: bool) -> None:
        """Store the answers that have come."""
        self._conclude(wait(self._postings, None if wait_for_one else 0, FIRST_COMPLETED).done)

    def add(self, posting: Posting) -> None:
        """Post a batch that has begun, without waiting for its answer."""
        self._postings[self._posters.submit(hand_over_post, posting, self._provider)] = posting

    def _conclude(self, answered: Iterable[Future[Answer]]) -> None:
        """Store each answer as it comes.

        If that fails for one of them, its error is raised after all others are stored.
        """
        faults = [fault for future in answered if (fault := self._fault_of(future))]
        if faults:
            raise faults[0]

    def _fault_of(self, answered: Future[Answer]) -> Exception | None:
        try:
            conclude_post(self._postings.pop(answered), answered.result())
        except Exception as fault:
            return fault
        return None


def _posters_at_hand() -> ThreadPoolExecutor:
    """Return a pool whose threads have all been started.

    Normally a pool starts them when it gets work. If the machine cannot start more, the pool raises an error
    but still does the work, and nobody would learn the answer.
    """
    posters = ThreadPoolExecutor(MOST, "post")
    all_here = threading.Barrier(MOST + 1)
    try:
        for _ in range(MOST):
            posters.submit(all_here.wait)
    except RuntimeError:
        all_here.abort()
        posters.shutdown()
        raise
    all_here.wait()
    return posters
