"""The life of an edition before it is mailed: approved, rescheduled, held, skipped, cancelled."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from roundup.core.errors import Refused
from roundup.core.lines import one_line
from roundup.core.newsroom_language import tell, tell_later
from roundup.editions import approvals, locks
from roundup.editions.article_ledger import release_all_articles, reserve_article, spend_articles
from roundup.editions.models import Approval, Edition
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
) -> None:
    """Let exactly the bytes with this hash go out at the edition's hour, and keep them.

    `user` is None if nobody signed in: on the command line, or `by_schedule`. `override` is the reason why
    it may go although its proof has errors. It is kept, and so are the hour and the audience, which has
    `readers` readers now. Raises Refused if the edition now renders to something else, has errors without
    an override, or is on its way.
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
            through=_door(user, by_schedule),
            audience=_audience(readers),
            send_at=found.send_at,
            override_reason=reason if seen.errors else "",
        )
        # Whoever approves it has seen how few stories there are.
        for about in ("thin", "unapproved", "changed"):
            clear_alarm(found.publication, f"edition:{found.pk}:{about}", now)
    edition.refresh_from_db()


def _door(user: Any, by_schedule: bool) -> Approval.Door:
    if by_schedule:
        return Approval.Door.SCHEDULE
    return Approval.Door.NEWSROOM if user else Approval.Door.COMMAND


def _audience(readers: int | None) -> str:
    """Return in words who an approval is for."""
    if readers is None:
        return tell(
            "every active subscriber who is neither suppressed nor pausing and follows one of its sections"
        )
    return tell(
        "every active subscriber who is neither suppressed nor pausing and follows one of its sections, "
        "as of the hour it leaves; %(readers)s at the moment of approval",
        readers=f"{readers:,}",
    )


def schedule_edition(edition: Edition, send_at: datetime, now: datetime) -> None:
    """Set the hour at which the edition goes out once it is approved, and thereby the date in its mail.

    An approval stays valid if the day stays the same; another day needs a new approval. Raises Refused for
    an hour that has passed, or if the edition is on its way.
    """
    if send_at < now:
        raise Refused(tell("This hour has passed: choose a later one, or send now."))
    with transaction.atomic():
        found = locks.lock_waiting(edition, Status.DRAFT, Status.APPROVED, refusal=locks.SCHEDULE)
        found.send_at = send_at
        day = approvals.local_day_of(found, send_at)
        if day != found.dated:
            found.dated = day
            approvals.take_back_approval(found, tell("Its date is now %(day)s.", day=f"{day:%-d %B}"), now)
        found.save()
    edition.refresh_from_db()


def approve_and_release(
    edition: Edition,
    proof_hash: str,
    user: Any,
    now: datetime,
    *,
    wait: timedelta,
    override: str = "",
    readers: int | None = None,
) -> None:
    """Approve an edition (`approve_edition`); if its hour has passed, it leaves after `wait`, because a
    person has decided so. One that is held stays so.
    """
    with transaction.atomic():
        approve_edition(edition, proof_hash, user, now, override=override, readers=readers)
        if edition.send_at <= now and edition.held_at is None:
            make_due_now(edition, now, user, wait=wait)


def make_due_now(
    edition: Edition, now: datetime, user: Any = None, *, wait: timedelta = timedelta(0)
) -> None:
    """Make the hour of an approved edition now, or later by `wait`, in which it can be undone.

    One that leaves sooner than that keeps its hour. If the mail has the date of another day, it gets the new
    date, and whoever sends it thereby approves that. Raises Refused if anything else has changed, or if the
    edition is not approved.
    """
    with transaction.atomic():
        found = locks.lock_waiting(edition, Status.APPROVED, refusal=locks.SEND)
        leaves = hour_if_sent(found, now, wait)
        if approvals.new_date_of(found, leaves) is None:
            Edition.objects.filter(pk=found.pk).update(send_at=leaves)
        else:
            _date_anew(found, leaves, now, user)
    edition.refresh_from_db()


def hour_if_sent(edition: Edition, now: datetime, wait: timedelta) -> datetime:
    """Return when an edition leaves if a person sends it now and `wait` is the time to undo that."""
    leaves = now + wait
    return min(edition.send_at, leaves) if edition.send_at >= now else leaves


def _date_anew(edition: Edition, leaves: datetime, now: datetime, user: Any) -> None:
    if not approvals.still_renders(edition):
        raise Refused(
            tell("The edition has changed since it was approved. Look at its proof and approve it again.")
        )
    before = edition.approval
    edition.send_at, edition.dated = leaves, approvals.local_day_of(edition, leaves)
    edition.save()
    override = before.override_reason if before else ""
    approve_edition(edition, proof_of(edition).hash, user, now, override=override)


def skip_edition(edition: Edition, now: datetime) -> None:
    """Send no edition this week; the articles are free for the next one."""
    _end(edition, Status.SKIPPED, locks.SKIP, tell_later("The edition was skipped."), now)


def unskip_edition(edition: Edition, now: datetime) -> list[str]:
    """Make a skipped edition the draft that it was.

    Returns in words which stories it has lost to another edition meanwhile.
    """
    with transaction.atomic():
        found = locks.lock_edition(edition, Status.SKIPPED, refusal=locks.TAKE_UP)
        lost = _reserve_articles_again(found)
        found.status = Status.DRAFT
        found.save()
    edition.refresh_from_db()
    return lost


def _reserve_articles_again(edition: Edition) -> list[str]:
    """Reserve the articles of an edition's stories; a story whose article is taken goes. Say which went."""
    lost = []
    for story in edition.stories.select_related("article"):
        try:
            reserve_article(edition, story.article)
        except Refused as error:
            story.delete()
            lost.append(str(error))
    return lost


def cancel_edition(edition: Edition, now: datetime) -> None:
    """Cancel an edition that is not on its way; its articles are free again."""
    _end(edition, Status.CANCELLED, locks.CANCEL, tell_later("The edition was cancelled."), now)


def _end(edition: Edition, status: Edition.Status, refusal: locks.Refusal, why: str, now: datetime) -> None:
    with transaction.atomic():
        found = locks.lock_waiting(edition, Status.DRAFT, Status.APPROVED, refusal=refusal)
        found.status = status
        approvals.void_approval(found, why, now)
        found.save()
        release_all_articles(found)
        for about in ("thin", "unapproved", "late", "changed"):
            clear_alarm(found.publication, f"edition:{found.pk}:{about}", now)
    edition.refresh_from_db()


def hold_edition(edition: Edition, reason: str, now: datetime) -> None:
    """Keep this edition from leaving until it is resumed."""
    Edition.objects.filter(pk=edition.pk).update(held_at=now, held_reason=reason[:300])
    edition.refresh_from_db()


def resume_edition(
    edition: Edition, now: datetime, user: Any = None, *, wait: timedelta = timedelta(0)
) -> None:
    """End a hold. If the hour has passed in the meantime, the edition leaves after `wait`, because a person
    has decided so.

    Raises Refused, and keeps it held, if its date is too old and it has changed since its approval.
    """
    with transaction.atomic():
        Edition.objects.filter(pk=edition.pk).update(held_at=None, held_reason="")
        edition.refresh_from_db()
        if edition.send_at < now and edition.status == Status.APPROVED and not edition.is_on_its_way:
            make_due_now(edition, now, user, wait=wait)
    for about in ("late", "changed"):
        answer_alarm(edition.publication, f"edition:{edition.pk}:{about}", now)
    edition.refresh_from_db()


def mark_mailed(edition_id: int, now: datetime) -> None:
    """Spend the articles of an edition whose mailing has gone out. Safe to call again."""
    with transaction.atomic():
        changed = Edition.objects.filter(pk=edition_id, status=Status.APPROVED)
        if changed.update(status=Status.MAILED, mailed_at=now):
            spend_articles(Edition.objects.get(pk=edition_id))


def end_mailing(edition: Edition, *, spent: bool, now: datetime) -> None:
    """Record that a mailing was stopped on its way. `spent` says that somebody got it, or may have."""
    Edition.objects.filter(pk=edition.pk).update(status=Status.CANCELLED, mailed_at=now if spent else None)
    if spent:
        spend_articles(edition)
    else:
        release_all_articles(edition)
