"""Who writes for a publication: introduced below the editions that have their bylines."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.forms import BaseFormSet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from roundup.core.newsroom_language import tell
from roundup.newsroom.doors import editors_only, tell_of_lost_approvals
from roundup.newsroom.page import find_publication, show
from roundup.newsroom.people import ContributorFormSet
from roundup.newsroom.pictures import photo_of
from roundup.publications.models import Publication


@require_http_methods(["GET", "POST"])
@editors_only
def listing(request: HttpRequest, slug: str) -> HttpResponse:
    """Show and change the contributors; somebody who is removed no longer appears in any proof."""
    publication = find_publication(slug)
    formset = ContributorFormSet(request.POST if request.method == "POST" else None, instance=publication)
    if request.method == "POST" and formset.is_valid():
        with transaction.atomic():
            formset.save()
        messages.success(request, tell("The contributors are saved."))
        tell_of_lost_approvals(request, publication, tell("The contributors were changed."))
        return redirect("newsroom:contributors", slug)
    return _page(request, publication, formset)


def _page(request: HttpRequest, publication: Publication, formset: BaseFormSet[Any]) -> HttpResponse:
    photos = {person.pk: photo_of(person) for person in publication.contributors.select_related("picture")}
    return show(request, "contributors", publication, here="contributors", formset=formset, photos=photos)
