"""The blocks of an edition as an editor orders them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from roundup.core.block_order import CONTRIBUTORS, LEAD, NOTE, SPONSOR, section_of_block
from roundup.core.moments_and_counts import count_words
from roundup.editions.layout import blocks_of
from roundup.editions.models import Edition, Story
from roundup.editions.sponsors import is_sponsored
from roundup.publications.models import Section

_NAMES = {NOTE: "Editor’s note", LEAD: "Lead", SPONSOR: "Sponsor", CONTRIBUTORS: "Contributors"}
_STYLES = {
    Section.Style.STORIES: "",
    Section.Style.BRIEFS: ", a line each",
    Section.Style.QUICK: ", headlines alone",
    Section.Style.RANKED: ", as a numbered list",
}


@dataclass(frozen=True, slots=True)
class Row:
    """One block: `about` says in words what it holds, `mark` names its place on the page."""

    key: str
    mark: str
    name: str
    about: str
    is_out: bool
    is_first: bool
    is_last: bool


def rows_of(edition: Edition, stories: Sequence[Story]) -> list[Row]:
    """Return all blocks in the editor's order, those that are left out among them."""
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
    """Return the place on an edition's page where a block is ordered."""
    return f"block-{key.replace(':', '-')}"


def _name(key: str, stories: Sequence[Story]) -> str:
    section = section_of_block(key)
    names = (story.section_name for story in stories if story.section_key == section)
    return _NAMES.get(key) or next(names, key)


def _about(key: str, edition: Edition, stories: Sequence[Story]) -> str:
    lead = next((story for story in stories if story.place == Story.Place.LEAD), None)
    if key == NOTE:
        return "Written." if edition.note else "Empty, so not shown."
    if key == LEAD:
        return _about_lead(lead, is_out=LEAD in edition.left_out)
    if key == SPONSOR:
        return _about_sponsor(edition)
    if key == CONTRIBUTORS:
        return "Those whose names are in the bylines."
    opening = lead if LEAD not in edition.left_out else None
    members = [s for s in stories if s is not opening and s.section_key == section_of_block(key)]
    if not members:
        return "Empty, so not shown: its only story is the lead."
    return (
        count_words(len(members), "story", "stories") + _STYLES[Section.Style(members[0].section_style)] + "."
    )


def _about_sponsor(edition: Edition) -> str:
    if not edition.sponsor:
        return "Empty, so not shown."
    return f"{edition.sponsor['headline']}." if is_sponsored(edition) else "Not on this day, so not shown."


def _about_lead(lead: Story | None, *, is_out: bool) -> str:
    if lead is None:
        return "There is none."
    return "Its story stands in its section." if is_out else lead.headline


def sponsor_label(edition: Edition) -> str:
    """Return what the sponsor's place is labelled with; in an empty one, what it was labelled with last."""
    if edition.sponsor:
        return str(edition.sponsor["label"])
    before = Edition.objects.filter(publication=edition.publication_id).exclude(sponsor={})
    last = before.order_by("-period").first()
    return str(last.sponsor["label"]) if last else "From our sponsor"
