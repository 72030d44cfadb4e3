"""What an editor does to the blocks of an edition: their order, what is left out, and the sponsor."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from roundup.core.errors import Refused, RoundupError
from roundup.editions import arranging
from roundup.editions.form_versions import SPONSOR_WORDS, sponsor_words
from roundup.editions.models import Edition
from roundup.newsroom.blocks import mark_of
from roundup.newsroom.doors import (
    admins_only,
    attempt,
    editors_only,
    telling_of_approval,
    typed,
    version,
    words,
)
from roundup.newsroom.unsaved import show_unsaved

_DONE = {
    "up": "Moved up.",
    "down": "Moved down.",
    "out": "Left out: no reader gets it.",
    "in": "Put back.",
}


def _page(edition: Edition, mark: str) -> str:
    return reverse("newsroom:edition", args=[edition.pk]) + f"#{mark}"


@require_POST
@editors_only
def arrange(request: HttpRequest, edition_id: int) -> HttpResponse:
    """Move one block a place up or down, leave it out, or take it in again."""
    edition = get_object_or_404(Edition, pk=edition_id)
    key, act = words(request, "key", 100), words(request, "act", 10)
    return attempt(
        request,
        lambda: _arrange(request, edition, key, act),
        _DONE.get(act, ""),
        _page(edition, mark_of(key)),
        edition=edition,
    )


def _arrange(request: HttpRequest, edition: Edition, key: str, act: str) -> None:
    now, by, seen = timezone.now(), request.user, version(request)
    if act in ("up", "down"):
        arranging.move_block(edition, key, -1 if act == "up" else 1, now, by=by, seen=seen)
    elif act == "out":
        arranging.leave_out(edition, key, now, by=by, seen=seen)
    elif act == "in":
        arranging.take_in(edition, key, now, by=by, seen=seen)
    else:
        raise Refused("The form was not complete. Reload the page and try again.")


@require_POST
@admins_only
def make_usual(request: HttpRequest, edition_id: int) -> HttpResponse:
    """Let the editions to come begin with this order."""
    edition = get_object_or_404(Edition.objects.select_related("publication"), pk=edition_id)
    done = "New editions will use this order."
    return attempt(request, lambda: arranging.make_order_usual(edition), done, _page(edition, "order"))


@require_POST
@editors_only
def set_sponsor(request: HttpRequest, edition_id: int) -> HttpResponse:
    """Save what the sponsor says; what is refused is shown again, with what was typed."""
    edition = get_object_or_404(Edition, pk=edition_id)
    given = {name: typed(request, name) for name in SPONSOR_WORDS}
    try:
        with telling_of_approval(request, edition):
            arranging.set_sponsor(
                edition, **given, now=timezone.now(), by=request.user, seen=version(request)
            )
    except RoundupError as error:
        saved = sponsor_words(Edition.objects.get(pk=edition.pk))
        return show_unsaved(request, edition, error, saved, given, _page(edition, "sponsor"))
    messages.success(request, "The sponsor is saved." if edition.sponsor else "There is no sponsor.")
    return HttpResponseRedirect(_page(edition, "sponsor"))
