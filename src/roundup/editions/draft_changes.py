"""One change to a draft, under a lock. Every change voids an approval, which was for other bytes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db import transaction

from roundup.core.errors import Refused
from roundup.core.lines import one_line
from roundup.core.story_text import proposed_words
from roundup.editions.approvals import take_back_approval
from roundup.editions.form_versions import draft_version
from roundup.editions.layout import told_stories
from roundup.editions.models import Edition, Story


@contextmanager
def changing_draft(edition: Edition, now: datetime) -> Iterator[Edition]:
    """Lock the edition for one change, and void its approval if anything really changes.

    Raises Refused if it has been mailed or is on its way.
    """
    with transaction.atomic():
        locked = Edition.objects.select_for_update().get(pk=edition.pk)
        _require_open(locked)
        before, proposed = draft_version(locked, ordered_stories(locked)), _proposal(locked)
        yield locked
        _propose_anew(locked, proposed)
        if draft_version(locked, ordered_stories(locked)) != before:
            take_back_approval(locked, "It was edited.", now)
            locked.touched_at = locked.touched_at or now
            locked.save()
    edition.refresh_from_db()


def ordered_stories(edition: Edition) -> list[Story]:
    """Return all stories in the editor's present order."""
    return list(edition.stories.order_by("position", "pk"))


def short_line(text: str, most: int | None) -> str:
    """Return `text` on one line. Raises Refused for more than `most` letters: nothing is cut."""
    line = one_line(text)
    if most is not None and len(line) > most:
        raise Refused(f"“{line[:40]}…” has {len(line):,} letters, and {most} are the most: shorten it.")
    return line


def _require_open(edition: Edition) -> None:
    if edition.status not in (Edition.Status.DRAFT, Edition.Status.APPROVED):
        raise Refused(f"This edition is {edition.status} and can no longer be changed.")
    if edition.is_on_its_way:
        raise Refused("This edition is on its way to its readers and can no longer be changed.")


def _proposal(edition: Edition) -> tuple[str, str]:
    headlines = [story.headline for story in told_stories(ordered_stories(edition), edition)]
    return proposed_words(edition.publication.name, headlines)


def _propose_anew(edition: Edition, before: tuple[str, str]) -> None:
    """Propose subject and preheader anew unless an editor wrote them: neither may name a dropped story."""
    subject, preheader = _proposal(edition)
    if edition.subject == before[0]:
        edition.subject = subject
    if edition.preheader == before[1]:
        edition.preheader = preheader
