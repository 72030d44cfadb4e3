"""Watches the hours of drafts: tells the editors about one that is due, or approves it by the schedule."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from roundup.core.newsroom_language import tell
from roundup.editions.approvals import is_a_little_late, new_date_of
from roundup.editions.composing import stories_of
from roundup.editions.lifecycle import approve_edition
from roundup.editions.models import Edition
from roundup.editions.proof import proof_of
from roundup.publications.alarms import raise_alarm


def watch_hours(edition: Edition, now: datetime) -> None:
    """Tell the editors about a draft that is not approved at its hour, or approve it if their settings say
    so: before its hour, as soon as its undo window opens.

    Only a draft without errors and with enough stories is approved by itself.
    """
    publication, why = edition.publication, ""
    if publication.sends_unapproved:
        if len(stories_of(edition)) < publication.least_stories:
            why = tell("It did not go out by itself, because it has too few stories.")
        elif (found := proof_of(edition)).errors:
            why = tell(
                "It did not go out by itself, because its proof has errors, "
                "the first of which is: %(finding)s",
                finding=found.first_error,
            )
        else:
            _approve_by_schedule(edition, found.hash, now)
            return
    if edition.send_at > now:
        return
    advice = tell("Approve and send it, choose another hour, or skip the week.")
    raise_alarm(
        publication,
        f"edition:{edition.pk}:unapproved",
        " ".join(filter(None, (_was_due(edition), why, advice))),
        now,
    )


def _was_due(edition: Edition) -> str:
    return tell("The edition of %(day)s was due and nobody has approved it.", day=f"{edition.period:%-d %B}")


def _approve_by_schedule(edition: Edition, proof_hash: str, now: datetime) -> None:
    """Approve a draft that nobody approved. If it is found after its hour, it still gets an undo window.

    It gets none if that would move it to another day, because nobody approved that date: then it leaves at
    once. If it is very late, a person decides.
    """
    with transaction.atomic():
        approve_edition(edition, proof_hash, None, now, by_schedule=True)
        leaves = now + edition.publication.undo_window
        if is_a_little_late(edition, now) and new_date_of(edition, leaves) is None:
            Edition.objects.filter(pk=edition.pk).update(send_at=leaves)
    edition.refresh_from_db()
