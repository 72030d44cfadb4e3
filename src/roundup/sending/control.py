"""What a person can do to an edition that is leaving or about to leave: send, hold, resume, cancel."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from roundup.core.errors import Refused
from roundup.core.newsroom_language import tell
from roundup.editions import ending, lifecycle
from roundup.editions.history import write_line
from roundup.editions.models import Edition
from roundup.editions.state_words import state_in_words
from roundup.publications.alarms import answer_alarm
from roundup.sending.models import Batch, Mailing
from roundup.sending.safety.installation import bind_mailing
from roundup.sending.transactions import write_transaction

Status = Mailing.Status


def send_now(
    edition: Edition,
    now: datetime,
    user: Any = None,
    *,
    wait: timedelta = timedelta(0),
    seen: str | None = None,
) -> None:
    """Let an approved edition leave now, or after `wait`, during which this can be undone. If its date
    changes, `user` approves that, and has `seen` the proof of that day (`lifecycle.make_due_now`).

    Raises Refused if it is not approved, or if it is held.
    """
    edition.refresh_from_db()
    if edition.status != Edition.Status.APPROVED:
        raise Refused(
            tell(
                "This edition is %(state)s: only an approved one can be sent.", state=state_in_words(edition)
            )
        )
    if edition.held_at:
        raise Refused(tell("This edition is held: %(reason)s Resume it first.", reason=edition.held_reason))
    lifecycle.make_due_now(edition, now, user, wait=wait, seen=seen)


def hold_sending(edition: Edition, reason: str, now: datetime, user: Any = None) -> None:
    """Let nothing more of this edition leave. A batch that is just being posted is finished first."""
    edition.refresh_from_db()
    going = Mailing.objects.filter(edition=edition, status__in=(Status.PREPARING, Status.SENDING)).exists()
    if edition.status not in (Edition.Status.DRAFT, Edition.Status.APPROVED) and not going:
        raise Refused(
            tell("This edition is %(state)s: there is nothing to hold.", state=state_in_words(edition))
        )
    with write_transaction():
        _keep_back(edition, Batch.State.READY)
        lifecycle.hold_edition(edition, reason or tell("Held by an editor."), now, user)


def stop_mailing(mailing: Mailing, reason: str, now: datetime) -> bool:
    """Hold a mailing because a rule says so; return whether it was going out.

    Batches being posted are finished.
    """
    with write_transaction():
        _keep_back(mailing.edition, Batch.State.READY)
        going = Mailing.objects.filter(pk=mailing.pk, status=Status.SENDING)
        is_stopped = bool(going.update(status=Status.HELD, held_reason=reason[:300]))
        if is_stopped:
            write_line(mailing.edition, tell("Held: %(why)s", why=reason[:300]), now)
        return is_stopped


def resume_sending(
    edition: Edition,
    now: datetime,
    user: Any = None,
    *,
    wait: timedelta = timedelta(0),
    seen: str | None = None,
) -> None:
    """Let `user` go on with an edition that was held, by a person or because of a fault since fixed.

    If its mailing has not begun, it leaves at its hour, but not before `wait` has passed
    (`lifecycle.resume_edition`).
    """
    edition.refresh_from_db()
    with write_transaction():
        mailing = Mailing.objects.select_for_update().filter(edition=edition, status=Status.HELD).first()
        if mailing is None and edition.held_at is None:
            raise Refused(tell("This edition is not held."))
        if mailing:
            mailing.status = Status.SENDING if mailing.prepared_at else Status.PREPARING
            mailing.held_reason = ""
            bind_mailing(mailing, now)
            mailing.save()
            answer_alarm(edition.publication, f"mailing:{mailing.pk}:halted", now)
        lifecycle.resume_edition(edition, now, user, wait=wait, seen=seen)


def cancel_sending(edition: Edition, now: datetime, user: Any = None) -> None:
    """Stop an edition for good: copies that have not left stay here.

    If nobody has got it, its articles are free again; otherwise they are spent. An edition that was mailed
    stays mailed, even if part of it is being handed over again.
    """
    mailing = Mailing.objects.filter(edition=edition).first()
    if mailing is None:
        ending.cancel_edition(edition, now, user)
        return
    with write_transaction():
        _keep_back(edition, Batch.State.READY, Batch.State.LEASED)
        locked = Mailing.objects.select_for_update().filter(pk=mailing.pk).first()
        if locked is None:  # Its preparation was undone just now.
            ending.cancel_edition(edition, now, user)
            return
        if locked.status in (Status.DONE, Status.CANCELLED):
            raise Refused(tell("This edition has gone out; it can no longer be cancelled."))
        waiting = Batch.objects.select_for_update().filter(
            mailing=locked, state__in=[Batch.State.READY, Batch.State.LEASED]
        )
        waiting.update(state=Batch.State.CANCELLED, lease_until=None)
        left = Batch.objects.filter(mailing=locked).exclude(state=Batch.State.CANCELLED).exists()
        locked.status, locked.finished_at = Status.CANCELLED, now
        locked.save()
        for about in ("halted", "unprepared"):
            answer_alarm(edition.publication, f"mailing:{locked.pk}:{about}", now)
        edition.refresh_from_db()
        if edition.status != Edition.Status.MAILED:
            ending.end_mailing(edition, spent=left, now=now, user=user)
    edition.refresh_from_db()


def _keep_back(edition: Edition, *states: Batch.State) -> None:
    """Lock the waiting batches before the edition and its mailing, in the order that posting uses.

    Otherwise workers, which share a lock, could keep us out as long as there is anything to claim.
    """
    waiting = Batch.objects.select_for_update(of=("self",)).order_by("pk")
    list(waiting.filter(mailing__edition=edition, state__in=states).values_list("pk", flat=True))
