"""Deciding about the pictures of several stories in one press."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from roundup.core.errors import Refused
from roundup.core.newsroom_language import tell
from roundup.editions import descriptions
from roundup.editions.models import Edition
from roundup.newsroom.doors import attempt, editors_only

_Decide = Callable[[Edition, Mapping[int, str], datetime, object], None]
_LONGEST_ID = 15


@require_POST
@editors_only
def take(request: HttpRequest, edition_id: int) -> HttpResponse:
    """Describe the chosen pictures as their publishers do."""
    return _decide(request, edition_id, descriptions.take_proposals, tell("Described."))


@require_POST
@editors_only
def decorate(request: HttpRequest, edition_id: int) -> HttpResponse:
    """Mark the chosen pictures as decoration."""
    return _decide(request, edition_id, descriptions.mark_decorative, tell("Marked as decoration."))


def _decide(request: HttpRequest, edition_id: int, decide: _Decide, done: str) -> HttpResponse:
    edition = get_object_or_404(Edition, pk=edition_id)
    return attempt(
        request,
        lambda: decide(edition, _chosen(request), timezone.now(), request.user),
        done,
        reverse("newsroom:edition", args=[edition_id]) + "#preflight",
        edition=edition,
    )


def _chosen(request: HttpRequest) -> dict[int, str]:
    """Return the version of each chosen picture, by story.

    A button that names a picture takes precedence over ticks. Raises Refused for values that no form of ours
    sends.
    """
    pressed = request.POST.get("only")
    chosen = request.POST.getlist("chosen") if pressed is None else pressed.split()
    found: dict[int, str] = {}
    for each in chosen:
        story, _, seen = each.partition(":")
        if not (story.isascii() and story.isdigit() and len(story) <= _LONGEST_ID and seen):
            raise Refused(tell("The form was not complete. Reload the page and try again."))
        found[int(story)] = seen
    return found
