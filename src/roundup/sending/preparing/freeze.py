"""Prepares a mailing: freezes the audience, records everybody once, and checks the sum.

It works in steps of limited size. Each step is one transaction, which writes rows and moves the mailing's
cursor past them: a step that dies leaves nothing, and the next begins where the last one ended.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from django.conf import settings
from django.db import DatabaseError, IntegrityError
from django.db.models import Sum

from roundup.core.newsroom_language import tell
from roundup.editions.approvals import approved_bytes, still_renders
from roundup.editions.history import write_line
from roundup.editions.last_look import awaits_look
from roundup.editions.lifecycle import hold_edition
from roundup.editions.models import Edition
from roundup.editions.state_words import period_in_words
from roundup.publications.alarms import clear_alarm, raise_alarm
from roundup.sending.models import Batch, Delivery, Exclusion, Installation, Mailing, Variant
from roundup.sending.ordinals import next_ordinal, ordinal_of
from roundup.sending.preparing.variants import NotAsApproved, Plan
from roundup.sending.safety import fence, installation
from roundup.sending.settling import before_restore
from roundup.sending.transactions import write_transaction
from roundup.subscribers.audience import Candidate, audience_bound, next_candidates

log = logging.getLogger(__name__)

STEP = 20_000


def start_due_mailings(now: datetime) -> list[Mailing]:
    """Begin the mailing of every approved edition whose hour has come.

    If the hour was missed by more than ROUNDUP_LATE_AFTER, a person must decide: the edition is held. An
    edition waits until its sources have been read once more, if its publication asks for that.
    """
    if fence.is_up():
        return []
    due = Edition.objects.filter(
        status=Edition.Status.APPROVED, send_at__lte=now, held_at=None, mailing__isnull=True
    ).select_related("publication")
    return [mailing for edition in due if (mailing := _start_guarded(edition, now))]


def _start_guarded(edition: Edition, now: datetime) -> Mailing | None:
    """Begin one mailing. A fault in its edition does not stop those of other publications."""
    try:
        return _start(edition, now)
    except DatabaseError:
        raise
    except Exception:
        log.exception("edition %s of %s could not be started", edition.number, edition.publication.slug)
        return None


def _start(edition: Edition, now: datetime) -> Mailing | None:
    approval = edition.approval
    is_same = still_renders(edition) and approved_bytes(edition) is not None
    try:
        with write_transaction():
            # The lock decides between us and an edit, a hold or another hour at this moment.
            locked = Edition.objects.select_for_update(of=("self",)).get(pk=edition.pk)
            if not _may_start(locked, now) or locked.approval != approval:
                return None
            if now - locked.send_at > settings.LATE_AFTER:
                _hold_late(locked, now)
                return None
            if awaits_look(locked, now):
                return None
            if not is_same:
                _hold_changed(locked, now)
                return None
            bound = audience_bound(locked.publication)
            house = installation.stated_installation(now)
            # The lock keeps out a process that is recording whom an edition reached before a restore.
            Installation.objects.select_for_update().get(pk=house.pk)
            mailing = Mailing.objects.create(
                edition=locked,
                installation=house.identity,
                outlet=house.outlet,
                ordinal=0 if locked.month else next_ordinal(locked.publication),
                audience_bound=bound,
                started_at=now,
            )
            write_line(locked, tell("Began to leave."), now)
            marker = fence.advance()
    except IntegrityError:
        return None  # Another tick has begun it.
    fence.note(marker)
    log.info("mailing %s of edition %s of %s has begun", mailing.pk, edition.number, edition.publication.slug)
    return mailing


def _may_start(edition: Edition, now: datetime) -> bool:
    """Say whether a locked edition is still to leave by `now`."""
    is_due = edition.status == Edition.Status.APPROVED and edition.send_at <= now
    return is_due and edition.held_at is None and not edition.is_on_its_way


def _hold_late(edition: Edition, now: datetime) -> None:
    hold_edition(edition, tell("It missed its hour."), now)
    raise_alarm(
        edition.publication,
        f"edition:{edition.pk}:late",
        tell(
            "The edition of %(day)s missed its hour and has not left. "
            "Resume it to send it now, or cancel it.",
            day=period_in_words(edition),
        ),
        now,
    )


def _hold_changed(edition: Edition, now: datetime) -> None:
    """Hold an edition that no longer renders to what was approved; it must be approved again."""
    hold_edition(edition, tell("It no longer renders to what was approved."), now)
    raise_alarm(
        edition.publication,
        f"edition:{edition.pk}:changed",
        tell(
            "Nothing was sent: the templates or the publication's looks have changed since this edition "
            "was approved. Look at its proof, approve it again and resume it."
        ),
        now,
    )


def prepare_step(mailing_id: int, now: datetime) -> bool:
    """Record the next readers; return whether the preparation is over.

    Safe to run twice, even at once: the row is locked, and the cursor says what is done. If part of the
    mailing would not be what was approved, the mailing is taken back and its edition held.
    """
    try:
        with write_transaction():
            mailing = _locked(mailing_id)
            return mailing is None or _step(mailing, now)
    except NotAsApproved:
        _undo(mailing_id, now)
        return True


def _locked(mailing_id: int) -> Mailing | None:
    """Return the mailing, locked, if it is being prepared and nobody has held it."""
    # The waiting batches are locked first (decision 37), as when a mailing is cancelled.
    list(Batch.objects.select_for_update().filter(mailing=mailing_id).order_by("pk").values_list("pk"))
    rows = Mailing.objects.select_for_update(of=("self",)).select_related("edition__publication")
    found = rows.filter(pk=mailing_id, status=Mailing.Status.PREPARING).first()
    return None if found is None or found.edition.held_at else found


def _step(mailing: Mailing, now: datetime) -> bool:
    publication = mailing.edition.publication
    page = next_candidates(
        publication, mailing.cursor, mailing.audience_bound, STEP, ordinal_of(mailing.edition)
    )
    if page:
        _write(mailing, page)
        mailing.cursor = page[-1].id
        mailing.candidates += len(page)
    else:
        check_sum(mailing)
        _spread(mailing, now)
        mailing.status, mailing.prepared_at = Mailing.Status.SENDING, now
        clear_alarm(publication, _stuck(mailing), now)
        log.info("mailing %s is prepared: %s candidates", mailing.pk, mailing.candidates)
    mailing.save()
    return not page


def _undo(mailing_id: int, now: datetime) -> None:
    """Undo a mailing that is being prepared, of which nothing has left. Its edition waits for a person.

    After a restore, part of the mailing may have left nevertheless: then it is held as it is.
    """
    with write_transaction():
        mailing = _locked(mailing_id)
        if mailing is None:
            return
        if mailing.batches.exclude(state=Batch.State.READY).exists():
            why = tell(
                "It no longer renders to what was approved, and cannot start again, because part of it may "
                "have left."
            )
            hold_edition(mailing.edition, why, now)
            return
        for rows in (Delivery, Exclusion, Batch, Variant):
            rows._default_manager.filter(mailing=mailing).delete()
        clear_alarm(mailing.edition.publication, _stuck(mailing), now)
        mailing.delete()
        _hold_changed(mailing.edition, now)


def _write(mailing: Mailing, page: list[Candidate]) -> None:
    """Write one row for each candidate: a delivery in a batch, or an exclusion with its reason."""
    plan = Plan(mailing)
    mailed = before_restore.mailed_before(mailing.edition, [candidate.id for candidate in page])
    exclusions = []
    for candidate in page:
        if why := candidate.why_not(plan.occasion, mailed_before=candidate.id in mailed):
            exclusions.append(Exclusion(mailing=mailing, subscriber_id=candidate.id, reason=why))
        else:
            plan.place(candidate)
    Exclusion.objects.bulk_create(exclusions, batch_size=1000)
    plan.write()


def tell_stuck_mailing(mailing_id: int, why: str, now: datetime) -> None:
    """Tell the editors that a mailing cannot be prepared. The next tick tries again."""
    mailing = Mailing.objects.select_related("edition__publication").filter(pk=mailing_id).first()
    if mailing is None:
        return
    raise_alarm(
        mailing.edition.publication,
        _stuck(mailing),
        tell(
            "Edition %(number)s cannot be prepared, and none of it has left: %(why)s "
            "Roundup tries again every few seconds. See the worker’s log, or cancel the edition.",
            number=mailing.edition.number,
            why=why,
        ),
        now,
    )


def _stuck(mailing: Mailing) -> str:
    return f"mailing:{mailing.pk}:unprepared"


def check_sum(mailing: Mailing) -> None:
    """Refuse to send unless candidates = deliveries + exclusions, batch by batch and in all."""
    deliveries, exclusions = mailing.deliveries.count(), mailing.exclusions.count()
    planned = mailing.batches.aggregate(n=Sum("planned"))["n"] or 0
    if mailing.candidates != deliveries + exclusions or planned != deliveries:
        raise RuntimeError(
            f"The account of mailing {mailing.pk} does not add up: {mailing.candidates} candidates, "
            f"{deliveries} deliveries ({planned} planned), {exclusions} exclusions."
        )


def _spread(mailing: Mailing, now: datetime) -> None:
    """Spread the batches evenly over the publication's sending window, if it has one."""
    window = timedelta(minutes=mailing.edition.publication.spread_minutes)
    count = mailing.batches.count()
    if not window or count < 2:
        return
    for place, batch in enumerate(mailing.batches.order_by("seq")):
        batch.not_before = now + window * place / count
        batch.save(update_fields=["not_before"])
