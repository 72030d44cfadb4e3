"""Who gets which variant, and in which batch."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from django.conf import settings
from django.db import connection
from django.db.models import Max

from roundup.core.preferences import Preferences
from roundup.editions.compose import select_stories, stories_of
from roundup.editions.models import Story
from roundup.editions.proof import Proofs
from roundup.sending.models import Batch, Delivery, Mailing, Variant
from roundup.subscribers.audience import Candidate

_INSERT = (
    f"INSERT INTO {Delivery._meta.db_table} (mailing_id, subscriber_id, batch_id, outcome) "  # noqa: S608 - ours
    "VALUES (%s, %s, %s, 0)"
)
_COPY = f"COPY {Delivery._meta.db_table} (mailing_id, subscriber_id, batch_id, outcome) FROM STDIN"


class Plan:
    """The batches that one step of a preparation fills. A batch is filled up before the next begins."""

    def __init__(self, mailing: Mailing) -> None:
        self._mailing = mailing
        self._stories = stories_of(mailing.edition)
        self._size = min(settings.BATCH_SIZE, settings.DAILY_CAP or settings.BATCH_SIZE)
        self._proofs = Proofs(mailing.edition, self._stories)
        # By readers' wishes: only which variant it is, as a thousand of them fill much memory.
        self._variants: dict[tuple[frozenset[str], str], int | None] = {}
        self._open: dict[int, Batch] = {}
        self._seq = mailing.batches.aggregate(n=Max("seq"))["n"] or 0
        self._rows: list[tuple[int, int, int, int]] = []

    def place(self, candidate: Candidate) -> str:
        """Put a reader into a batch; return the reason where there is nothing for them."""
        variant = self._variant(candidate.preferences)
        if variant is None:
            return "no-stories"
        batch = self._batch(variant)
        batch.planned += 1
        self._rows.append((self._mailing.pk, candidate.id, batch.pk, 0))
        return ""

    def write(self) -> None:
        """Write the deliveries, and how many each batch holds now."""
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                with cursor.copy(_COPY) as copy:
                    for row in self._rows:
                        copy.write_row(row)
            else:
                cursor.executemany(_INSERT, [row[:3] for row in self._rows])
        Batch.objects.bulk_update(self._open.values(), ["planned"], batch_size=500)

    def _variant(self, preferences: Preferences) -> int | None:
        wishes = preferences.sections, preferences.language
        if wishes not in self._variants:
            chosen = select_stories(self._stories, preferences)
            self._variants[wishes] = (
                variant_of(self._mailing, chosen, self._proofs, preferences.language) if chosen else None
            )
        return self._variants[wishes]

    def _batch(self, variant: int) -> Batch:
        """Return the batch of this variant that has room, begun where there is none."""
        batch = self._open.get(variant)
        if batch is None:
            batch = Batch.objects.filter(variant=variant, planned__lt=self._size).order_by("-seq").first()
        if batch is None or batch.planned >= self._size:
            self._close(batch)
            self._seq += 1
            batch = Batch.objects.create(mailing=self._mailing, variant_id=variant, seq=self._seq)
        self._open[variant] = batch
        return batch

    def _close(self, batch: Batch | None) -> None:
        if batch is not None:
            Batch.objects.filter(pk=batch.pk).update(planned=batch.planned)


def variant_of(mailing: Mailing, stories: Sequence[Story], proofs: Proofs, spoken: str = "") -> int:
    """Return which variant has exactly these stories, and its own words in the language `spoken`.

    It is rendered at its first use.
    """
    ids = [story.pk for story in stories]
    named = [*map(str, ids), *([spoken] if spoken else [])]
    key = hashlib.sha256(",".join(named).encode()).hexdigest()
    found = Variant.objects.filter(mailing=mailing, key=key).values_list("pk", flat=True).first()
    if found is not None:
        return found
    rendered = proofs.of(stories, spoken).rendered
    return Variant.objects.create(
        mailing=mailing,
        key=key,
        stories=ids,
        subject=rendered.subject,
        html=rendered.html,
        text=rendered.text,
        hash=rendered.hash,
    ).pk
