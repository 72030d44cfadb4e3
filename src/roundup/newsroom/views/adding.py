"""Adding a story that no source brought: by its address, or written by hand."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from roundup.articles.models import Article
from roundup.articles.named_articles import PATIENCE
from roundup.articles.pictures.uploading import keep_upload
from roundup.articles.source_management import installed_fetcher
from roundup.core.errors import RoundupError
from roundup.core.newsroom_language import tell
from roundup.editions.adding import ArticleKnown, add_by_address, add_by_hand
from roundup.editions.draft_changes import require_open
from roundup.editions.models import Edition, Story
from roundup.editions.story_sections import sections_of
from roundup.newsroom.doors import editors_only, number, telling_of_approval, words
from roundup.newsroom.page import show
from roundup.newsroom.sheets import story_sheet
from roundup.newsroom.views.uploads import uploaded_file

_BY_HAND = ("headline", "url", "blurb", "byline", "section", "image_url", "image_alt", "image_credit")
_NOTHING: dict[str, str] = dict.fromkeys(_BY_HAND, "")


@require_GET
@editors_only
def add(request: HttpRequest, edition_id: int) -> HttpResponse:
    """Ask for an address, or for a story."""
    return _ask(request, get_object_or_404(Edition, pk=edition_id))


@require_POST
@editors_only
def by_address(request: HttpRequest, edition_id: int) -> HttpResponse:
    """Add the article at an address; if it cannot be read, offer to write it by hand instead."""
    typed = _NOTHING | {"url": words(request, "url")}

    def act(edition: Edition, now: datetime) -> Story:
        return add_by_address(edition, typed["url"], now, installed_fetcher(PATIENCE), by=request.user)

    return _add(request, edition_id, act, typed, "address")


@require_POST
@editors_only
def by_hand(request: HttpRequest, edition_id: int) -> HttpResponse:
    """Add a story in the editor's own words; what is refused is shown again, with what was typed."""
    typed = {name: words(request, name) for name in _BY_HAND}

    def act(edition: Edition, now: datetime) -> Story:
        if file := uploaded_file(request):
            require_open(edition)
            # If the story is refused after this, its form keeps the picture, which need not be chosen again.
            typed["image_url"] = keep_upload(file, now)
        known = number(request, "known") if "known" in request.POST else 0
        return add_by_hand(edition, **typed, known=known, now=now, by=request.user)

    return _add(request, edition_id, act, typed, "hand")


def _add(
    request: HttpRequest,
    edition_id: int,
    act: Callable[[Edition, datetime], Story],
    typed: Mapping[str, str],
    form: str,
) -> HttpResponse:
    edition = get_object_or_404(Edition.objects.select_related("publication"), pk=edition_id)
    try:
        with telling_of_approval(request, edition):
            story = act(edition, timezone.now())
    except RoundupError as error:
        known = error.article if isinstance(error, ArticleKnown) else None
        return _ask(request, edition, typed, form, str(error), known)
    done = tell("Added to %(section)s: “%(headline)s”.", section=story.section_name, headline=story.headline)
    messages.success(request, done)
    return HttpResponseRedirect(
        reverse("newsroom:edition", args=[edition.pk]) + f"?sheet={story_sheet(story.pk)}"
    )


def _ask(
    request: HttpRequest,
    edition: Edition,
    typed: Mapping[str, str] = _NOTHING,
    refused_form: str = "",
    refusal: str = "",
    known: Article | None = None,
) -> HttpResponse:
    """Show both forms with what was typed. If there is a `refusal` of `refused_form`, the status is 422.

    `known` is an article that could be used instead.
    """
    return show(
        request,
        "add",
        edition.publication,
        here="editions",
        status=422 if refusal else 200,
        edition=edition,
        sections=sections_of(edition),
        typed=typed,
        refused_form=refused_form,
        refusal=refusal,
        known=known,
    )
