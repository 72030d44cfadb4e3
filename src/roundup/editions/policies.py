"""What a publication's policies mean for one of its editions that nobody has approved."""

from __future__ import annotations

from typing import TypeAlias

from roundup.core.moments_and_counts import moment_words
from roundup.core.newsroom_language import tell
from roundup.editions.composing import stories_of
from roundup.editions.models import Edition
from roundup.editions.unusual_weeks import is_flooded
from roundup.publications.models import Publication

AtDeadline: TypeAlias = Publication.AtDeadline
ThinWeek: TypeAlias = Publication.ThinWeek


def deadline_policy(edition: Edition) -> AtDeadline:
    """Return what happens at its hour to a draft that nobody approved, provided that its proof has no errors.

    A draft that was taken up after its hour waits for the person who took it up. An edition without a story,
    or with a flood of articles that nobody has looked through, never goes out by itself.
    """
    publication = edition.publication
    policy = AtDeadline(publication.at_deadline)
    if edition.taken_up_at and edition.taken_up_at >= edition.send_at:
        return AtDeadline.WAIT
    if policy == AtDeadline.SEND and is_flooded(edition):
        return AtDeadline.WAIT
    if not is_thin(edition):
        return policy
    if publication.thin_week == ThinWeek.SKIP:
        return AtDeadline.SKIP
    goes_shorter = publication.thin_week == ThinWeek.SEND and stories_of(edition)
    return AtDeadline.WAIT if policy == AtDeadline.SEND and not goes_shorter else policy


def is_thin(edition: Edition) -> bool:
    """Say whether an edition has fewer stories than its publication wants."""
    return len(stories_of(edition)) < edition.publication.least_stories


def is_skipped_for_being_thin(edition: Edition) -> bool:
    return is_thin(edition) and edition.publication.thin_week == ThinWeek.SKIP


def outlook_words(edition: Edition) -> str:
    """Return a sentence that says when a draft goes out, and what becomes of it if nobody approves it."""
    publication, policy = edition.publication, deadline_policy(edition)
    zone = publication.zone
    hour = tell("on %(hour)s (%(zone)s)", hour=moment_words(edition.send_at, zone), zone=zone.key)
    if policy == AtDeadline.SEND:
        return tell(
            "It goes out %(when)s, even if nobody approves it, as long as its proof has no errors.", when=hour
        )
    if policy == AtDeadline.WAIT:
        return tell("It goes out %(when)s, once somebody has approved it.", when=hour)
    if is_skipped_for_being_thin(edition):
        return tell(
            "It has too few stories: it goes out %(when)s only if somebody has approved it, and is skipped "
            "otherwise.",
            when=hour,
        )
    return tell("It goes out %(when)s if somebody has approved it, and is skipped otherwise.", when=hour)


def outlook_without_approval(edition: Edition) -> str:
    """Return a sentence that says what happens to an edition whose approval was taken back."""
    if deadline_policy(edition) == AtDeadline.WAIT:
        return tell("It will not go out until somebody approves it again.")
    return outlook_words(edition)
