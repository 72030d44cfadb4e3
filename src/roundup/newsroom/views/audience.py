"""Who would get an edition: counted when somebody asks, not by the edition's page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_GET

from roundup.editions.models import Edition
from roundup.newsroom.audience import current_audience, last_audience
from roundup.newsroom.doors import editors_only
from roundup.newsroom.edition_page import is_exchange
from roundup.newsroom.leaves_of_late import leaves_of_late
from roundup.newsroom.page import show


@require_GET
@editors_only
def count(request: HttpRequest, edition_id: int) -> HttpResponse:
    """Count the readers of an edition, unless that was done a moment ago; htmx gets only that part.

    If there are more or fewer than before, the part of the page about approval has to be drawn again.
    """
    edition = get_object_or_404(Edition.objects.select_related("publication"), pk=edition_id)
    template = "audience_exchange" if is_exchange(request) else "audience"
    now = timezone.now()
    before, counted = last_audience(edition, now), current_audience(edition, now)
    answer = show(
        request,
        template,
        edition.publication,
        here="editions",
        edition=edition,
        audience=counted,
        leaves=None if is_exchange(request) else leaves_of_late(edition.publication, now),
    )
    if is_exchange(request) and (before is None or before.about != counted.about):
        answer["HX-Trigger"] = "audience-counted"
    return answer
