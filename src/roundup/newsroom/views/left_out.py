"""What was left out of an edition, on a page of its own or as part of one."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET

from roundup.editions.composing import all_stories
from roundup.editions.form_versions import order_version
from roundup.editions.models import Edition
from roundup.editions.story_sections import sections_of
from roundup.newsroom.doors import editors_only
from roundup.newsroom.edition_page import is_exchange
from roundup.newsroom.left_out import Asked, left_out_of
from roundup.newsroom.page import show

_OPEN = (Edition.Status.DRAFT, Edition.Status.APPROVED)


@require_GET
@editors_only
def left_out(request: HttpRequest, edition_id: int) -> HttpResponse:
    """List what was left out, as the query asks; htmx gets the list alone."""
    edition = get_object_or_404(Edition.objects.select_related("publication"), pk=edition_id)
    stories = all_stories(edition)
    return show(
        request,
        "left_out_list" if is_exchange(request) else "left_out",
        edition.publication,
        here="editions",
        edition=edition,
        rest=left_out_of(edition, Asked.read(request.GET)),
        sections=sections_of(edition),
        stories=stories,
        order_version=order_version(stories),
        can_edit=edition.status in _OPEN and not edition.is_on_its_way,
    )
