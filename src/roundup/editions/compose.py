"""An edition's rows as content that can be rendered."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from django.conf import settings

from roundup.articles.pictures.copying import shown
from roundup.articles.pictures.shapes import Focus, Shape
from roundup.core.articles import Image
from roundup.core.content import (
    Block,
    Briefs,
    EditionContent,
    Footer,
    Lead,
    Note,
    Stories,
    StoryContent,
)
from roundup.core.content_rules import proposed_words, reading_minutes
from roundup.core.preferences import Preferences, select
from roundup.editions.models import Edition, Story
from roundup.publications.brand import brand_of, direction_of
from roundup.publications.models import Section


def stories_of(edition: Edition) -> list[Story]:
    """Return the stories in the editor's order."""
    return list(edition.stories.select_related("article", "picture").order_by("position", "pk"))


def select_stories(stories: Sequence[Story], preferences: Preferences) -> list[Story]:
    """Return those a reader with `preferences` gets, in the editor's order."""
    return [choice.story for choice in select([_InSection(story) for story in stories], preferences)]


class _InSection:
    def __init__(self, story: Story) -> None:
        self.story = story
        self.section = story.section_key


def compose(edition: Edition, stories: Sequence[Story]) -> EditionContent:
    """Return what a variant with exactly `stories`, in their order, says."""
    publication = edition.publication
    subject, preheader = _words(edition, stories)
    return EditionContent(
        brand=brand_of(publication),
        subject=subject,
        preheader=preheader,
        title="",
        published_on=edition.dated,
        blocks=tuple(_blocks(edition, list(stories))),
        number=edition.number,
        language=publication.language,
        direction=direction_of(publication),
        token_prefix=edition.token_prefix,
        archive_url=f"{settings.BASE_URL}/archive/",
    )


def _words(edition: Edition, stories: Sequence[Story]) -> tuple[str, str]:
    """Return the editor's subject and preheader for everybody, but what was only proposed anew.

    A proposal names stories; who gets others would look for them in vain.
    """
    name = edition.publication.name
    everything = proposed_words(name, [story.headline for story in stories_of(edition)])
    own = proposed_words(name, [story.headline for story in stories])
    return (
        own[0] if edition.subject == everything[0] else edition.subject,
        own[1] if edition.preheader == everything[1] else edition.preheader,
    )


def _blocks(edition: Edition, stories: list[Story]) -> list[Block]:
    blocks: list[Block] = []
    if edition.note:
        blocks.append(Note(edition.note, edition.note_signature))
    lead = _lead_of(stories)
    if lead:
        blocks.append(Lead(_content(lead, Shape.WIDE)))
    rest = [story for story in stories if story is not lead]
    order = list(dict.fromkeys(story.section_key for story in rest))
    rest.sort(key=lambda story: order.index(story.section_key))
    for _, members in groupby(rest, key=lambda story: story.section_key):
        blocks.append(_section(list(members)))
    blocks.append(
        Footer(
            reason=f"You get this because you subscribed to {edition.publication.name}.",
            privacy_url=edition.publication.privacy_url,
            subscribe_url=f"{settings.BASE_URL}/subscribe/",
        )
    )
    return blocks


def _lead_of(stories: list[Story]) -> Story | None:
    """Return the editor's lead; for readers who do not get it, the first of their own stories."""
    chosen = next((story for story in stories if story.place == Story.Place.LEAD), None)
    return chosen or next((s for s in stories if s.section_style != Section.Style.BRIEFS), None)


def _section(stories: list[Story]) -> Block:
    title, contents = stories[0].section_name, tuple(_content(story) for story in stories)
    return (
        Briefs(title, contents)
        if stories[0].section_style == Section.Style.BRIEFS
        else Stories(title, contents)
    )


def _content(story: Story, shape: Shape = Shape.SMALL) -> StoryContent:
    article = story.article
    return StoryContent(
        id=str(story.pk),
        headline=story.headline,
        url=article.url,
        blurb=story.blurb,
        kicker=story.kicker,
        byline=story.byline,
        section=story.section_key,
        image=_image(story, shape),
        minutes=reading_minutes(len(article.content_html.split())),
        paywalled=article.paywalled,
    )


def _image(story: Story, shape: Shape) -> Image | None:
    """Return our own copy of the story's picture; until there is one, its publisher's."""
    if not story.image:
        return None
    image = Image(**story.image)
    return shown(image, story.picture, shape, Focus(story.focus)) if story.picture else image
