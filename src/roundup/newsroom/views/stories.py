"""What an editor does to the stories and the words of an edition. Each act voids an approval."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from roundup.editions import editing
from roundup.editions.models import Edition
from roundup.newsroom.doors import attempt, editors_only, number, words

_LAST = 10_000


def _edit(
    request: HttpRequest, edition_id: int, act: Callable[[Edition, datetime], object], done: str, mark: str
) -> HttpResponse:
    """Do `act` to the edition and go back to `mark` on its page."""
    edition = get_object_or_404(Edition, pk=edition_id)
    back = reverse("newsroom:edition", args=[edition_id]) + f"#{mark}"
    return attempt(request, lambda: act(edition, timezone.now()), done, back)


@require_POST
@editors_only
def set_words(request: HttpRequest, edition_id: int) -> HttpResponse:
    def act(edition: Edition, now: datetime) -> None:
        editing.set_words(
            edition,
            subject=words(request, "subject"),
            preheader=words(request, "preheader"),
            note=words(request, "note"),
            note_signature=words(request, "note_signature"),
            now=now,
        )

    return _edit(request, edition_id, act, "The words are saved.", "words")


@require_POST
@editors_only
def move(request: HttpRequest, edition_id: int, story_id: int) -> HttpResponse:
    def act(edition: Edition, now: datetime) -> None:
        editing.move_story(edition, story_id, -1 if number(request, "step") < 0 else 1, now)

    return _edit(request, edition_id, act, "Moved.", f"story-{story_id}")


@require_POST
@editors_only
def place(request: HttpRequest, edition_id: int, story_id: int) -> HttpResponse:
    def act(edition: Edition, now: datetime) -> None:
        editing.place_story(edition, story_id, words(request, "section"), _LAST, now)

    return _edit(request, edition_id, act, "Moved to the section.", f"story-{story_id}")


@require_POST
@editors_only
def make_lead(request: HttpRequest, edition_id: int, story_id: int) -> HttpResponse:
    def act(edition: Edition, now: datetime) -> None:
        editing.make_lead(edition, story_id, now)

    return _edit(request, edition_id, act, "This story is the lead now.", f"story-{story_id}")


@require_POST
@editors_only
def drop(request: HttpRequest, edition_id: int, story_id: int) -> HttpResponse:
    def act(edition: Edition, now: datetime) -> None:
        editing.drop_story(edition, story_id, now)

    done = "Dropped. It is listed under everything else, should you want it back."
    return _edit(request, edition_id, act, done, "stories")


@require_POST
@editors_only
def rewrite(request: HttpRequest, edition_id: int, story_id: int) -> HttpResponse:
    def act(edition: Edition, now: datetime) -> None:
        editing.rewrite_story(
            edition,
            story_id,
            headline=words(request, "headline"),
            blurb=words(request, "blurb"),
            kicker=words(request, "kicker"),
            byline=words(request, "byline"),
            image_alt=words(request, "image_alt"),
            now=now,
        )

    return _edit(request, edition_id, act, "The story is saved.", f"story-{story_id}")


@require_POST
@editors_only
def bring_in(request: HttpRequest, edition_id: int, article_id: int) -> HttpResponse:
    def act(edition: Edition, now: datetime) -> None:
        editing.bring_in(edition, article_id, words(request, "section"), now)

    return _edit(request, edition_id, act, "Brought in, as the last of its section.", "stories")
