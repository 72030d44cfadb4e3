"""The blocks of an edition as an editor orders them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from roundup.core.block_order import CONTRIBUTORS, LEAD, NOTE, SPONSOR, section_of_block
from roundup.core.newsroom_language import tell, tell_count, tell_later
from roundup.editions.layout import blocks_of
from roundup.editions.models import Edition, Story
from roundup.editions.sponsors import is_sponsored
from roundup.publications.models import Section

_NAMES = {
    NOTE: tell_later("Editor’s note"),
    LEAD: tell_later("Lead"),
    SPONSOR: tell_later("Sponsor"),
    CONTRIBUTORS: tell_later("Contributors"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """One block: `about` says in words what it contains, `mark` names its place on the page."""

    key: str
    mark: str
    name: str
    about: str
    is_out: bool
    is_first: bool
    is_last: bool


def rows_of(edition: Edition, stories: Sequence[Story]) -> list[Row]:
    """Return all blocks in the editor's order, including those that are left out."""
    order = blocks_of(edition)
    return [
        Row(
            key,
            mark_of(key),
            _name(key, stories),
            _about(key, edition, stories),
            is_out=key in edition.left_out,
            is_first=place == 0,
            is_last=place == len(order) - 1,
        )
        for place, key in enumerate(order)
    ]


def mark_of(key: str) -> str:
    """Return the place on an edition's page where a block can be moved."""
    return f"block-{key.replace(':', '-')}"


def _name(key: str, stories: Sequence[Story]) -> str:
    if key in _NAMES:
        return tell(_NAMES[key])
    section = section_of_block(key)
    return next((story.section_name for story in stories if story.section_key == section), key)


def _about(key: str, edition: Edition, stories: Sequence[Story]) -> str:
    lead = next((story for story in stories if story.place == Story.Place.LEAD), None)
    if key == NOTE:
        return tell("Written.") if edition.note else tell("Empty, so not shown.")
    if key == LEAD:
        return _about_lead(lead, is_out=LEAD in edition.left_out)
    if key == SPONSOR:
        return _about_sponsor(edition)
    if key == CONTRIBUTORS:
        return tell("Those whose names are in the bylines.")
    opening = lead if LEAD not in edition.left_out else None
    members = [s for s in stories if s is not opening and s.section_key == section_of_block(key)]
    if not members:
        return tell("Empty, so not shown: its only story is the lead.")
    return _count_stories(len(members), Section.Style(members[0].section_style))


def _count_stories(n: int, style: Section.Style) -> str:
    if style == Section.Style.BRIEFS:
        return tell_count("%(n)s story, a line each.", "%(n)s stories, a line each.", n)
    if style == Section.Style.QUICK:
        return tell_count("%(n)s story, headlines only.", "%(n)s stories, headlines only.", n)
    if style == Section.Style.RANKED:
        return tell_count("%(n)s story, as a numbered list.", "%(n)s stories, as a numbered list.", n)
    return tell_count("%(n)s story.", "%(n)s stories.", n)


def _about_sponsor(edition: Edition) -> str:
    if not edition.sponsor:
        return tell("Empty, so not shown.")
    if is_sponsored(edition):
        return f"{edition.sponsor['headline']}."
    return tell("Not on this day, so not shown.")


def _about_lead(lead: Story | None, *, is_out: bool) -> str:
    if lead is None:
        return tell("There is none.")
    return tell("Left out, so the lead is in its own section.") if is_out else lead.headline


def sponsor_label(edition: Edition) -> str:
    """Return the label of the sponsor's place; if that is empty, the label that was used last."""
    if edition.sponsor:
        return str(edition.sponsor["label"])
    before = Edition.objects.of_weeks().filter(publication=edition.publication_id).exclude(sponsor={})
    last = before.order_by("-period").first()
    return str(last.sponsor["label"]) if last else "From our sponsor"
