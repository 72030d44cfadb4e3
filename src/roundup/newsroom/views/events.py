"""What an editor decides about the articles of one event. Each change voids an approval."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from roundup.core.newsroom_language import tell
from roundup.editions import clustering
from roundup.editions.models import Edition
from roundup.newsroom.doors import editors_only, number, version
from roundup.newsroom.sheets import story_sheet
from roundup.newsroom.views.stories import change_edition


@require_POST
@editors_only
def tell_instead(request: HttpRequest, edition_id: int, story_id: int, article_id: int) -> HttpResponse:
    """Make another article about its event the story."""

    def act(edition: Edition, now: datetime) -> None:
        clustering.tell_instead(edition, story_id, article_id, now, by=request.user, seen=version(request))

    sheet, done = story_sheet(story_id), tell("This article is now the story.")
    return change_edition(request, edition_id, act, done, f"story-{story_id}", sheet)


@require_POST
@editors_only
def part(request: HttpRequest, edition_id: int, story_id: int, article_id: int) -> HttpResponse:
    """Say that an article is about a different event from the story above it."""

    def act(edition: Edition, now: datetime) -> None:
        clustering.part_article(edition, story_id, article_id, now, by=request.user, seen=version(request))

    done = tell("Another event: the article is now among those left out.")
    return change_edition(request, edition_id, act, done, f"story-{story_id}", story_sheet(story_id))


@require_POST
@editors_only
def join(request: HttpRequest, edition_id: int, article_id: int) -> HttpResponse:
    """Say that an article covers the same event as the story that the form names."""

    def act(edition: Edition, now: datetime) -> None:
        story_id = number(request, "story")
        clustering.join_article(edition, story_id, article_id, now, by=request.user, seen=version(request))

    done = tell("One event: the article is now listed below the story.")
    return change_edition(request, edition_id, act, done, "stories")
