"""A provider that does what a test tells it, and remembers what it was given."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import ClassVar

from roundup.core.batches import OutgoingBatch, Receipt

Answer = Callable[[OutgoingBatch], Receipt]


def takes(batch: OutgoingBatch) -> Receipt:
    return Receipt(f"id-{batch.attempt}", len(batch.recipients))


class Post:
    """Takes every batch, unless `answers` says otherwise for the next ones."""

    name: ClassVar[str] = "post"
    max_batch: ClassVar[int] = 1000
    knows_at_once: ClassVar[bool] = True

    def __init__(self, *answers: Answer, knows: bool | None = None) -> None:
        self._answers = list(answers)
        self._knows = knows
        self.given: list[OutgoingBatch] = []
        self.taken: list[str] = []

    def send(self, batch: OutgoingBatch) -> Receipt:
        self.given.append(batch)
        answer = self._answers.pop(0) if self._answers else takes
        receipt = answer(batch)
        self.taken += [recipient.email for recipient in batch.recipients]
        return receipt

    def probe(
        self, batch_key: str, attempt: str, posted_at: datetime, addresses: Sequence[str] = ()
    ) -> bool | None:
        return self._knows

    def close(self) -> None: ...


def raising(error: Exception) -> Answer:
    def answer(batch: OutgoingBatch) -> Receipt:
        raise error

    return answer
