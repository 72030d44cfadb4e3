"""A publication's settings and its sections: for admins."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.forms import BaseFormSet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from roundup.core.errors import Refused
from roundup.newsroom.doors import admins_only, tell_of_lost_approvals
from roundup.newsroom.followers import followers_of, told_of_removal
from roundup.newsroom.forms import BeginForm, PublicationForm, SectionFormSet
from roundup.newsroom.looks import contrasts_of, languages
from roundup.newsroom.page import find_publication, show
from roundup.publications.directory import add_publication
from roundup.publications.models import Publication
from roundup.subscribers.audience import count_followed_sections


@require_http_methods(["GET", "POST"])
@admins_only
def settings(request: HttpRequest, slug: str) -> HttpResponse:
    """Show and change what a publication is."""
    publication = find_publication(slug)
    form = PublicationForm(request.POST if request.method == "POST" else None, instance=publication)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, "The settings are saved.")
        tell_of_lost_approvals(request, publication, "The publication’s settings were changed.")
        return redirect("newsroom:settings", slug)
    return _page(request, publication, form, SectionFormSet(instance=publication))


@require_POST
@admins_only
def sections(request: HttpRequest, slug: str) -> HttpResponse:
    """Change the sections; drafts made already keep theirs. Tells who followed what is removed."""
    publication = find_publication(slug)
    formset = SectionFormSet(request.POST, instance=publication)
    if formset.is_valid():
        with transaction.atomic():
            formset.save()
        messages.success(request, "The sections are saved. The next draft is made with them.")
        removed, living = formset.deleted_objects, publication.section_keys
        if told := removed and told_of_removal(removed, count_followed_sections(publication), living):
            messages.warning(request, told)
        return redirect("newsroom:settings", slug)
    return _page(request, publication, PublicationForm(instance=publication), formset)


def _page(
    request: HttpRequest, publication: Publication, form: PublicationForm, formset: BaseFormSet[Any]
) -> HttpResponse:
    named = Publication.objects.get(pk=publication.pk)  # Not with what was typed and refused.
    return show(
        request,
        "settings",
        named,
        here="settings",
        form=form,
        formset=formset,
        followers=followers_of(count_followed_sections(named), named.section_keys),
        contrasts=contrasts_of(named),
        languages=languages(),
    )


@require_POST
@admins_only
def begin(request: HttpRequest) -> HttpResponse:
    """Make a publication."""
    form = BeginForm(request.POST)
    if form.is_valid():
        try:
            made = add_publication(form.cleaned_data["name"], timezone=form.cleaned_data["timezone"])
        except Refused as refused:
            form.add_error("name", str(refused))
        else:
            messages.success(request, f"{made.name} is made. See whether its settings fit.")
            return redirect("newsroom:settings", made.slug)
    return show(request, "setup", None, form=form)
