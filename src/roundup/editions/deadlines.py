"""What becomes of a draft that nobody approves by its hour: it waits, goes out by itself, or is skipped."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from roundup.core.newsroom_language import tell, tell_count
from roundup.editions.approvals import is_a_little_late, new_date_of
from roundup.editions.composing import stories_of
from roundup.editions.ending import skip_by_itself
from roundup.editions.lifecycle import approve_edition
from roundup.editions.models import Edition
from roundup.editions.policies import AtDeadline, deadline_policy, is_skipped_for_being_thin, is_thin
from roundup.editions.proof import proof_of
from roundup.editions.state_words import period_in_words
from roundup.editions.unusual_weeks import is_flooded
from roundup.publications.alarms import raise_alarm
from roundup.publications.models import Publication

# How long an editor who took an edition up again may look at it before the others are told that it waits.
_IN_HAND: Final = timedelta(hours=1)


def drafts_near_their_hour(publication: Publication, now: datetime) -> list[Edition]:
    """Return the drafts that are due; those that need no approval are due when their undo window opens."""
    ahead = publication.undo_window if publication.sends_unapproved else timedelta(0)
    drafts = Edition.objects.filter(publication=publication, status=Edition.Status.DRAFT)
    return list(drafts.filter(send_at__lte=now + ahead, held_at=None))


def meet_deadline(edition: Edition, now: datetime) -> None:
    """Do with a draft near its hour what its publication's policies say.

    The draft is approved as soon as its undo window opens, if it has no errors; or it is skipped at its hour;
    or it waits from its hour on, and an alarm says so. Safe to run twice: an edition that is no longer a
    draft is left alone.
    """
    policy, why = deadline_policy(edition), ""
    if policy == AtDeadline.SEND:
        if not (found := proof_of(edition)).errors:
            _approve_by_schedule(edition, found.hash, now)
            return
        why = tell(
            "It did not go out by itself, because its proof has errors, the first of which is: %(finding)s",
            finding=found.first_error,
        )
    if edition.send_at > now:
        return
    if policy == AtDeadline.SKIP:
        skip_by_itself(edition, _why_skipped(edition), now)
        return
    if not _was_just_taken_up(edition, now):
        _tell_that_it_waits(edition, why or _why_it_waits(edition), now)


def _was_just_taken_up(edition: Edition, now: datetime) -> bool:
    """Say whether somebody who knows that its hour is over has just taken an edition up."""
    return edition.taken_up_at is not None and now - edition.taken_up_at < _IN_HAND


def _tell_that_it_waits(edition: Edition, why: str, now: datetime) -> None:
    said = (
        tell("The edition of %(day)s was due and nobody has approved it.", day=period_in_words(edition)),
        why,
        tell("Approve and send it, choose another hour, or skip it."),
    )
    about = f"edition:{edition.pk}:unapproved"
    raise_alarm(edition.publication, about, " ".join(filter(None, said)), now)


def _why_it_waits(edition: Edition) -> str:
    """Return why an edition waits if others of its publication would go out by themselves, or else ''."""
    if not edition.publication.sends_unapproved:
        return ""
    if is_thin(edition):
        return tell("It did not go out by itself, because it has too few stories.")
    if is_flooded(edition):
        return tell("It did not go out by itself, because it had far more articles than usual.")
    return tell("It did not go out by itself, because it was taken up again after its hour.")


def _why_skipped(edition: Edition) -> str:
    if is_skipped_for_being_thin(edition):
        return tell_count(
            "It was skipped automatically: it had only %(n)s story, and nobody had approved it.",
            "It was skipped automatically: it had only %(n)s stories, and nobody had approved it.",
            len(stories_of(edition)),
        )
    return tell("It was skipped automatically: nobody had approved it by its hour.")


def _approve_by_schedule(edition: Edition, proof_hash: str, now: datetime) -> None:
    """Approve a draft that nobody approved. If it is found after its hour, it still gets an undo window.

    But if that would move it to another day, it leaves at once, because nobody approved that date. If it is
    very late, a person decides.
    """
    with transaction.atomic():
        approve_edition(edition, proof_hash, None, now, by_schedule=True)
        leaves = now + edition.publication.undo_window
        if is_a_little_late(edition, now) and new_date_of(edition, leaves) is None:
            Edition.objects.filter(pk=edition.pk).update(send_at=leaves)
    edition.refresh_from_db()
