"""Which checks keep an edition from being approved: for admins."""

from __future__ import annotations

from typing import Final

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from roundup.editions.blocking import blocking_version, choices_of, choose_blocking
from roundup.newsroom.doors import admins_only, attempt, version
from roundup.newsroom.page import find_publication, show
from roundup.publications.models import Publication
from roundup.rendering.checks import Rule

# By how the codes begin; what is not listed comes last.
_TITLES: Final = {
    "placeholders": "Words that are not finished",
    "images": "Pictures",
    "stories": "Stories",
    "subject": "Subject and preheader",
    "preheader": "Subject and preheader",
    "note": "Note and sponsor",
    "sponsor": "Note and sponsor",
    "links": "Links",
    "words": "Spoilt words",
    "text": "Spoilt words",
}
_REST: Final = "The whole message"


@require_http_methods(["GET", "POST"])
@admins_only
def checks(request: HttpRequest, slug: str) -> HttpResponse:
    """Show and change which checks block, of those that are the publication's choice."""
    publication = find_publication(slug)
    if request.method == "POST":
        return attempt(
            request,
            lambda: choose_blocking(publication, request.POST.getlist("blocks"), seen=version(request)),
            "Saved. It counts from now on; what is approved stays approved.",
            reverse("newsroom:checks", args=[slug]),
        )
    return show(
        request,
        "settings_checks",
        publication,
        here="settings",
        groups=_by_title(publication),
        version=blocking_version(publication),
    )


def _by_title(publication: Publication) -> dict[str, list[tuple[Rule, bool]]]:
    groups: dict[str, list[tuple[Rule, bool]]] = {title: [] for title in (*_TITLES.values(), _REST)}
    for rule, blocks in choices_of(publication):
        groups[_TITLES.get(rule.code.partition(".")[0], _REST)].append((rule, blocks))
    return {title: chosen for title, chosen in groups.items() if chosen}
