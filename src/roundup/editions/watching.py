"""Watches what waits for its hour: drafts that nobody has approved, and approvals that would not hold."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache

from django.db import transaction

from roundup.core.newsroom_language import tell
from roundup.editions.approvals import is_a_little_late, new_date_of, still_renders
from roundup.editions.composing import stories_of
from roundup.editions.lifecycle import approve_edition
from roundup.editions.models import Edition
from roundup.editions.proof import proof_of, renderer_of
from roundup.editions.state_words import period_in_words
from roundup.publications.alarms import clear_alarm, raise_alarm
from roundup.rendering.renderer import Renderer


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
    advice = tell("Approve and send it, choose another hour, or skip it.")
    raise_alarm(
        publication,
        f"edition:{edition.pk}:unapproved",
        " ".join(filter(None, (_was_due(edition), why, advice))),
        now,
    )


def watch_templates(edition: Edition, now: datetime) -> None:
    """Tell the editors if an approved edition looks different now, because its templates have changed.

    It would be held at its hour. If they know at once, they have time to approve it again.
    """
    approval, about = edition.approval, f"edition:{edition.pk}:changed"
    if approval is None:
        return
    if _renders_with(renderer_of(edition.publication), edition, approval.hash):
        clear_alarm(edition.publication, about, now)
        return
    raise_alarm(
        edition.publication,
        about,
        tell(
            "The edition of %(day)s will not go out: the templates have changed since it was approved. Look "
            "at its proof, and approve it again.",
            day=period_in_words(edition),
        ),
        now,
    )


@lru_cache(maxsize=32)
def _renders_with(renderer: Renderer, edition: Edition, approved: str) -> bool:
    """Say whether an edition renders to the approved bytes with this hash. Each approval is rendered once."""
    return still_renders(edition)


def _was_due(edition: Edition) -> str:
    return tell("The edition of %(day)s was due and nobody has approved it.", day=period_in_words(edition))


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
