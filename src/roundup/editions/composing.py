"""Turns an edition's rows into content that can be rendered."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final, NamedTuple

from roundup.articles.models import Article
from roundup.articles.pictures.copying import image_at_our_address
from roundup.articles.pictures.shapes import Focus, Shape
from roundup.core.articles import Image
from roundup.core.block_order import CONTRIBUTORS, LEAD, NOTE, SPONSOR, section_block
from roundup.core.bylines import writer_keys
from roundup.core.content import (
    Block,
    Briefs,
    EditionContent,
    Footer,
    Lead,
    MostRead,
    Note,
    QuickHits,
    Sponsor,
    Stories,
    StoryContent,
)
from roundup.core.preferences import Preferences, stories_for
from roundup.core.proposed_words import ProposedWords, kept_words, proposed_words
from roundup.core.sections import Style
from roundup.core.story_text import reading_minutes
from roundup.editions.contributors import Writers
from roundup.editions.layout import shown_blocks, told_stories
from roundup.editions.models import Edition, Story
from roundup.editions.sponsors import is_sponsored
from roundup.publications.brand import brand_of, direction_of, language_of
from roundup.publications.public_pages import archive_url, subscribe_url

_SECTIONS: Final[dict[Style, Callable[[str, tuple[StoryContent, ...]], Block]]] = {
    Style.STORIES: Stories,
    Style.BRIEFS: Briefs,
    Style.QUICK: QuickHits,
    Style.RANKED: MostRead,
}


def all_stories(edition: Edition) -> list[Story]:
    """Return the stories in the editor's order, including those of sections that are left out."""
    return list(edition.stories.select_related("article", "picture").order_by("position", "pk"))


def stories_of(edition: Edition) -> list[Story]:
    """Return the stories that readers get, in the editor's order."""
    return told_stories(all_stories(edition), edition)


def select_stories(stories: Sequence[Story], preferences: Preferences) -> list[Story]:
    """Return the stories that a reader with `preferences` gets, in the editor's order."""
    return [choice.story for choice in stories_for([_Choosable(story) for story in stories], preferences)]


class Shown(NamedTuple):
    """What a mail shows of an article itself, which its source can change at any time."""

    url: str
    minutes: int | None
    paywalled: bool


def shown_articles(edition: Edition, stories: Sequence[Story]) -> dict[str, Shown]:
    """Return what the mail shows of each story's article, by the article's id.

    In an approved edition, that is what it showed when it was approved, whatever the sources have said since.
    """
    kept = edition.approvals.filter(voided_at=None).values_list("shown", flat=True).first() or {}
    live = {str(story.article_id): _live(story.article) for story in stories}
    return live | {key: Shown(*values) for key, values in kept.items() if key in live}


def _live(article: Article) -> Shown:
    return Shown(article.url, reading_minutes(len(article.content_html.split())), article.paywalled)


class _Choosable:
    def __init__(self, story: Story) -> None:
        self.story = story
        self.section = story.section_key
        self.writers = writer_keys(story.byline)


class Composer:
    """Composes the variants of one edition. Everything they share is read and worked out once."""

    def __init__(self, edition: Edition, everyone: Sequence[Story] | None = None) -> None:
        """Use `everyone`, the result of `stories_of`, if the caller has read it already."""
        self._edition = edition
        self._shared = _shared(edition)
        self._order = shown_blocks(edition)
        self._fixed = _fixed(edition)
        self._writers = Writers(edition)
        told = everyone or stories_of(edition)
        headlines = [story.headline for story in told]
        self._shown = shown_articles(edition, told)
        self._proposed = proposed_words(edition.publication.name, headlines)
        self._contents: dict[tuple[int, Shape], StoryContent] = {}

    def compose(self, stories: Sequence[Story], spoken: str = "") -> EditionContent:
        """Return the content of a variant with exactly `stories`, with our own words in language `spoken`."""
        subject, preheader = self._words(stories)
        blocks = tuple(self._blocks(list(stories)))
        title = _title(self._edition, spoken)
        return replace(
            self._shared, subject=subject, preheader=preheader, title=title, blocks=blocks, spoken=spoken
        )

    def _words(self, stories: Sequence[Story]) -> ProposedWords:
        """Return the editor's subject and preheader or, if they were only proposed, proposals for `stories`.

        A proposal names stories, and readers who get other stories would look for those in vain.
        """
        edition = self._edition
        own = proposed_words(edition.publication.name, [story.headline for story in stories])
        return kept_words(ProposedWords(edition.subject, edition.preheader), self._proposed, own)

    def _blocks(self, stories: Sequence[Story]) -> list[Block]:
        """Return the blocks in the editor's order, without those that have nothing to show."""
        made = self._fixed | self._told(stories)
        writers = self._writers.of([made[key] for key in self._order if key in made])
        if writers:
            made[CONTRIBUTORS] = writers
        return [*(made[key] for key in self._order if key in made), *self._shared.blocks]

    def _told(self, stories: Sequence[Story]) -> dict[str, Block]:
        """Return the blocks made of `stories`, by key."""
        lead = _lead_of(stories) if LEAD in self._order else None
        sections: dict[str, list[Story]] = {}
        for story in stories:
            if story is not lead:
                sections.setdefault(story.section_key, []).append(story)
        made = {section_block(key): self._section(members) for key, members in sections.items()}
        return {LEAD: Lead(self._content(lead, Shape.WIDE)), **made} if lead else made

    def _section(self, stories: Sequence[Story]) -> Block:
        make = _SECTIONS[Style(stories[0].section_style)]
        return make(stories[0].section_name, tuple(self._content(story) for story in stories))

    def _content(self, story: Story, shape: Shape = Shape.SMALL) -> StoryContent:
        key = story.pk, shape
        if key not in self._contents:
            shown = self._shown.get(str(story.article_id)) or _live(story.article)
            self._contents[key] = _content(story, shape, shown)
        return self._contents[key]


def _title(edition: Edition, spoken: str) -> str:
    """Return the title above the best of a month, in the language `spoken`; '' for the edition of a week."""
    if edition.month is None:
        return ""
    language = language_of(edition.publication, spoken)
    return language.say("The best of %(month)s", month=language.month(edition.month))


def _shared(edition: Edition) -> EditionContent:
    """Return what all variants have in common; its only block is the last one."""
    publication = edition.publication
    footer = Footer(
        privacy_url=publication.privacy_url,
        subscribe_url=subscribe_url(publication.slug),
    )
    return EditionContent(
        brand=brand_of(publication),
        subject="",
        preheader="",
        title="",
        published_on=edition.dated,
        blocks=(footer,),
        number=edition.number,
        language=publication.language,
        direction=direction_of(publication),
        token_prefix=edition.token_prefix,
        archive_url=archive_url(publication.slug),
    )


def _fixed(edition: Edition) -> dict[str, Block]:
    """Return what is the same for everybody, by key."""
    fixed: dict[str, Block] = {}
    if edition.note:
        fixed[NOTE] = Note(edition.note, edition.note_signature)
    if is_sponsored(edition):
        fixed[SPONSOR] = _sponsor(edition)
    return fixed


def _sponsor(edition: Edition) -> Sponsor:
    said = edition.sponsor
    image = Image(said["image_url"], alt=said["image_alt"]) if said["image_url"] else None
    if image and edition.sponsor_picture:
        image = image_at_our_address(image, edition.sponsor_picture, Shape.WIDE, Focus.CENTRE)
    return Sponsor(said["label"], said["headline"], said["text"], said["url"], image)


def _lead_of(stories: Sequence[Story]) -> Story | None:
    """Return the editor's lead or, for readers who do not get it, the first of their stories with a blurb."""
    chosen = next((story for story in stories if story.place == Story.Place.LEAD), None)
    return chosen or next((story for story in stories if Style(story.section_style).is_told), None)


def _content(story: Story, shape: Shape, shown: Shown) -> StoryContent:
    return StoryContent(
        id=str(story.pk),
        headline=story.headline,
        url=shown.url,
        blurb=story.blurb,
        kicker=story.kicker,
        byline=story.byline,
        section=story.section_key,
        image=shown_image(story, shape),
        minutes=shown.minutes,
        paywalled=shown.paywalled,
    )


def shown_image(story: Story, shape: Shape) -> Image | None:
    """Return our own copy of the story's picture or, until there is one, the publisher's."""
    if not story.image:
        return None
    image = Image(**story.image)
    return image_at_our_address(image, story.picture, shape, Focus(story.focus)) if story.picture else image
