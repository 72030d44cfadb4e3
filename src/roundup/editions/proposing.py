"""The subjects that Roundup proposes besides the one that an edition has."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from roundup.core.errors import Refused
from roundup.core.newsroom_language import tell
from roundup.editions.draft_changes import changing_draft, proposals_of
from roundup.editions.form_versions import changed_fields, edition_words
from roundup.editions.models import Edition
from roundup.editions.revisions import Act


def other_subjects(edition: Edition) -> list[str]:
    """Return the other subjects that are proposed, the best first."""
    return [words.subject for words in proposals_of(edition) if words.subject != edition.subject]


def take_proposal(edition: Edition, subject: str, now: datetime, *, by: Any = None, seen: str) -> None:
    """Make a proposed subject the edition's, with its preheader unless an editor wrote a different one.

    Raises Refused if the subject is no longer proposed, and StaleForm if somebody else has changed these
    words.
    """
    with changing_draft(edition, Act(tell("Took a proposed subject"), now, by, "words")) as locked:
        proposed = proposals_of(locked)
        words = next((each for each in proposed if each.subject == subject), None)
        if words is None:
            raise Refused(
                tell("This subject is no longer proposed: the stories have changed. Reload the page.")
            )
        is_own = locked.preheader and locked.preheader not in [each.preheader for each in proposed]
        taken = {"subject": words.subject, "preheader": None if is_own else words.preheader}
        for name, text in changed_fields(edition_words(locked), taken, seen).items():
            setattr(locked, name, text)
