"""What an editor decides about the articles on an event: which is the story, and which belong together.

Each decision changes the draft like any other change, and still holds when the draft is made again.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from roundup.articles.models import Article
from roundup.core.errors import Refused
from roundup.core.newsroom_language import tell
from roundup.core.placing import Placed
from roundup.editions.article_ledger import release_articles, reserve_article
from roundup.editions.assembling import new_story
from roundup.editions.clusters import EditionClusters
from roundup.editions.draft_changes import changing_draft, find_article, find_story, ordered_stories
from roundup.editions.form_versions import (
    STORIES_CHANGED,
    STORY_CHANGED,
    drop_version,
    order_version,
    require_version,
)
from roundup.editions.models import Edition, Story
from roundup.editions.pictures import link_pictures
from roundup.editions.revisions import Act
from roundup.editions.story_sections import rule_of

# The fields that a story takes from its article; its place stays.
_OF_ARTICLE = ("article", "headline", "blurb", "kicker", "byline", "image", "picture", "focus", "kept")


def tell_instead(
    edition: Edition,
    story_id: int,
    article_id: int,
    now: datetime,
    *,
    by: Any = None,
    seen: str | None = None,
) -> None:
    """Let a story tell another article about its event, in that publisher's words; its place stays.

    `seen` is the version of the order and of the story, so that words somebody has just written are not
    thrown away unseen. Raises Refused if the two no longer cover one event, or if another edition has the
    article.
    """
    story, article = find_story(edition, story_id), find_article(edition, article_id)
    what = tell("Used “%(title)s” instead of “%(headline)s”", title=article.title, headline=story.headline)
    with changing_draft(edition, Act(what, now, by)) as locked:
        story = find_story(locked, story_id)
        require_version(seen, drop_version(ordered_stories(locked), story), STORY_CHANGED)
        clusters = _require_also(locked, story, article)
        release_articles(locked, [story.article_id])
        reserve_article(locked, article)
        fresh = new_story(locked, article, Placed(article.pk, rule_of(locked, story.section_key)), 0)
        for name in _OF_ARTICLE:
            setattr(story, name, getattr(fresh, name))
        story.save()
        decided = clusters.edits.tell_instead(article.pk, clusters.members(article.pk))
        locked.cluster_edits = decided.stored()
    link_pictures(edition)


def part_article(
    edition: Edition,
    story_id: int,
    article_id: int,
    now: datetime,
    *,
    by: Any = None,
    seen: str | None = None,
) -> None:
    """Say that an article is about a different event from a story and the others of its cluster.

    `seen` is the version of the order. Raises Refused if the two no longer cover one event.
    """
    article = find_article(edition, article_id)
    what = tell("Separated “%(title)s”: another event", title=article.title)
    with changing_draft(edition, Act(what, now, by)) as locked:
        require_version(seen, order_version(ordered_stories(locked)), STORIES_CHANGED)
        clusters = _require_also(locked, find_story(locked, story_id), article)
        decided = clusters.edits.part(article.pk, clusters.members(article.pk))
        locked.cluster_edits = decided.stored()


def join_article(
    edition: Edition,
    story_id: int,
    article_id: int,
    now: datetime,
    *,
    by: Any = None,
    seen: str | None = None,
) -> None:
    """Say that an article without a story covers the same event as a story.

    `seen` is the version of the order. Raises Refused if the article now has its own story.
    """
    story, article = find_story(edition, story_id), find_article(edition, article_id)
    what = tell(
        "Said that “%(title)s” and “%(headline)s” are about one event",
        title=article.title,
        headline=story.headline,
    )
    with changing_draft(edition, Act(what, now, by)) as locked:
        require_version(seen, order_version(ordered_stories(locked)), STORIES_CHANGED)
        story, clusters = find_story(locked, story_id), EditionClusters.of(locked)
        if article.pk in clusters.stories:
            raise Refused(tell("This article is already in the edition."))
        decided = clusters.edits.join(article.pk, story.article_id, clusters.members(story.article_id))
        locked.cluster_edits = decided.stored()


def _require_also(locked: Edition, story: Story, article: Article) -> EditionClusters:
    clusters = EditionClusters.of(locked)
    if article.pk not in clusters.also(story):
        raise Refused(
            tell(
                "“%(title)s” is no longer listed below “%(headline)s”: somebody has changed that. "
                "Look at it as it is now.",
                title=article.title[:120],
                headline=story.headline[:120],
            )
        )
    return clusters
