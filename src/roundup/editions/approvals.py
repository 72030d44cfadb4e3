"""Approvals: what somebody allowed to go out, kept byte for byte before and after it leaves.

The default variant of a mailing, the archive and the newsroom read these bytes and never render them again.
A change to the edition voids its approval; a change shortly before its hour raises an alarm.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from roundup.core.errors import RoundupError
from roundup.core.moments_and_counts import moment_words
from roundup.core.newsroom_language import tell, tell_later
from roundup.editions.composing import shown_articles, stories_of
from roundup.editions.history import write_line
from roundup.editions.models import Approval, Edition
from roundup.editions.policies import outlook_without_approval
from roundup.editions.proof import Proof, proof_of
from roundup.editions.state_words import period_in_words
from roundup.publications.alarms import clear_alarm, raise_alarm
from roundup.publications.models import Publication

# This long before the hour, the last reminder has already gone out.
NEAR = timedelta(hours=1)
# The reason of a void approval that undoing the edit can restore.
EDITED = tell_later("It was edited.")
# Alarms about a draft. They are over once it is approved, skipped or cancelled.
WHILE_DRAFT = ("thin", "unread", "flood", "drought", "unapproved")
# Alarms about what an approved edition says; an edition that is no longer approved says nothing yet.
WHILE_APPROVED = ("look", "corrected")


def keep_approval(edition: Edition, seen: Proof, *, why: str = "", said: str = "", **named: Any) -> Approval:
    """Keep the bytes of a proof as approved, in place of any earlier approval.

    `named` are the fields of an `Approval` that say by whom, for whom and when. `why` is the reason why an
    earlier one no longer holds, and `said` is the line in the history, each if it is not the usual one. The
    caller must hold the lock on the edition.
    """
    shown = shown_articles(edition, stories_of(edition))
    void_approval(edition, why or tell_later("It was approved again."), named["at"])
    rendered = seen.rendered
    approval = Approval.objects.create(
        edition=edition,
        hash=seen.hash,
        subject=rendered.subject,
        preheader=rendered.preheader,
        html=rendered.html,
        text=rendered.text,
        shown=shown,
        **named,
    )
    write_line(edition, said or _approved(approval), approval.at, None if said else approval.by)
    return approval


def _approved(approval: Approval) -> str:
    hour = moment_words(approval.send_at, approval.edition.publication.zone) if approval.send_at else ""
    door = tell(str(approval.Door(approval.through).label)) if approval.through and not approval.by else ""
    said = tell("Approved %(door)s, to leave %(hour)s.", door=door, hour=hour) if door else ""
    said = said or tell("Approved, to leave %(hour)s.", hour=hour)
    if approval.override_reason:
        why = tell("It has errors, but may go out because: %(why)s", why=approval.override_reason)
        return f"{said} {why}"
    return said


def void_approval(edition: Edition, why: str, now: datetime) -> None:
    """Void the approval of an edition, if it has one."""
    edition.approvals.filter(voided_at=None).update(voided_at=now, void_reason=why[:300])


def take_back_approval(edition: Edition, why: str, now: datetime, by: Any = None) -> None:
    """Make an approved edition a draft again because it changed. The caller locks it and saves it.

    If no further reminder comes before its hour, the editors are told.
    """
    if edition.status != Edition.Status.APPROVED:
        return
    edition.status = Edition.Status.DRAFT
    void_approval(edition, why, now)
    write_line(edition, tell("The approval was taken back: %(why)s", why=tell(why)), now, by)
    for about in WHILE_APPROVED:
        clear_alarm(edition.publication, f"edition:{edition.pk}:{about}", now)
    if edition.send_at - now <= NEAR:
        raise_alarm(
            edition.publication,
            f"edition:{edition.pk}:unapproved",
            " ".join((_was_changed(edition), tell(why), outlook_without_approval(edition))),
            now,
        )


def revive_approval(edition: Edition, now: datetime, by: Any = None) -> bool:
    """Restore the last approval if only an edit voided it, and that edit has been undone.

    The bytes and the hour are those that somebody approved. The caller locks the edition and saves it.
    """
    last = lost_approval(edition)
    if last is None or last.void_reason != EDITED or last.send_at != edition.send_at:
        return False
    return _revive(edition, last, now, by)


def why_not_revived(edition: Edition) -> str:
    """Return why the approval that an edit voided is not restored; '' if no edit voided one."""
    last = lost_approval(edition)
    if last is None or last.void_reason != EDITED:
        return ""
    if last.send_at != edition.send_at:
        return tell("The approval is not restored: the hour has been changed since.")
    return tell("The approval is not restored: the letter still differs from what was approved.")


def give_back_approval(edition: Edition, now: datetime, by: Any = None) -> None:
    """Restore the approval that a locked edition had before it was sent with another date.

    If the edition is no longer what was approved then, it becomes a draft. The caller has given it its old
    date and hour, and saves it.
    """
    why, present = tell_later("Its sending was undone."), edition.approval
    before = edition.approvals.filter(send_at=edition.send_at, voided_at=present.at if present else None)
    former = before.exclude(voided_at=None).first()
    if former is None or not _renders_to(edition, former.hash):
        take_back_approval(edition, why, now, by)
        return
    void_approval(edition, why, now)
    _revive(edition, former, now, by)


def _revive(edition: Edition, approval: Approval, now: datetime, by: Any) -> bool:
    """Make an approval valid again if the edition is what was approved then. Return whether it is."""
    if not _renders_to(edition, approval.hash):
        return False
    Approval.objects.filter(pk=approval.pk).update(voided_at=None, void_reason="")
    edition.status = Edition.Status.APPROVED
    when = moment_words(approval.at, edition.publication.zone)
    write_line(edition, tell("The approval of %(when)s is valid again.", when=when), now, by)
    clear_alarm(edition.publication, f"edition:{edition.pk}:unapproved", now)
    return True


def _was_changed(edition: Edition) -> str:
    return tell("The edition of %(day)s was changed after it was approved.", day=period_in_words(edition))


def take_back_what_changed(
    publication: Publication, why: str, now: datetime, by: Any = None
) -> list[Edition]:
    """Take back the approvals of the editions that a change to their publication has changed.

    Call this after a change to anything that all editions share: brand, address, time zone, contributors.
    Drafts are dated again, in the present time zone. Returns the editions whose approval was taken back.
    """
    taken_back = []
    for pk in Edition.objects.filter(_waits(), publication=publication).values_list("pk", flat=True):
        with transaction.atomic():
            # An edition on its way is left alone: its workers hold a shared lock, and we would have to wait
            # for it.
            edition = Edition.objects.select_for_update(of=("self",)).filter(_waits(), pk=pk).first()
            if edition and _date_and_compare(edition, why, now, by):
                taken_back.append(edition)
    return taken_back


def _waits() -> Q:
    open_ = Edition.Status.DRAFT, Edition.Status.APPROVED
    return Q(status__in=open_, mailing__isnull=True)


def _date_and_compare(edition: Edition, why: str, now: datetime, by: Any) -> bool:
    """Date a locked edition by its hour; if it changed, take back its approval. Return whether it had one."""
    was_approved, day = edition.status == Edition.Status.APPROVED, local_day_of(edition, edition.send_at)
    is_same = day == edition.dated and (not was_approved or still_renders(edition))
    if is_same:
        return False
    edition.dated = day
    take_back_approval(edition, why, now, by)
    edition.save()
    return was_approved


def door_of(user: Any, *, by_schedule: bool) -> Approval.Door:
    """Return the door of an approval: how it is given."""
    if by_schedule:
        return Approval.Door.SCHEDULE
    return Approval.Door.NEWSROOM if user else Approval.Door.COMMAND


def audience_words(readers: int | None) -> str:
    """Return, in words, whom an approval is for."""
    if readers is None:
        return tell(
            "every active subscriber who is neither suppressed nor pausing and follows one of its sections"
        )
    return tell(
        "every active subscriber who is neither suppressed nor pausing and follows one of its sections, "
        "as of the hour it leaves; %(readers)s at the moment of approval",
        readers=f"{readers:,}",
    )


def lost_approval(edition: Edition) -> Approval | None:
    """Return the approval that a draft has lost, or None if it never had one."""
    if edition.status != Edition.Status.DRAFT:
        return None
    return edition.approvals.defer("html", "text").select_related("by").first()


def still_renders(edition: Edition) -> bool:
    """Say whether an approved edition still renders to the bytes that were approved."""
    approval = edition.approval
    return approval is not None and _renders_to(edition, approval.hash)


def _renders_to(edition: Edition, digest: str) -> bool:
    try:
        return proof_of(edition).hash == digest
    except RoundupError:
        return False


def approved_bytes(edition: Edition) -> Approval | None:
    """Return the valid approval with its bytes, or None if there is none or the bytes are lost.

    Older versions kept only the hash. If the edition still renders to that hash, the rendered bytes count.
    """
    approval = edition.approvals.filter(voided_at=None).first()
    if approval is None or approval.html:
        return approval
    try:
        rendered = proof_of(edition).rendered
    except RoundupError:
        return None
    if rendered.hash != approval.hash:
        return None
    approval.html, approval.text, approval.preheader = rendered.html, rendered.text, rendered.preheader
    approval.save(update_fields=["html", "text", "preheader"])
    return approval


def new_date_of(edition: Edition, leaves: datetime) -> date | None:
    """Return the date that the mail gets if a person lets it leave at `leaves`; None if it keeps its date."""
    day = local_day_of(edition, leaves)
    return None if day == edition.dated else day


def is_a_little_late(edition: Edition, start: datetime) -> bool:
    """Say whether an edition that starts at `start`, after its hour, may still leave by itself."""
    return bool(timedelta(0) <= start - edition.send_at <= settings.LATE_AFTER)


def local_day_of(edition: Edition, moment: datetime) -> date:
    """Return the day on which `moment` falls in the publication's time zone."""
    return moment.astimezone(edition.publication.zone).date()
