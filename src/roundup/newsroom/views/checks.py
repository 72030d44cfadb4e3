"""Which checks keep an edition from being approved: for admins."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from roundup.core.errors import Refused
from roundup.core.newsroom_language import tell, tell_later
from roundup.editions.blocking import blocking_version, choices_of, choose_blocking
from roundup.newsroom.doors import admins_only, version
from roundup.newsroom.page import find_publication
from roundup.newsroom.views.settings import show_settings
from roundup.publications.models import Publication
from roundup.rendering.checks import Rule

# By the beginnings of their codes; checks that are not listed come last.
_TITLES: Final = {
    "placeholders": tell_later("Unfinished words"),
    "images": tell_later("Pictures"),
    "stories": tell_later("Stories"),
    "subject": tell_later("Subject and preheader"),
    "preheader": tell_later("Subject and preheader"),
    "note": tell_later("Note and sponsor"),
    "sponsor": tell_later("Note and sponsor"),
    "links": tell_later("Links"),
    "words": tell_later("Damaged text"),
    "text": tell_later("Damaged text"),
}
_REST: Final = tell_later("The whole message")


@require_http_methods(["GET", "POST"])
@admins_only
def checks(request: HttpRequest, slug: str) -> HttpResponse:
    """Show and change which checks block, of those that are the publication's choice."""
    publication = find_publication(slug)
    if request.method != "POST":
        return _page(request, publication)
    ticked = request.POST.getlist("blocks")
    try:
        choose_blocking(publication, ticked, seen=version(request))
    except Refused as refused:
        messages.error(request, str(refused))
        return _page(request, publication, ticked)
    messages.success(request, tell("Saved. It takes effect now; approved editions stay approved."))
    return redirect("newsroom:checks", slug)


def _page(
    request: HttpRequest, publication: Publication, ticked: Collection[str] | None = None
) -> HttpResponse:
    """Show what blocks. After a refusal, show what was ticked, with what is saved beside it."""
    return show_settings(
        request,
        publication,
        "checks",
        status=200 if ticked is None else 409,
        groups=_by_title(publication, ticked),
        version=blocking_version(publication),
    )


@dataclass(frozen=True, slots=True)
class Choice:
    """A check, whether it blocks as saved, and whether it is ticked on the page."""

    rule: Rule
    blocks: bool
    is_ticked: bool

    @property
    def is_torn(self) -> bool:
        """Whether the page would change what is saved."""
        return self.blocks != self.is_ticked


def _by_title(publication: Publication, ticked: Collection[str] | None) -> dict[str, list[Choice]]:
    groups: dict[str, list[Choice]] = {title: [] for title in (*_TITLES.values(), _REST)}
    for rule, blocks in choices_of(publication):
        is_ticked = blocks if ticked is None else rule.code in ticked
        groups[_TITLES.get(rule.code.partition(".")[0], _REST)].append(Choice(rule, blocks, is_ticked))
    return {title: chosen for title, chosen in groups.items() if chosen}
