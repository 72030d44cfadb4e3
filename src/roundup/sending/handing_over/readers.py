"""The readers of a batch as they are at the moment of posting."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Final, NamedTuple

from roundup.sending.audience import posting_of
from roundup.sending.models import Delivery, Mailing
from roundup.sending.sql import all_rows, join_by_index
from roundup.subscribers.audience import current_candidates
from roundup.subscribers.eligibility import SURELY_MAILED, WhyNot
from roundup.subscribers.models import Subscriber, Suppression

Outcome = Delivery.Outcome
_OUTCOMES: Final = {
    WhyNot.ERASED: Outcome.ERASED,
    WhyNot.PENDING: Outcome.UNSUBSCRIBED,
    WhyNot.UNSUBSCRIBED: Outcome.UNSUBSCRIBED,
    WhyNot.SUPPRESSED: Outcome.SUPPRESSED,
    WhyNot.PAUSED: Outcome.PAUSED,
}


class Reader(NamedTuple):
    """Somebody who now gets a copy: columns of the subscriber, by their names.

    A field that is added here is read wherever copies are made. `email` must never reach a log.
    """

    id: int
    email: str
    name: str
    link_generation: int


def reader_of(subscriber: Subscriber) -> Reader:
    """Return a subscriber as one who gets a copy."""
    return Reader._make(getattr(subscriber, column) for column in Reader._fields)


def readers_still_mailed(batch_id: int) -> tuple[Reader, ...]:
    """Return the readers to be mailed; readers who have left since the freeze are marked, with the reason."""
    rows = all_rows(_statement(), batch_id)
    # A flag per reader is less data than all that the rule needs; that is read only for readers without it.
    unsure = [row[0] for row in rows if not row[-1]]
    gone = _gone(batch_id, unsure) if unsure else ()
    return tuple([Reader._make(row[:-1]) for row in rows if row[0] not in gone])


def _statement() -> str:
    # SQL by hand: `python -m benchmarks sending` shows what this gains (decision 16).
    reader = join_by_index(Subscriber._meta.db_table, "s", "s.id = d.subscriber_id AND s.erased_at IS NULL")
    # A reader who was erased since then has only the id in their delivery.
    columns = ", ".join(f"s.{column}" for column in Reader._fields[1:])
    suppression = join_by_index(Suppression._meta.db_table, "x", "x.email_hash = s.email_hash")
    return f"""
        SELECT d.subscriber_id, {columns}, {SURELY_MAILED}
        FROM {Delivery._meta.db_table} d {reader} {suppression}
        WHERE d.batch_id = %s AND d.outcome = 0
        ORDER BY d.subscriber_id
    """  # noqa: S608 - the names of our own tables


def _gone(batch_id: int, unsure: Sequence[int]) -> set[int]:
    """Mark those of these readers who are no longer mailed, and return them."""
    mailing = Mailing.objects.select_related("edition__publication").get(batches=batch_id)
    occasion, known = posting_of(mailing), current_candidates(unsure)
    gone: dict[WhyNot, list[int]] = defaultdict(list)
    for pk in unsure:
        if why := known[pk].why_not(occasion) if pk in known else WhyNot.ERASED:
            gone[why].append(pk)
    for why, ids in gone.items():
        Delivery.objects.filter(batch=batch_id, subscriber_id__in=ids).update(outcome=_OUTCOMES[why])
    return {pk for ids in gone.values() for pk in ids}
