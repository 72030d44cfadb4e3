"""What an edition is and how it stands, in words."""

from __future__ import annotations

from typing import Final

from roundup.core.moments_and_counts import month_words
from roundup.core.newsroom_language import tell, tell_later
from roundup.editions.models import Edition

_STATES: Final = {
    Edition.Status.DRAFT.value: tell_later("a draft"),
    Edition.Status.APPROVED.value: tell_later("approved"),
    Edition.Status.MAILED.value: tell_later("mailed"),
    Edition.Status.SKIPPED.value: tell_later("skipped"),
    Edition.Status.CANCELLED.value: tell_later("cancelled"),
}


def kind_in_words(edition: Edition) -> str:
    """Return `The best of November 2026`; '' for the edition of a week."""
    return tell("The best of %(month)s", month=month_words(edition.month)) if edition.month else ""


def period_in_words(edition: Edition) -> str:
    """Return the period of an edition, in words to follow "the edition of": `27 November`, or `November 2026`
    for the best of a month.
    """
    return month_words(edition.month) if edition.month else f"{edition.period:%-d %B}"


def state_in_words(edition: Edition) -> str:
    """Return how an edition stands, in words to follow "This edition is"."""
    return tell(_STATES[edition.status])
