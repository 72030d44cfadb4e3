"""What an editor does to the stories and the words of an edition. Each change voids an approval."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from roundup.core.errors import RoundupError
from roundup.editions import editing
from roundup.editions.form_versions import STORY_WORDS, WORDS, edition_words, story_words
from roundup.editions.models import Edition
from roundup.newsroom.doors import (
    attempt,
    editors_only,
    number,
    telling_of_approval,
    typed,
    version,
    words,
)
from roundup.newsroom.unsaved import show_unsaved

_LAST = 10_000


def _edit(
    request: HttpRequest, edition_id: int, act: Callable[[Edition, datetime], object], done: str, mark: str
) -> HttpResponse:
    """Do `act` to the edition and go back to `mark` on its page."""
    edition = get_object_or_404(Edition, pk=edition_id)
    return attempt(request, lambda: act(edition, timezone.now()), done, _page(edition, mark), edition=edition)


def _page(edition: Edition, mark: str) -> str:
    return reverse("newsroom:edition", args=[edition.pk]) + f"#{mark}"


def _saved_of(edition: Edition, story_id: int | None) -> Mapping[str, str] | None:
    """Return the words that stand there now; None for a story that is gone."""
    if story_id is None:
        return edition_words(Edition.objects.get(pk=edition.pk))
    story = edition.stories.filter(pk=story_id).first()
    return story_words(story) if story else None


@require_POST
@editors_only
def set_words(request: HttpRequest, edition_id: int) -> HttpResponse:
    """Save the edition's own words; what is refused is shown again, with what was typed."""
    edition = get_object_or_404(Edition, pk=edition_id)
    given = {name: typed(request, name) for name in WORDS}
    try:
        with telling_of_approval(request, edition):
            editing.set_words(edition, **given, now=timezone.now(), by=request.user, seen=version(request))
    except RoundupError as error:
        saved = _saved_of(edition, None)
        return show_unsaved(request, edition, error, saved, given, _page(edition, "words"))
    messages.success(request, "The words are saved.")
    return HttpResponseRedirect(_page(edition, "words"))


@require_POST
@editors_only
def rewrite(request: HttpRequest, edition_id: int, story_id: int) -> HttpResponse:
    """Save the words of a story; what is refused is shown again, with what was typed."""
    edition, mark = get_object_or_404(Edition, pk=edition_id), f"story-{story_id}"
    given = {name: typed(request, name) for name in STORY_WORDS}
    try:
        with telling_of_approval(request, edition):
            editing.rewrite_story(
                edition, story_id, **given, now=timezone.now(), by=request.user, seen=version(request)
            )
    except RoundupError as error:
        saved = _saved_of(edition, story_id)
        return show_unsaved(request, edition, error, saved, given, _page(edition, mark))
    messages.success(request, "The story is saved.")
    return HttpResponseRedirect(_page(edition, mark))


@require_POST
@editors_only
def move(request: HttpRequest, edition_id: int, story_id: int) -> HttpResponse:
    def act(edition: Edition, now: datetime) -> None:
        step = -1 if number(request, "step") < 0 else 1
        editing.move_story(edition, story_id, step, now, by=request.user, seen=version(request))

    return _edit(request, edition_id, act, "Moved.", f"story-{story_id}")


@require_POST
@editors_only
def place(request: HttpRequest, edition_id: int, story_id: int) -> HttpResponse:
    def act(edition: Edition, now: datetime) -> None:
        section = words(request, "section")
        editing.place_story(edition, story_id, section, _LAST, now, by=request.user, seen=version(request))

    return _edit(request, edition_id, act, "Moved to the section.", f"story-{story_id}")


@require_POST
@editors_only
def make_lead(request: HttpRequest, edition_id: int, story_id: int) -> HttpResponse:
    def act(edition: Edition, now: datetime) -> None:
        editing.make_lead(edition, story_id, now, by=request.user, seen=version(request))

    return _edit(request, edition_id, act, "This story is the lead now.", f"story-{story_id}")


@require_POST
@editors_only
def drop(request: HttpRequest, edition_id: int, story_id: int) -> HttpResponse:
    def act(edition: Edition, now: datetime) -> None:
        editing.drop_story(edition, story_id, now, by=request.user, seen=version(request))

    done = "Dropped. It is listed under what was left out, should you want it back."
    return _edit(request, edition_id, act, done, "stories")


@require_POST
@editors_only
def bring_in(request: HttpRequest, edition_id: int, article_id: int) -> HttpResponse:
    def act(edition: Edition, now: datetime) -> None:
        section = words(request, "section")
        editing.bring_in(edition, article_id, section, now, by=request.user, seen=version(request))

    return _edit(request, edition_id, act, "Brought in, as the last of its section.", "stories")
