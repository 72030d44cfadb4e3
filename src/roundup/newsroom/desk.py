"""What an editor sees of one edition: its stories in their places, and everything else of the week."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from roundup.articles.models import Article
from roundup.core.assembly import Reason
from roundup.core.block_order import LEAD, section_block
from roundup.core.sections import Style
from roundup.editions.form_versions import drop_version, story_words, version_of
from roundup.editions.layout import blocks_of
from roundup.editions.models import Edition, Story
from roundup.editions.reasons import article_reasons, found_since, reason_words
from roundup.editions.story_sections import fitting_section, sections_of
from roundup.newsroom.pictures import Picture, pictures_of

NEW = "new"
_NEW_WORDS = "found since the draft was made"


@dataclass(frozen=True, slots=True)
class Card:
    """A story on the desk, and what an editor may want to mend about it.

    `version` is that of its words, `drop_version` that of all that goes when it is dropped. `picture`
    is None where it has none.
    """

    story: Story
    picture: Picture | None
    doubts: tuple[str, ...]
    is_first: bool
    is_last: bool
    version: str
    drop_version: str


@dataclass(frozen=True, slots=True)
class Group:
    """The stories of one block. `is_told`: with blurbs and pictures; `is_out`: no reader gets it."""

    name: str
    cards: tuple[Card, ...]
    is_lead: bool = False
    is_told: bool = True
    is_out: bool = False


@dataclass(frozen=True, slots=True)
class Other:
    """An article of the week that is not in the edition, and why in words. `section`: where it would go."""

    article: Article
    reason: str
    why: str
    section: str


def groups_of(edition: Edition, stories: Sequence[Story]) -> list[Group]:
    """Return all stories as readers meet them, block by block in the editor's order."""
    pictures = pictures_of(edition, stories)
    blocks: dict[str, list[Story]] = {}
    for story in stories:
        key = LEAD if _opens(story, edition) else section_block(story.section_key)
        blocks.setdefault(key, []).append(story)
    return [
        _group(key, blocks[key], stories, pictures, is_out=key in edition.left_out)
        for key in blocks_of(edition)
        if key in blocks
    ]


def _opens(story: Story, edition: Edition) -> bool:
    return story.place == Story.Place.LEAD and LEAD not in edition.left_out


def _group(
    key: str,
    members: Sequence[Story],
    stories: Sequence[Story],
    pictures: dict[int, Picture],
    *,
    is_out: bool,
) -> Group:
    is_lead = key == LEAD
    is_told = is_lead or Style(members[0].section_style).is_told
    last = len(members) - 1
    cards = tuple(
        Card(
            story,
            pictures.get(story.pk),
            tuple(_doubts(story, is_told=is_told)),
            is_first=place == 0,
            is_last=place == last,
            version=version_of(story_words(story)),
            drop_version=drop_version(stories, story),
        )
        for place, story in enumerate(members)
    )
    return Group("Lead" if is_lead else members[0].section_name, cards, is_lead, is_told, is_out)


def _doubts(story: Story, *, is_told: bool) -> Iterable[str]:
    if story.image and is_told:
        if not story.image.get("alt"):
            yield "The image has no words for those who cannot see it."
        if not story.image.get("credit"):
            yield "The image has no credit."
    if not story.blurb and is_told:
        yield "There is no blurb."
    if story.article.paywalled:
        yield "Readers need a subscription to read it."


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
