"""A publication's settings, a page for each topic: for admins."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from roundup.core.errors import Refused
from roundup.core.moments_and_counts import moment_words
from roundup.core.newsroom_language import tell
from roundup.editions.draft_rules import rules_of
from roundup.editions.replay import Replay, replay_editions
from roundup.editions.rescheduling import ScheduleChange
from roundup.newsroom.doors import admins_only, tell_of_lost_approvals
from roundup.newsroom.draft_form import DraftForm
from roundup.newsroom.forms import BeginForm
from roundup.newsroom.looks import contrasts_of, languages
from roundup.newsroom.page import find_publication, show
from roundup.newsroom.section_forms import SectionForms, save_sections, section_forms
from roundup.newsroom.settings_forms import SettingsForm
from roundup.newsroom.settings_pages import (
    FIELDS_PAGES,
    FIRST,
    FieldsPage,
    address_of,
    save_fields,
    title_of,
    tried_form,
    ways_of,
)
from roundup.publications.directory import add_publication
from roundup.publications.models import Publication
from roundup.subscribers.audience import count_followed_sections
from roundup.subscribers.followers import followers_of, told_of_removal


@require_http_methods(["GET", "POST"])
@admins_only
def settings(request: HttpRequest, slug: str, page: str = FIRST) -> HttpResponse:
    """Show and change one page of a publication's settings."""
    publication, found = find_publication(slug), FIELDS_PAGES.get(page)
    if found is None:
        raise Http404("The settings have no such page.")
    if request.method == "POST":
        return (_try if "replay" in request.POST else _save)(request, publication, found)
    return _fields(request, publication, found, found.form(instance=publication))


def _save(request: HttpRequest, publication: Publication, page: FieldsPage) -> HttpResponse:
    try:
        form, change = save_fields(page, publication, request.POST.dict(), request.user)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        if change or not form.is_valid():
            return _fields(request, publication, page, form, change=change)
        messages.success(request, tell(page.saved))
        tell_of_lost_approvals(request, publication, tell("The publication’s settings were changed."))
    return redirect(address_of(publication, page.name))


def _try(request: HttpRequest, publication: Publication, page: FieldsPage) -> HttpResponse:
    """Show past editions as they would have been with what was typed. Nothing is saved."""
    saved = rules_of(publication)
    try:
        form = tried_form(page, publication, request.POST.dict())
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect(address_of(publication, page.name))
    if not (isinstance(form, DraftForm) and form.is_valid()):
        return _fields(request, publication, page, form)
    replays = replay_editions(publication, saved, rules_of(form.tried()))
    return _fields(request, find_publication(publication.slug), page, form, replays)


def _fields(
    request: HttpRequest,
    publication: Publication,
    page: FieldsPage,
    form: SettingsForm,
    replays: Sequence[Replay] | None = None,
    change: ScheduleChange | None = None,
) -> HttpResponse:
    return show_settings(
        request,
        publication,
        page.name,
        page=page,
        form=form,
        replays=replays,
        change=change,
        when_then=lambda moment: moment_words(moment, form.instance.zone),
        contrasts=contrasts_of(publication),
        languages=languages(),
    )


@require_http_methods(["GET", "POST"])
@admins_only
def sections(request: HttpRequest, slug: str) -> HttpResponse:
    """Show and change the sections; existing drafts keep theirs. Say how many followed removed sections."""
    publication = find_publication(slug)
    if request.method != "POST":
        return _sections(request, publication, section_forms(publication))
    try:
        formset = save_sections(publication, request.POST.dict())
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("newsroom:sections", slug)
    if not formset.is_valid():
        return _sections(request, publication, formset)
    messages.success(request, tell("The sections are saved. The next draft is made with them."))
    removed, living = formset.deleted_objects, publication.section_keys
    if told := removed and told_of_removal(removed, count_followed_sections(publication), living):
        messages.warning(request, told)
    return redirect("newsroom:sections", slug)


def _sections(request: HttpRequest, publication: Publication, formset: SectionForms) -> HttpResponse:
    followers = followers_of(count_followed_sections(publication), publication.section_keys)
    return show_settings(request, publication, "sections", formset=formset, followers=followers)


def show_settings(
    request: HttpRequest, publication: Publication, name: str, *, status: int = 200, **matter: object
) -> HttpResponse:
    """Answer with one page of the settings, with links to all of them beside it."""
    return show(
        request,
        f"settings_{name}",
        publication,
        here="settings",
        status=status,
        ways=ways_of(publication),
        at=name,
        title=title_of(name),
        same_page=lambda other: address_of(other, name),
        **matter,
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
            messages.success(request, tell("%(name)s has been added. Check its settings.", name=made.name))
            return redirect("newsroom:settings", made.slug)
    return show(request, "setup", None, form=form)
