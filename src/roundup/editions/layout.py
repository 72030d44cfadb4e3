"""The order of an edition's blocks, and which of them are left out."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from roundup.core.block_order import LEAD, arranged_blocks, natural_order, section_block
from roundup.editions.models import Edition, Story


def blocks_of(edition: Edition) -> list[str]:
    """Return the keys of all blocks in the editor's order, including those that are left out."""
    stories = edition.stories.order_by("position", "pk").values_list("place", "section_key")
    return arranged_order(stories, edition.layout)


def arranged_order(stories: Collection[tuple[str, str]], layout: Sequence[str]) -> list[str]:
    """Return the keys of all blocks in the order of `layout`; `stories` are pairs of place and section."""
    apart = [key for place, key in stories if place != Story.Place.LEAD]
    return arranged_blocks(natural_order(list(dict.fromkeys([*apart, *(key for _, key in stories)]))), layout)


def shown_blocks(edition: Edition) -> list[str]:
    """Return the keys of the blocks that readers get, in the editor's order."""
    return [key for key in blocks_of(edition) if key not in edition.left_out]


def opens_edition(story: Story, edition: Edition) -> bool:
    """Say whether this story opens the edition. If the lead is left out, it is in its own section."""
    return story.place == Story.Place.LEAD and LEAD not in edition.left_out


def is_told(story: Story, edition: Edition) -> bool:
    """Say whether readers get this story."""
    return opens_edition(story, edition) or section_block(story.section_key) not in edition.left_out


def told_stories(stories: Sequence[Story], edition: Edition) -> list[Story]:
    """Return those of `stories` that readers get, in order."""
    return [story for story in stories if is_told(story, edition)]
