"""The life of an edition until it is mailed: approved, given an hour, held, resumed."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from roundup.core.errors import Refused
from roundup.core.lines import one_line
from roundup.core.moments_and_counts import day_words, moment_words
from roundup.core.newsroom_language import tell
from roundup.editions import approvals, hours, locks
from roundup.editions.article_ledger import spend_articles
from roundup.editions.history import write_line
from roundup.editions.models import Edition
from roundup.editions.proof import proof_of
from roundup.publications.alarms import answer_alarm, clear_alarm

Status = Edition.Status


def approve_edition(
    edition: Edition,
    proof_hash: str,
    user: Any,
    now: datetime,
    *,
    override: str = "",
    readers: int | None = None,
    by_schedule: bool = False,
    may_drop: bool = False,
) -> None:
    """Let exactly the bytes with this hash go out at the edition's hour, and keep them.

    `user` is None if nobody signed in: on the command line, or `by_schedule`. `override` is the reason why
    the edition may go although its proof has errors. The approval keeps this reason, the hour, the size of
    the audience (`readers`), and whether the edition may leave without a withdrawn story (`may_drop`). Raises
    Refused if the edition now renders to something else, has errors without an override, or is on its way.
    """
    with transaction.atomic():
        found = locks.lock_waiting(edition, Status.DRAFT, Status.APPROVED, refusal=locks.APPROVE)
        seen = proof_of(found)
        if seen.hash != proof_hash:
            raise Refused(
                tell("The edition has changed since this proof was made. Look at the new proof first.")
            )
        reason = one_line(override)[:300]
        if seen.errors and not reason:
            raise Refused(
                tell("The proof has errors, the first of which is: %(finding)s", finding=seen.first_error)
            )
        found.status = Status.APPROVED
        found.save()
        approvals.keep_approval(
            found,
            seen,
            at=now,
            by=user,
            through=approvals.door_of(user, by_schedule=by_schedule),
            audience=approvals.audience_words(readers),
            send_at=found.send_at,
            override_reason=reason if seen.errors else "",
            may_drop=may_drop,
        )
        # A person who approves it has seen how many stories there are, and what their sources say.
        for about in (*approvals.WHILE_DRAFT, "changed", *approvals.WHILE_APPROVED):
            clear_alarm(found.publication, f"edition:{found.pk}:{about}", now)
    edition.refresh_from_db()


def schedule_edition(edition: Edition, send_at: datetime, now: datetime, user: Any = None) -> None:
    """Set the hour at which the edition goes out once it is approved, and thereby the date in its mail.

    An approval stays valid if the day stays the same; a different day needs a new approval. Raises Refused
    for an hour that has passed, or if the edition is on its way.
    """
    if send_at < now:
        raise Refused(tell("This hour has passed: choose a later one, or send now."))
    with transaction.atomic():
        found = locks.lock_waiting(edition, Status.DRAFT, Status.APPROVED, refusal=locks.SCHEDULE)
        found.send_at, found.hour_before = send_at, None
        write_line(found, tell("Set the hour: %(hour)s.", hour=_hour_words(found)), now, user)
        day = approvals.local_day_of(found, send_at)
        if day != found.dated:
            found.dated = day
            why = tell("Its date is now %(day)s.", day=f"{day:%-d %B}")
            approvals.take_back_approval(found, why, now, user)
        found.save()
    edition.refresh_from_db()


def _hour_words(edition: Edition) -> str:
    return moment_words(edition.send_at, edition.publication.zone)


def approve_and_release(
    edition: Edition,
    proof_hash: str,
    user: Any,
    now: datetime,
    *,
    wait: timedelta,
    override: str = "",
    readers: int | None = None,
    may_drop: bool = False,
) -> None:
    """Approve an edition (`approve_edition`); if its hour has passed, it leaves after `wait`, because a
    person has decided so. A held edition stays held.

    If it leaves, its proof is the one for the day on which it leaves (`hours.as_it_leaves`).
    """
    with transaction.atomic():
        found = locks.lock_waiting(edition, Status.DRAFT, Status.APPROVED, refusal=locks.APPROVE)
        if found.send_at <= now and found.held_at is None:
            found.hour_before = found.hour_before or found.send_at
            found.send_at = now + wait
            found.dated = approvals.local_day_of(found, found.send_at)
            found.save()
        approve_edition(edition, proof_hash, user, now, override=override, readers=readers, may_drop=may_drop)


def make_due_now(
    edition: Edition,
    now: datetime,
    user: Any = None,
    *,
    wait: timedelta = timedelta(0),
    seen: str | None = None,
) -> None:
    """Set the hour of an approved edition to now plus `wait`, the time in which the sending can be undone.

    An edition that leaves sooner keeps its hour. If the mail has the date of another day, it gets the new
    date, and the person who sends it approves that date: `seen` is the hash of the proof for that day that
    they were shown, or None on the command line. Raises Refused if they were shown another proof or none, if
    anything else has changed, or if the edition is not approved.
    """
    with transaction.atomic():
        found = locks.lock_waiting(edition, Status.APPROVED, refusal=locks.SEND)
        _leave_at(found, hours.hour_if_sent(found, now, wait), now, user, seen)
        write_line(found, tell("Sent at once, to leave %(hour)s.", hour=_hour_words(found)), now, user)
    edition.refresh_from_db()


def _leave_at(edition: Edition, leaves: datetime, now: datetime, user: Any, seen: str | None) -> None:
    """Set the hour of a locked and approved edition to the one at which a person lets it leave."""
    if leaves != edition.send_at:
        edition.hour_before = edition.hour_before or edition.send_at
    if approvals.new_date_of(edition, leaves) is None:
        edition.send_at = leaves
        edition.save(update_fields=["send_at", "hour_before"])
    else:
        _date_anew(edition, leaves, now, user, seen)


def _date_anew(edition: Edition, leaves: datetime, now: datetime, user: Any, seen: str | None) -> None:
    if not approvals.still_renders(edition):
        raise Refused(
            tell("The edition has changed since it was approved. Look at its proof and approve it again.")
        )
    before = edition.approval
    edition.send_at, edition.dated = leaves, approvals.local_day_of(edition, leaves)
    edition.save()
    digest = proof_of(edition).hash
    if seen is not None and seen != digest:
        raise Refused(
            tell(
                "Nothing was done: it would now leave dated %(day)s. "
                "Look at what that changes, and press again.",
                day=day_words(edition.dated),
            )
        )
    override, may_drop = (before.override_reason, before.may_drop) if before else ("", False)
    approve_edition(edition, digest, user, now, override=override, may_drop=may_drop)


def give_back_hour(edition: Edition, now: datetime, user: Any = None) -> bool:
    """Give a locked edition the hour back that it had before a person let it leave at once.

    It is then approved as before, or a draft if it is no longer what was approved for that day. Returns
    False, and changes nothing, if nobody has moved its hour or the old hour is too near.
    """
    before = edition.hour_before
    if before is None or not hours.gives_back_hour(edition, now):
        return False
    edition.send_at, edition.hour_before = before, None
    said = tell("Undid the sending. Its hour is %(hour)s again.", hour=_hour_words(edition))
    write_line(edition, said, now, user)
    day = approvals.new_date_of(edition, before)
    if day is not None:
        edition.dated = day
        approvals.give_back_approval(edition, now, user)
    edition.save()
    return True


def hold_edition(edition: Edition, reason: str, now: datetime, user: Any = None) -> None:
    """Keep an edition from leaving until it is resumed."""
    Edition.objects.filter(pk=edition.pk).update(held_at=now, held_reason=reason[:300])
    write_line(edition, tell("Held: %(why)s", why=reason[:300]), now, user)
    edition.refresh_from_db()


def resume_edition(
    edition: Edition,
    now: datetime,
    user: Any = None,
    *,
    wait: timedelta = timedelta(0),
    seen: str | None = None,
) -> None:
    """End a hold. The edition leaves at its hour, but not before the time to undo that (`wait`) has passed.

    If that gives it another date, `seen` is as for `make_due_now`. Raises Refused, and keeps the edition
    held, if it has changed since its approval, or if the proof for that day was not seen.
    """
    with transaction.atomic():
        Edition.objects.filter(pk=edition.pk).update(held_at=None, held_reason="")
        found = Edition.objects.select_for_update().get(pk=edition.pk)
        if found.status == Status.APPROVED and not found.is_on_its_way:
            _leave_at(found, hours.hour_if_resumed(found, now, wait), now, user, seen)
            write_line(found, tell("Resumed, to leave %(hour)s.", hour=_hour_words(found)), now, user)
        else:
            write_line(found, tell("Resumed."), now, user)
    for about in ("late", "changed", "look"):
        answer_alarm(edition.publication, f"edition:{edition.pk}:{about}", now)
    edition.refresh_from_db()


def mark_mailed(edition_id: int, now: datetime) -> None:
    """Spend the articles of an edition whose mailing has gone out. Safe to call again."""
    with transaction.atomic():
        changed = Edition.objects.filter(pk=edition_id, status=Status.APPROVED)
        if changed.update(status=Status.MAILED, mailed_at=now):
            mailed = Edition.objects.get(pk=edition_id)
            spend_articles(mailed)
            write_line(mailed, tell("Mailed to its readers."), now)
