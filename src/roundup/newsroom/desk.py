"""What an editor sees of one edition: its stories in their places."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from roundup.core.articles import Image
from roundup.core.block_order import LEAD, section_block, section_of_block
from roundup.core.newsroom_language import tell
from roundup.core.sections import Style
from roundup.editions.clusters import EditionClusters
from roundup.editions.corrections import Correction, corrections_of
from roundup.editions.form_versions import drop_version
from roundup.editions.layout import opens_edition
from roundup.editions.models import Edition, Story
from roundup.editions.reasons import why_in
from roundup.newsroom.blocks import Row, rows_of
from roundup.newsroom.pictures import Picture, pictures_of


@dataclass(frozen=True, slots=True)
class Card:
    """A story in the list: why it is in, and what an editor may want to fix about it.

    `also` is how many other articles cover its event. `drop_version` is the version of all that is lost
    when it is dropped. `picture` is None if it has none, and `correction` is None if its source still says
    what it said when the draft was made.
    """

    story: Story
    picture: Picture | None
    why: str
    also: int
    doubts: tuple[str, ...]
    drop_version: str
    correction: Correction | None


@dataclass(frozen=True, slots=True)
class Listed:
    """One block of the list, and the stories in it. `has_stories` says whether stories can be put there."""

    row: Row
    cards: tuple[Card, ...]

    @property
    def has_stories(self) -> bool:
        return self.row.key == LEAD or section_of_block(self.row.key) is not None

    @property
    def section(self) -> str:
        return section_of_block(self.row.key) or ""


def listed_blocks(edition: Edition, stories: Sequence[Story]) -> list[Listed]:
    """Return all blocks with their stories, as readers meet them."""
    members: dict[str, list[Card]] = {}
    for card in cards_of(edition, stories, stories):
        members.setdefault(_block_of(card.story, edition), []).append(card)
    return [Listed(row, tuple(members.get(row.key, ()))) for row in rows_of(edition, stories)]


def cards_of(edition: Edition, stories: Sequence[Story], some: Sequence[Story]) -> list[Card]:
    """Return the cards of `some` of an edition's stories."""
    clusters = EditionClusters.of(edition, stories)
    pictures, why = pictures_of(edition, some), why_in(edition, clusters)
    corrections = corrections_of(edition, some)
    return [
        Card(
            story,
            pictures.get(story.pk),
            why[story.article_id].short,
            len(clusters.also(story)),
            tuple(_doubts(story, is_told=_is_told(story, edition))),
            drop_version(stories, story),
            corrections.get(story.pk),
        )
        for story in some
    ]


def _block_of(story: Story, edition: Edition) -> str:
    return LEAD if opens_edition(story, edition) else section_block(story.section_key)


def _is_told(story: Story, edition: Edition) -> bool:
    return opens_edition(story, edition) or Style(story.section_style).is_told


def _doubts(story: Story, *, is_told: bool) -> Iterable[str]:
    if story.image and is_told and Image(**story.image).is_undescribed:
        yield tell("no description")
    if story.image and is_told and not story.image.get("credit"):
        yield tell("no credit")
    if not story.blurb and is_told:
        yield tell("no blurb")
    if story.article.paywalled:
        yield tell("behind a paywall")
