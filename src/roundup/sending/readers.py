"""The readers of a batch as they are at the moment of posting."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from roundup.core.preferences import Preferences, is_paused
from roundup.sending.models import Batch, Delivery
from roundup.sending.statements import every, one_by_one
from roundup.subscribers.models import Subscriber, Suppression

Outcome = Delivery.Outcome


class Reader(NamedTuple):
    """Somebody a copy goes to now. `email` must reach no log."""

    id: int
    email: str
    name: str


def leave_out(batch: Batch) -> tuple[Reader, ...]:
    """Return who is to be mailed; who has left since the freeze is marked so, with the reason."""
    rows = every(_now(), batch.pk)
    usual = [
        Reader(pk, email, name)
        for pk, email, name, status, paused_until, suppressed in rows
        if status == "active" and suppressed is None and paused_until is None and email
    ]
    return tuple(usual) if len(usual) == len(rows) else _look_at_each(batch, rows)


def _now() -> str:
    reader = one_by_one(Subscriber._meta.db_table, "s", "s.id = d.subscriber_id AND s.erased_at IS NULL")
    suppression = one_by_one(Suppression._meta.db_table, "x", "x.email_hash = s.email_hash")
    return f"""
        SELECT d.subscriber_id, s.email, s.name, s.status, s.paused_until, x.id
        FROM {Delivery._meta.db_table} d {reader} {suppression}
        WHERE d.batch_id = %s AND d.outcome = 0
        ORDER BY d.subscriber_id
    """  # noqa: S608 - the names of our own tables


def _look_at_each(batch: Batch, rows: Sequence[tuple[Any, ...]]) -> tuple[Reader, ...]:
    today = batch.mailing.started_at.astimezone(batch.mailing.edition.publication.zone).date()
    stay: list[Reader] = []
    gone: dict[Outcome, list[int]] = defaultdict(list)
    for pk, email, name, status, paused_until, suppressed in rows:
        if (reason := _reason(email, status, paused_until, suppressed, today)) is None:
            stay.append(Reader(pk, email, name))
        else:
            gone[reason].append(pk)
    for reason, ids in gone.items():
        Delivery.objects.filter(batch=batch, subscriber_id__in=ids).update(outcome=reason)
    return tuple(stay)


def _reason(
    email: str | None,
    status: str | None,
    paused_until: date | str | None,
    suppressed: int | None,
    today: date,
) -> Outcome | None:
    if not email:
        return Outcome.ERASED
    if status != Subscriber.Status.ACTIVE:
        return Outcome.UNSUBSCRIBED
    if suppressed is not None:
        return Outcome.SUPPRESSED
    # SQLite hands dates out as they were written.
    until = date.fromisoformat(paused_until) if isinstance(paused_until, str) else paused_until
    return Outcome.PAUSED if is_paused(Preferences(paused_until=until), today) else None
