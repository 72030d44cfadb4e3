"""The posts of one thread that wait for their answers, side by side.

A provider is far away. A thread that waited for each answer before it took the next batch would spend
its time waiting, and more threads would each hold a connection to the database. So a thread takes the
next batches while the posts are out; only it talks to the database.
"""

from __future__ import annotations

from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import ExitStack
from types import TracebackType
from typing import Self

from roundup.providers import Provider
from roundup.sending.handing_over.submit import Answer, Posting, conclude_post, hand_over_post

MOST = 4


class PostsUnderWay:
    """Posts that are out. At the end of its block every one is answered and written down."""

    def __init__(self, provider: Provider) -> None:
        self._provider = provider
        self._posters = ThreadPoolExecutor(MOST, "post")
        self._postings: dict[Future[Answer], Posting] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: object, trace: TracebackType | None) -> None:
        with self._posters:
            self._conclude(set(self._postings))

    def __len__(self) -> int:
        return len(self._postings)

    @property
    def is_full(self) -> bool:
        return len(self) >= MOST

    def conclude_answered(self, *, wait_for_one: bool) -> None:
        """Write down what has been answered."""
        done = wait(self._postings, None if wait_for_one else 0, FIRST_COMPLETED).done
        self._conclude(done)

    def add(self, posting: Posting) -> None:
        """Post a batch that has begun, without waiting for its answer."""
        self._postings[self._posters.submit(hand_over_post, posting, self._provider)] = posting

    def _conclude(self, answered: set[Future[Answer]]) -> None:
        """Write each answer down. A fault with one of them is raised when all others are written."""
        with ExitStack() as stack:
            for future in answered:
                stack.callback(self._conclude_one, future)

    def _conclude_one(self, answered: Future[Answer]) -> None:
        conclude_post(self._postings.pop(answered), answered.result())
