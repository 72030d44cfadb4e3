"""Approvals: what somebody let go out, kept byte for byte until it has gone, and afterwards.

The default variant of a mailing, the archive and the newsroom read these bytes and never render them
again. A change to the edition voids its approval; one that comes close to the hour is an alarm.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction

from roundup.core.errors import RoundupError
from roundup.editions.models import Approval, Edition
from roundup.editions.proof import Proof, proof
from roundup.publications.models import Publication
from roundup.publications.services import raise_alarm

# A newsroom looks into its alarms once in a working day.
NEAR = timedelta(hours=24)


def keep(edition: Edition, seen: Proof, **named: Any) -> Approval:
    """Let the bytes of a proof stand as approved, in the place of any approval before.

    `named` are the fields of an `Approval` that say by whom, for whom and when. The caller holds the
    lock on the edition.
    """
    void(edition, "It was approved anew.", named["at"])
    rendered = seen.rendered
    return Approval.objects.create(
        edition=edition,
        hash=seen.hash,
        subject=rendered.subject,
        preheader=rendered.preheader,
        html=rendered.html,
        text=rendered.text,
        **named,
    )


def void(edition: Edition, why: str, now: datetime) -> None:
    """End the approval of an edition, if one holds."""
    edition.approvals.filter(voided_at=None).update(voided_at=now, void_reason=why[:300])


def take_back(edition: Edition, why: str, now: datetime) -> None:
    """Make an approved edition a draft again, because of a change. The caller locks it, and saves it.

    The editors are told where little time is left to approve it anew.
    """
    if edition.status != Edition.Status.APPROVED:
        return
    edition.status = Edition.Status.DRAFT
    void(edition, why, now)
    if edition.send_at - now <= NEAR:
        raise_alarm(
            edition.publication,
            f"edition:{edition.pk}:unapproved",
            f"The edition of {edition.period:%-d %B} was approved and has been changed since: {why} "
            "It does not go out unless somebody approves it again.",
            now,
        )


def take_back_what_changed(publication: Publication, why: str, now: datetime) -> list[Edition]:
    """Make drafts of the publication's approved editions that render to something else by now.

    For what belongs to no edition and is in all of them: its looks, its address, its contributors.
    Returns those editions.
    """
    with transaction.atomic():
        approved = Edition.objects.select_for_update().filter(
            publication=publication, status=Edition.Status.APPROVED
        )
        changed = [one for one in approved if not one.is_on_its_way and not still_renders(one)]
        for edition in changed:
            take_back(edition, why, now)
            edition.save()
    return changed


def lost_approval(edition: Edition) -> Approval | None:
    """Return the approval that a draft has lost; None where it never had one."""
    if edition.status != Edition.Status.DRAFT:
        return None
    return edition.approvals.defer("html", "text").select_related("by").first()


def still_renders(edition: Edition) -> bool:
    """Say whether an approved edition still renders to the bytes that were approved."""
    approval = edition.approval
    try:
        return approval is not None and proof(edition).hash == approval.hash
    except RoundupError:
        return False


def approved_bytes(edition: Edition) -> Approval | None:
    """Return the approval that holds, with its bytes; None where there is none, or they are lost.

    Older versions kept the hash alone. Where the edition still renders to it, these are the bytes.
    """
    approval = edition.approvals.filter(voided_at=None).first()
    if approval is None or approval.html:
        return approval
    try:
        rendered = proof(edition).rendered
    except RoundupError:
        return None
    if rendered.hash != approval.hash:
        return None
    approval.html, approval.text, approval.preheader = rendered.html, rendered.text, rendered.preheader
    approval.save(update_fields=["html", "text", "preheader"])
    return approval


def keeps_its_date(edition: Edition, start: datetime) -> bool:
    """Say whether a copy that starts at `start` may bear the date of the hour that was approved.

    It may on that day, and for as long afterwards as a late edition still leaves by itself.
    """
    late = timedelta(0) <= start - edition.send_at <= settings.LATE_AFTER
    return late or day_of(edition, start) == edition.dated


def day_of(edition: Edition, moment: datetime) -> date:
    """Return the day that `moment` falls on where the publication is."""
    return moment.astimezone(edition.publication.zone).date()
