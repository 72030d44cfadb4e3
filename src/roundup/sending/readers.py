"""The readers of a batch as they are at the moment of posting."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import NamedTuple

from roundup.core.preferences import Preferences, is_paused
from roundup.sending.models import Delivery, Mailing
from roundup.sending.statements import every, one_by_one
from roundup.subscribers.models import Subscriber, Suppression

Outcome = Delivery.Outcome
# One word about a reader is less to carry than three: they are asked for only where it says no.
_USUAL = f"""COALESCE(s.status = '{Subscriber.Status.ACTIVE}' AND s.email <> '' AND s.paused_until IS NULL
    AND x.id IS NULL, FALSE)"""
_EACH = "s.status, s.paused_until, x.id"


class Reader(NamedTuple):
    """Somebody a copy goes to now. `email` must reach no log."""

    id: int
    email: str
    name: str


def leave_out(batch_id: int) -> tuple[Reader, ...]:
    """Return who is to be mailed; who has left since the freeze is marked so, with the reason."""
    rows = every(_statement(_USUAL), batch_id)
    if all(usual for _, _, _, usual in rows):
        return tuple([Reader(pk, email, name) for pk, email, name, _ in rows])
    return _look_at_each(batch_id)


def _statement(columns: str) -> str:
    reader = one_by_one(Subscriber._meta.db_table, "s", "s.id = d.subscriber_id AND s.erased_at IS NULL")
    suppression = one_by_one(Suppression._meta.db_table, "x", "x.email_hash = s.email_hash")
    return f"""
        SELECT d.subscriber_id, s.email, s.name, {columns}
        FROM {Delivery._meta.db_table} d {reader} {suppression}
        WHERE d.batch_id = %s AND d.outcome = 0
        ORDER BY d.subscriber_id
    """  # noqa: S608 - the names of our own tables


def _look_at_each(batch_id: int) -> tuple[Reader, ...]:
    mailing = Mailing.objects.select_related("edition__publication").get(batches=batch_id)
    today = mailing.started_at.astimezone(mailing.edition.publication.zone).date()
    stay: list[Reader] = []
    gone: dict[Outcome, list[int]] = defaultdict(list)
    for pk, email, name, status, paused_until, suppressed in every(_statement(_EACH), batch_id):
        if (reason := _reason(email, status, paused_until, suppressed, today)) is None:
            stay.append(Reader(pk, email, name))
        else:
            gone[reason].append(pk)
    for reason, ids in gone.items():
        Delivery.objects.filter(batch=batch_id, subscriber_id__in=ids).update(outcome=reason)
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
