"""The account of a mailing, which counts everybody at every moment."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction
from django.db.models import Count, Q

from roundup.core.moments_and_counts import count_words
from roundup.editions.description import edition_identity, edition_name
from roundup.editions.models import Edition
from roundup.sending.models import Batch, Delivery, Mailing

State = Batch.State
Outcome = Delivery.Outcome
_IN = {
    State.ACCEPTED: "accepted",
    State.REFUSED: "refused",
    State.UNCERTAIN: "uncertain",
    State.CANCELLED: "excluded",
}


def account_of(edition: Edition) -> dict[str, Any]:
    """Return the account of an edition, read at one moment, so that it adds up (`roundup status`).

    `account` is None while there is no mailing; else candidates = accepted + excluded + refused + uncertain
    + pending.
    """
    with at_one_moment():
        mailing = Mailing.objects.filter(edition=edition).first()
        edition.refresh_from_db(fields=["status", "held_at"])
        return {
            **edition_identity(edition),
            "status": _status(edition, mailing),
            "account": _sums(mailing) if mailing else None,
            "batches": _batches(mailing) if mailing else {},
            "uncertain": _uncertain(mailing) if mailing else [],
            "note": mailing.lists_note if mailing else "",
            "events": {},
        }


@contextmanager
def at_one_moment() -> Iterator[None]:
    """Let all queries inside see the same state of the database.

    Inside another such block, this one does nothing.
    """
    outermost = not connection.in_atomic_block
    # This block only reads, so it need not wait for a turn to write, as a `write_transaction` does.
    with transaction.atomic():
        if outermost and connection.vendor == "postgresql":
            # SQL by hand: Django cannot say this.
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield


def _status(edition: Edition, mailing: Mailing | None) -> str:
    """Return the edition's status in one word; while it is on its way, that of its mailing."""
    if mailing and mailing.status in (Mailing.Status.PREPARING, Mailing.Status.SENDING):
        return "held" if edition.held_at else mailing.status
    if mailing and mailing.status == Mailing.Status.HELD:
        return "held"
    return "held" if edition.held_at else edition.status


def _sums(mailing: Mailing) -> dict[str, Any]:
    sums: Counter[str] = Counter()
    excluded: Counter[str] = Counter(
        dict(mailing.exclusions.values_list("reason").annotate(n=Count("subscriber_id")).order_by())
    )
    groups = mailing.deliveries.values_list("outcome", "batch__state").annotate(n=Count("subscriber_id"))
    for outcome, state, count in groups.order_by():
        if outcome == Outcome.REFUSED:
            sums["refused"] += count
        elif outcome != Outcome.FOLLOWS_BATCH:
            excluded[str(Outcome(outcome).label)] += count
        elif state == State.CANCELLED:
            excluded["cancelled"] += count
        else:
            sums[_IN.get(state, "pending")] += count
    return {
        "candidates": mailing.candidates,
        "accepted": sums["accepted"],
        "excluded": dict(sorted(excluded.items())),
        "refused": sums["refused"],
        "uncertain": sums["uncertain"],
        "pending": sums["pending"],
    }


def _batches(mailing: Mailing) -> dict[str, int]:
    return dict(mailing.batches.values_list("state").annotate(n=Count("pk")).order_by("state"))


def _uncertain(mailing: Mailing) -> list[dict[str, Any]]:
    followers = Count(
        "deliveries__subscriber_id", filter=Q(deliveries__outcome=Delivery.Outcome.FOLLOWS_BATCH)
    )
    waiting = mailing.batches.filter(state=State.UNCERTAIN).annotate(readers=followers)
    return [
        {
            "batch": batch.seq,
            "readers": batch.readers,
            "since": batch.posted_at.isoformat() if batch.posted_at else None,
            "evidence": batch.evidence,
        }
        for batch in waiting.order_by("seq")
    ]


def sums_in_words(document: dict[str, Any]) -> str:
    """Return the equation of an account, in one line."""
    account = document["account"]
    excluded = ", ".join(f"{n} {reason}" for reason, n in account["excluded"].items()) or "nobody"
    return (
        f"{account['candidates']} candidates = {account['accepted']} accepted + "
        f"{sum(account['excluded'].values())} excluded ({excluded}) + {account['refused']} refused + "
        f"{account['uncertain']} uncertain + {account['pending']} pending"
    )


def account_in_words(document: dict[str, Any]) -> str:
    """Return the account of a mailing in sentences, and why it waits."""
    if document["account"] is None:
        lines = [f"{edition_name(document)}: {document['status']}; it has no mailing yet."]
    else:
        lines = [f"{edition_name(document)}: {document['status']}", sums_in_words(document)]
    lines += [
        f"  batch {u['batch']}: {count_words(u['readers'], 'reader', 'readers')} uncertain "
        f"since {u['since']}: {u['evidence']}"
        for u in document["uncertain"]
    ]
    return "\n".join([*lines, *filter(None, [document["note"]])])
