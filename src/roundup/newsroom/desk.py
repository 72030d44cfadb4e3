"""What an editor sees of one edition: its stories in their places, and everything else of the week."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from roundup.articles.models import Article
from roundup.core.assembly import Reason
from roundup.core.block_order import LEAD, section_block, section_of_block
from roundup.core.sections import Style
from roundup.editions.form_versions import drop_version
from roundup.editions.models import Edition, Story
from roundup.editions.reasons import article_reasons, found_since, reason_words, why_in
from roundup.editions.story_sections import fitting_section, sections_of
from roundup.newsroom.blocks import Row, rows_of
from roundup.newsroom.pictures import Picture, pictures_of

NEW = "new"
_NEW_WORDS = "found since the draft was made"


@dataclass(frozen=True, slots=True)
class Card:
    """A story in the list: why it is in, and what an editor may want to mend about it.

    `drop_version` is that of all that goes when it is dropped. `picture` is None where it has none.
    """

    story: Story
    picture: Picture | None
    why: str
    doubts: tuple[str, ...]
    drop_version: str


@dataclass(frozen=True, slots=True)
class Listed:
    """One block of the list, and the stories in it. `has_stories` says whether any could be put there."""

    row: Row
    cards: tuple[Card, ...]

    @property
    def has_stories(self) -> bool:
        return self.row.key == LEAD or section_of_block(self.row.key) is not None

    @property
    def section(self) -> str:
        return section_of_block(self.row.key) or ""


@dataclass(frozen=True, slots=True)
class Other:
    """An article of the week that is not in the edition, and why in words. `section`: where it would go."""

    article: Article
    reason: str
    why: str
    section: str


def listed_blocks(edition: Edition, stories: Sequence[Story]) -> list[Listed]:
    """Return all blocks with their stories, as readers meet them."""
    pictures, why = pictures_of(edition, stories), why_in(edition)
    members: dict[str, list[Card]] = {}
    for story in stories:
        key = LEAD if _opens(story, edition) else section_block(story.section_key)
        card = Card(
            story,
            pictures.get(story.pk),
            why[story.article_id],
            tuple(_doubts(story, is_told=key == LEAD or Style(story.section_style).is_told)),
            drop_version(stories, story),
        )
        members.setdefault(key, []).append(card)
    return [Listed(row, tuple(members.get(row.key, ()))) for row in rows_of(edition, stories)]


def _opens(story: Story, edition: Edition) -> bool:
    return story.place == Story.Place.LEAD and LEAD not in edition.left_out


def _doubts(story: Story, *, is_told: bool) -> Iterable[str]:
    if story.image and is_told and not story.image.get("alt"):
        yield "no description"
    if story.image and is_told and not story.image.get("credit"):
        yield "no credit"
    if not story.blurb and is_told:
        yield "no blurb"
    if story.article.paywalled:
        yield "behind a paywall"


def others_of(edition: Edition) -> list[Other]:
    """Return every article that was considered and not chosen, and those found since.

    Newest first within a reason; reasons in the order in which an editor may want to overrule them.
    """
    found = [(each.article, each.reason, each.words) for each in article_reasons(edition) if not each.is_in]
    found += [(article, NEW, _NEW_WORDS) for article in found_since(edition)]
    rules = sections_of(edition)
    others = [Other(article, reason, why, fitting_section(article, rules)) for article, reason, why in found]
    return sorted(others, key=_rank)


_ORDER = (NEW, Reason.DROPPED, Reason.OVER_CAP, Reason.NO_SECTION, Reason.EARLIER, Reason.UNDATED)


def _rank(other: Other) -> tuple[int, float]:
    place = _ORDER.index(other.reason) if other.reason in _ORDER else len(_ORDER)
    moment = other.article.published_at or other.article.first_seen_at
    return place, -moment.timestamp()


@dataclass(frozen=True, slots=True)
class Pile:
    """The articles that are out for one reason: `count` of them, of which `shown` are listed."""

    key: str
    words: str
    count: int
    shown: tuple[Other, ...]
    is_open: bool


def piles_of(others: Sequence[Other], reason: str = "", most: int = 20) -> list[Pile]:
    """Return the articles by reason, in the order of the list, at most `most` of each.

    All are listed of the one `reason` that is asked for. It is open, and so is what came since.
    """
    by_reason: dict[str, list[Other]] = {}
    for other in others:
        by_reason.setdefault(other.reason, []).append(other)
    return [
        Pile(
            key,
            _NEW_WORDS if key == NEW else reason_words(key, ""),
            len(members),
            tuple(members if key == reason else members[:most]),
            is_open=key in (reason, NEW),
        )
        for key, members in by_reason.items()
    ]
