"""Copies that went out before the database was restored: readers who got one do not get another.

An event that names an attempt unknown to this database proves that its reader was mailed. The attempt's
nonce names the edition, and the delivery names the reader, as long as the id is still theirs.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from django.db.models import Exists, OuterRef, QuerySet

from roundup.editions.models import Edition
from roundup.sending.handing_over.nonces import edition_tag_in, edition_tag_of
from roundup.sending.models import Batch, Delivery, Forgotten, Installation, Mailing
from roundup.subscribers.models import Subscriber

_GOING = (Mailing.Status.PREPARING, Mailing.Status.SENDING, Mailing.Status.HELD)
_HERE = (Batch.State.READY, Batch.State.LEASED, Batch.State.UNCERTAIN)
# Below the number of values that any database accepts in one query.
_PAGE = 500


class Told(NamedTuple):
    """What an event says about a copy: the attempt in which it left, its reader, and when that was."""

    nonce: str
    subscriber_id: int
    at: datetime


def remember_copy(copies: Iterable[Told]) -> None:
    """Record who was mailed in attempts that this database does not know, and leave them out from now on.

    Call it inside a transaction, after `resolve.prove_taken`. Safe for any copies, in any order and any
    number of times.
    """
    earliest: dict[tuple[str, int], datetime] = {}
    for nonce, subscriber_id, at in copies:
        if mark := edition_tag_in(nonce):
            key = mark, subscriber_id
            earliest[key] = min(at, earliest.get(key, at))
    rows = [Forgotten(mark=mark, subscriber_id=pk, at=at) for (mark, pk), at in sorted(earliest.items())]
    Forgotten.objects.bulk_create(rows, ignore_conflicts=True, batch_size=_PAGE)
    for mark in sorted({mark for mark, _ in earliest}):
        if mailing := _locked(mark):
            _leave_out(mailing, [pk for whose, pk in earliest if whose == mark])


def _locked(mark: str) -> Mailing | None:
    """Return the open mailing of an edition, locked, or make sure that one begun now sees our rows."""
    found = _open_mailing(mark)
    if found is None:
        # Beginning a mailing writes this row, so it happens either before or after us.
        Installation.objects.select_for_update().filter(pk=1).first()
        found = _open_mailing(mark)
    return Mailing.objects.select_for_update(of=("self",)).get(pk=found) if found else None


def _open_mailing(mark: str) -> int | None:
    rows = Mailing.objects.filter(status__in=_GOING)
    for mailing in rows.select_related("edition"):
        if edition_tag_of(mailing.edition.publication_id, mailing.edition.period_name) == mark:
            return mailing.pk
    return None


def _leave_out(mailing: Mailing, subscriber_ids: list[int]) -> None:
    """Mark the deliveries to these readers that have not left. A later preparation sees our rows."""
    waiting = Delivery.objects.filter(
        mailing=mailing, outcome=Delivery.Outcome.FOLLOWS_BATCH, batch__state__in=_HERE
    )
    for place in range(0, len(subscriber_ids), _PAGE):
        ids = mailed_before(mailing.edition, subscriber_ids[place : place + _PAGE])
        waiting.filter(subscriber_id__in=ids).update(outcome=Delivery.Outcome.MAILED_BEFORE)


def mailed_before(edition: Edition, subscriber_ids: Sequence[int]) -> set[int]:
    """Return which of these readers got the edition before the restore."""
    if not subscriber_ids:
        return set()
    between = min(subscriber_ids), max(subscriber_ids)
    told = dict(_of(edition).filter(subscriber_id__range=between).values_list("subscriber_id", "at"))
    ids = sorted(told.keys() & set(subscriber_ids))
    return {pk for place in range(0, len(ids), _PAGE) for pk in _same(ids[place : place + _PAGE], told)}


def was_mailed(edition: Edition) -> Exists | None:
    """Return `mailed_before` as a condition on a subscriber, or None if it applies to nobody."""
    mine = _of(edition).filter(subscriber_id=OuterRef("pk"), at__gte=OuterRef("created_at"))
    return Exists(mine) if _of(edition).exists() else None


def _of(edition: Edition) -> QuerySet[Forgotten]:
    return Forgotten.objects.filter(mark=edition_tag_of(edition.publication_id, edition.period_name))


def _same(ids: list[int], told: Mapping[int, datetime]) -> list[int]:
    """Leave out readers who signed up after the restore and got a forgotten reader's id."""
    born = Subscriber.objects.filter(pk__in=ids).values_list("pk", "created_at")
    return [pk for pk, created_at in born if created_at <= told[pk]]


def count_mailed_before(edition: Edition) -> int:
    """Return how many copies of the edition are known to have left before the restore."""
    return _of(edition).count()


def still_to_go() -> list[tuple[Edition, int]]:
    """Return the editions that may still leave although copies left before the restore, and how many did."""
    if not Forgotten.objects.exists():
        return []
    waiting = Edition.objects.filter(status__in=(Edition.Status.DRAFT, Edition.Status.APPROVED))
    counted = [
        (edition, count_mailed_before(edition))
        for edition in waiting.select_related("publication").order_by("pk")
    ]
    return [(edition, copies) for edition, copies in counted if copies]
