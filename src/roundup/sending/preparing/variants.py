"""Decides who gets which variant, and in which batch."""

from __future__ import annotations

from functools import cached_property

from django.conf import settings
from django.db import connection
from django.db.models import Max

from roundup.core.errors import RoundupError
from roundup.core.preferences import Preferences, fitting_preferences
from roundup.editions.approvals import approved_bytes
from roundup.editions.composing import stories_of
from roundup.editions.models import Approval
from roundup.editions.proof import Proofs
from roundup.rendering.edition import RenderedEdition
from roundup.sending.audience import occasion_of
from roundup.sending.models import Batch, Delivery, Mailing, Variant
from roundup.sending.outlet import our_provider
from roundup.sending.variant_choice import VariantChoice, choose_variant
from roundup.subscribers.audience import Candidate

# SQL by hand: `python -m benchmarks scale` shows what this gains.
_INSERT = (
    f"INSERT INTO {Delivery._meta.db_table} (mailing_id, subscriber_id, batch_id, outcome) "  # noqa: S608 - ours
    "VALUES (%s, %s, %s, 0)"
)
_COPY = f"COPY {Delivery._meta.db_table} (mailing_id, subscriber_id, batch_id, outcome) FROM STDIN"


class NotAsApproved(RoundupError):
    """Raised if the edition no longer renders to what was approved, so no other variant of it can be made."""


class Variants:
    """The variants of one mailing. The default variant is what was approved, byte for byte.

    The others are rendered from the same rows and templates as the approved bytes, or not at all: we first
    check that these rows and templates, read once for all variants, still give those bytes.
    """

    def __init__(self, mailing: Mailing) -> None:
        self._mailing = mailing
        self.stories = stories_of(mailing.edition)

    def of(self, preferences: Preferences) -> int:
        """Return the variant for a reader with these `preferences` who is known to get a copy.

        Raises NotAsApproved for a variant that would have to be rendered and cannot be.
        """
        choice = choose_variant(self.stories, preferences)
        found = Variant.objects.filter(mailing=self._mailing, key=choice.key).values_list("pk", flat=True)
        if (known := found.first()) is not None:
            return known
        return self._keep(choice, self._said(choice))

    def letter_for(self, preferences: Preferences) -> Variant | Approval | RenderedEdition:
        """Return what a reader with these `preferences` gets, without keeping a new variant.

        Raises NotAsApproved as `of` does, and Refused if there is nothing for them.
        """
        choice = choose_variant(self.stories, preferences)
        known = Variant.objects.filter(mailing=self._mailing, key=choice.key).first()
        return known or self._said(choice)

    def _said(self, choice: VariantChoice) -> Approval | RenderedEdition:
        if choice.is_default:
            return self._approval
        return self._proofs.of(list(choice.stories), choice.language).rendered

    def _keep(self, choice: VariantChoice, said: Approval | RenderedEdition) -> int:
        return Variant.objects.create(
            mailing=self._mailing,
            key=choice.key,
            stories=choice.story_ids,
            subject=said.subject,
            html=said.html,
            text=said.text,
            hash=said.hash,
        ).pk

    @cached_property
    def _approval(self) -> Approval:
        found = approved_bytes(self._mailing.edition)
        if found is None:
            raise NotAsApproved("What was approved is not kept, and no longer renders.")
        return found

    @cached_property
    def _proofs(self) -> Proofs:
        try:
            proofs = Proofs(self._mailing.edition, self.stories)
            same = proofs.of(self.stories).hash == self._approval.hash
        except RoundupError as error:
            raise NotAsApproved(str(error)) from error
        if not same:
            raise NotAsApproved("It no longer renders to what was approved.")
        return proofs


class Plan:
    """The batches that one step of a preparation fills. It fills one batch up before it begins the next."""

    def __init__(self, mailing: Mailing) -> None:
        self._mailing = mailing
        self._made = Variants(mailing)
        self.occasion = occasion_of(mailing, self._made.stories)
        self._size = min(
            settings.BATCH_SIZE, settings.DAILY_CAP or settings.BATCH_SIZE, our_provider().max_batch
        )
        # By readers' preferences. Only the variant's id is kept: a thousand variants would take much memory.
        self._variants: dict[Preferences, int] = {}
        self._open: dict[int, Batch] = {}
        self._seq = mailing.batches.aggregate(n=Max("seq"))["n"] or 0
        self._rows: list[tuple[int, int, int, int]] = []

    def place(self, candidate: Candidate) -> None:
        """Put a reader into a batch. The occasion has already shown that there is something for them."""
        batch = self._batch(self._variant(candidate.preferences))
        batch.planned += 1
        self._rows.append((self._mailing.pk, candidate.id, batch.pk, 0))

    def write(self) -> None:
        """Write the deliveries, and how many each batch now has."""
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                with cursor.copy(_COPY) as copy:
                    for row in self._rows:
                        copy.write_row(row)
            else:
                cursor.executemany(_INSERT, [row[:3] for row in self._rows])
        Batch.objects.bulk_update(self._open.values(), ["planned"], batch_size=500)

    def _variant(self, preferences: Preferences) -> int:
        choosing = preferences.of_copy
        if choosing not in self._variants:
            self._variants[choosing] = self._made.of(fitting_preferences(preferences, self.occasion.living))
        return self._variants[choosing]

    def _batch(self, variant: int) -> Batch:
        """Return the batch of this variant that has room, or begin one if there is none."""
        batch = self._open.get(variant)
        if batch is None:
            waiting = Batch.objects.filter(variant=variant, state=Batch.State.READY)
            batch = waiting.filter(planned__lt=self._size).order_by("-seq").first()
        if batch is None or batch.planned >= self._size:
            self._close(batch)
            self._seq += 1
            batch = Batch.objects.create(mailing=self._mailing, variant_id=variant, seq=self._seq)
        self._open[variant] = batch
        return batch

    def _close(self, batch: Batch | None) -> None:
        if batch is not None:
            Batch.objects.filter(pk=batch.pk).update(planned=batch.planned)
