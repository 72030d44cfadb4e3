"""What an editor does to the blocks of an edition: their order, what is left out, and the sponsor."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from roundup.core.errors import Refused
from roundup.core.newsroom_language import tell, tell_later
from roundup.editions import arranging
from roundup.editions.form_versions import SPONSOR_WORDS, sponsor_words
from roundup.editions.models import Edition
from roundup.newsroom.blocks import mark_of
from roundup.newsroom.doors import admins_only, attempt, editors_only, number, version, words
from roundup.newsroom.edition_page import answer_exchange, is_exchange
from roundup.newsroom.sheets import SPONSOR
from roundup.newsroom.typed_forms import TypedForm

_DONE = {
    "up": tell_later("Moved up."),
    "down": tell_later("Moved down."),
    "place": tell_later("Moved."),
    "out": tell_later("Left out: no reader gets it."),
    "in": tell_later("Put back."),
}


def _page(edition: Edition, mark: str) -> str:
    return reverse("newsroom:edition", args=[edition.pk]) + f"#{mark}"


@require_POST
@editors_only
def arrange(request: HttpRequest, edition_id: int) -> HttpResponse:
    """Move one block a place up or down, leave it out, or show it again."""
    edition = get_object_or_404(Edition, pk=edition_id)
    key, act = words(request, "key", 100), words(request, "act", 10)
    back = attempt(
        request,
        lambda: _arrange(request, edition, key, act),
        tell(_DONE[act]) if act in _DONE else "",
        _page(edition, mark_of(key)),
        edition=edition,
    )
    return answer_exchange(request, edition) if is_exchange(request) else back


def _arrange(request: HttpRequest, edition: Edition, key: str, act: str) -> None:
    now, by, seen = timezone.now(), request.user, version(request)
    if act in ("up", "down"):
        arranging.move_block(edition, key, -1 if act == "up" else 1, now, by=by, seen=seen)
    elif act == "place":
        arranging.place_block(edition, key, number(request, "position"), now, by=by, seen=seen)
    elif act == "out":
        arranging.leave_out(edition, key, now, by=by, seen=seen)
    elif act == "in":
        arranging.take_in(edition, key, now, by=by, seen=seen)
    else:
        raise Refused(tell("The form was not complete. Reload the page and try again."))


@require_POST
@admins_only
def make_usual(request: HttpRequest, edition_id: int) -> HttpResponse:
    """Let new editions begin with this order."""
    edition = get_object_or_404(Edition.objects.select_related("publication"), pk=edition_id)
    done = tell("New editions will use this order.")
    return attempt(request, lambda: arranging.make_order_usual(edition), done, _page(edition, "list"))


@require_POST
@editors_only
def set_sponsor(request: HttpRequest, edition_id: int) -> HttpResponse:
    """Save what the sponsor says; what is refused is shown again, with what was typed."""
    edition = get_object_or_404(Edition, pk=edition_id)
    form = TypedForm(request, edition, SPONSOR_WORDS, SPONSOR, "block:sponsor")
    return form.save(
        lambda typed, now, seen: arranging.set_sponsor(edition, **typed, now=now, by=request.user, seen=seen),
        lambda: sponsor_words(Edition.objects.get(pk=edition.pk)),
        tell("The sponsor is saved."),
    )
