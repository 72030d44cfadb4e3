"""Preparation: the audience frozen, everybody written down once, and the sum checked.

It goes in bounded steps, each of which is one transaction that moves the mailing's cursor with the
rows it wrote: a step that dies leaves nothing, and the next begins where the last one ended.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from datetime import datetime

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Max, Sum

from roundup.core.preferences import is_paused
from roundup.editions.compose import select_stories, stories_of
from roundup.editions.life import hold
from roundup.editions.models import Edition, Story
from roundup.editions.proof import Proof, proof_of
from roundup.publications.services import raise_alarm
from roundup.sending.models import Batch, Delivery, Exclusion, Mailing, Variant
from roundup.subscribers.audience import Candidate, audience_bound, candidates

STEP = 10_000


def start_due(now: datetime) -> list[Mailing]:
    """Begin the mailing of every approved edition whose hour has come.

    An hour missed by more than ROUNDUP_LATE_AFTER is left to a person: the edition is held.
    """
    due = Edition.objects.filter(
        status=Edition.Status.APPROVED, send_at__lte=now, held_at=None, mailing__isnull=True
    ).select_related("publication")
    return [mailing for edition in due if (mailing := _start(edition, now))]


def _start(edition: Edition, now: datetime) -> Mailing | None:
    if now - edition.send_at > settings.LATE_AFTER:
        _hold_late(edition, now)
        return None
    try:
        with transaction.atomic():
            # Against an edit or a hold at this moment: whoever locks the row first, wins.
            locked = Edition.objects.select_for_update().get(pk=edition.pk)
            if locked.status != Edition.Status.APPROVED or locked.held_at:
                return None
            bound = audience_bound(locked.publication)
            return Mailing.objects.create(edition=locked, audience_bound=bound, started_at=now)
    except IntegrityError:
        return None  # Another tick has begun it.


def _hold_late(edition: Edition, now: datetime) -> None:
    hold(edition, "It missed its hour.", now)
    raise_alarm(
        edition.publication,
        f"edition:{edition.pk}:late",
        f"The edition of {edition.period:%-d %B} missed its hour and has not left. "
        "Resume it to send it now, or cancel it.",
        now,
    )


def prepare_step(mailing_id: int, now: datetime) -> bool:
    """Write down the next readers; return whether the preparation is over.

    Safe to run twice and by several at once: the row is locked, and the cursor says what is done.
    """
    with transaction.atomic():
        mailing = Mailing.objects.select_for_update().get(pk=mailing_id)
        if mailing.status != Mailing.Status.PREPARING:
            return True
        if mailing.cursor == 0 and not _is_what_was_approved(mailing, now):
            return True
        publication = mailing.edition.publication
        page = candidates(publication, mailing.cursor, mailing.audience_bound, STEP)
        if page:
            _write(mailing, page)
            mailing.cursor = page[-1].id
            mailing.candidates += len(page)
        else:
            _check_sum(mailing)
            mailing.status, mailing.prepared_at = Mailing.Status.SENDING, now
        mailing.save()
        return not page


def _is_what_was_approved(mailing: Mailing, now: datetime) -> bool:
    """Hold the mailing if the edition no longer renders to what was approved."""
    edition = mailing.edition
    stories = stories_of(edition)
    proof = proof_of(edition, stories)
    if proof.hash == edition.approved_hash:
        _variant(mailing, stories, proof)
        return True
    mailing.status = Mailing.Status.HELD
    mailing.held_reason = "The edition no longer renders to what was approved."
    mailing.save()
    raise_alarm(
        edition.publication,
        f"edition:{edition.pk}:changed",
        "Nothing was sent: the templates or the publication's looks have changed since this edition "
        "was approved. Cancel it, or look at the proof and send it again.",
        now,
    )
    return False


def _write(mailing: Mailing, page: Sequence[Candidate]) -> None:
    """Write one row for each candidate: a delivery in a batch, or an exclusion with its reason."""
    edition = mailing.edition
    stories = stories_of(edition)
    today = mailing.started_at.astimezone(edition.publication.zone).date()
    readers: dict[tuple[int, ...], list[int]] = {}
    exclusions = []
    for candidate in page:
        chosen = tuple(story.pk for story in select_stories(stories, candidate.preferences))
        reason = (
            "suppressed"
            if candidate.suppressed
            else "paused"
            if is_paused(candidate.preferences, today)
            else "no-stories"
            if not chosen
            else ""
        )
        if reason:
            exclusions.append(Exclusion(mailing=mailing, subscriber_id=candidate.id, reason=reason))
        else:
            readers.setdefault(chosen, []).append(candidate.id)
    Exclusion.objects.bulk_create(exclusions, batch_size=1000)
    by_id = {story.pk: story for story in stories}
    for chosen, ids in readers.items():
        _write_batches(mailing, _variant(mailing, [by_id[pk] for pk in chosen]), ids)


def _variant(mailing: Mailing, stories: Sequence[Story], proof: Proof | None = None) -> Variant:
    """Return the variant with exactly these stories, rendered at its first use."""
    ids = [story.pk for story in stories]
    key = hashlib.sha256(",".join(map(str, ids)).encode()).hexdigest()
    found = Variant.objects.filter(mailing=mailing, key=key).first()
    if found:
        return found
    rendered = (proof or proof_of(mailing.edition, stories)).rendered
    return Variant.objects.create(
        mailing=mailing,
        key=key,
        stories=ids,
        subject=rendered.subject,
        html=rendered.html,
        text=rendered.text,
        hash=rendered.hash,
    )


def _write_batches(mailing: Mailing, variant: Variant, ids: Sequence[int]) -> None:
    size = settings.BATCH_SIZE
    seq = Batch.objects.filter(mailing=mailing).aggregate(n=Max("seq"))["n"] or 0
    for place in range(0, len(ids), size):
        part = ids[place : place + size]
        seq += 1
        batch = Batch.objects.create(mailing=mailing, variant=variant, seq=seq, planned=len(part))
        write_deliveries(batch, part)


def write_deliveries(batch: Batch, ids: Iterable[int]) -> None:
    Delivery.objects.bulk_create(
        (Delivery(mailing_id=batch.mailing_id, subscriber_id=pk, batch=batch) for pk in ids), batch_size=1000
    )


def _check_sum(mailing: Mailing) -> None:
    """Refuse to send unless candidates = deliveries + exclusions, batch by batch and in all."""
    deliveries, exclusions = mailing.deliveries.count(), mailing.exclusions.count()
    planned = mailing.batches.aggregate(n=Sum("planned"))["n"] or 0
    if not mailing.candidates == deliveries + exclusions or planned != deliveries:
        raise RuntimeError(
            f"The account of mailing {mailing.pk} does not close: {mailing.candidates} candidates, "
            f"{deliveries} deliveries ({planned} planned), {exclusions} exclusions."
        )
