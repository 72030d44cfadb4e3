"""Where articles come from: how each source is doing, checking one before adding it, and removing it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib import messages
from django.db.models import Count, F, Max, OuterRef, Q, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from roundup.articles import source_management
from roundup.articles.models import Sighting, Source
from roundup.articles.sources.reader import read_document
from roundup.core.articles import Reading
from roundup.core.errors import Refused, SourceError
from roundup.core.newsroom_language import tell
from roundup.newsroom.doors import admins_only, attempt, editors_only
from roundup.newsroom.forms import SourceForm, SourceSectionForm
from roundup.newsroom.page import find_publication, show
from roundup.publications.models import Publication

_WEEK = timedelta(days=7)
_A_MOMENT = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Row:
    """A source, and whether a worker is looking at it now or should as soon as possible."""

    source: Source
    is_under_way: bool
    is_due: bool


@require_GET
@editors_only
def listing(request: HttpRequest, slug: str) -> HttpResponse:
    """List the sources, those in trouble first."""
    return _listing(request, find_publication(slug), SourceForm())


def _listing(request: HttpRequest, publication: Publication, form: SourceForm) -> HttpResponse:
    since = timezone.now() - _WEEK
    shown_first = Sighting.objects.filter(source=OuterRef("pk")).order_by("seen_at").values("seen_at")[:1]
    # Of the articles that a new source had before we knew it, only those dated this week are new.
    is_of_the_week = Q(sightings__article__published_at__gt=since) | Q(
        sightings__article__published_at=None, sightings__seen_at__gt=F("first_look")
    )
    found = is_of_the_week & Q(sightings__article__first_seen_at__gt=since)
    recent = Count("sightings", filter=found, distinct=True)
    rows = (
        publication.sources.annotate(first_look=Subquery(shown_first), newest=Max("sightings__seen_at"))
        .annotate(recent=recent)
        .order_by("pk")
    )
    trouble = {"failing": 0, "inactive": 1}
    looked = [_under_way(source, timezone.now()) for source in rows]
    return show(
        request,
        "sources",
        publication,
        here="sources",
        form=form,
        rows=sorted(looked, key=lambda row: trouble.get(row.source.health, 2)),
        is_fetching=any(row.is_under_way or row.is_due for row in looked),
    )


def _under_way(source: Source, now: datetime) -> Row:
    is_under_way = bool(source.claimed_until and source.claimed_until > now)
    is_due = not is_under_way and (source.next_fetch_at is None or source.next_fetch_at <= now)
    return Row(source, is_under_way=is_under_way, is_due=is_due)


@require_POST
@admins_only
def check(request: HttpRequest, slug: str) -> HttpResponse:
    """Read what a source would give, and store nothing."""
    publication = find_publication(slug)
    form = SourceForm(request.POST)
    if not form.is_valid():
        return _listing(request, publication, form)
    try:
        reading = _look(form.cleaned_data["url"])
    except SourceError as error:
        form.add_error("url", str(error))
        return _listing(request, publication, form)
    return show(request, "source_check", publication, here="sources", form=form, reading=reading)


def _look(url: str) -> Reading:
    document = source_management.installed_fetcher().fetch(url).document
    if document is None:
        raise SourceError("empty", tell("The server sent nothing. Try again in a minute."))
    return read_document(document)


@require_POST
@admins_only
def add(request: HttpRequest, slug: str) -> HttpResponse:
    """Add a source; its first look comes with the next tick."""
    publication = find_publication(slug)
    form = SourceForm(request.POST)
    if not form.is_valid():
        return _listing(request, publication, form)
    try:
        source_management.require_readable(form.cleaned_data["url"], looks_up=False)
        source_management.add_source(
            publication,
            form.cleaned_data["url"],
            section=form.cleaned_data["section"],
            section_overrides=form.cleaned_data["section_overrides"],
        )
    except Refused as refused:
        form.add_error("url", str(refused))
        return _listing(request, publication, form)
    messages.success(request, tell("Added. Its articles arrive within a minute."))
    return redirect("newsroom:sources", slug)


@require_POST
@editors_only
def fetch(request: HttpRequest, source_id: int) -> HttpResponse:
    """Have a source looked at soon: a worker does it, never this request."""
    source = get_object_or_404(Source.objects.select_related("publication"), pk=source_id)
    back = reverse("newsroom:sources", args=[source.publication.slug])
    return attempt(request, lambda: _make_due(source), tell("It will be looked at within seconds."), back)


def _make_due(source: Source) -> None:
    """Record that the source is due: the next tick finds it. Raises Refused right after a look."""
    now = timezone.now()
    if source.last_fetched_at and source.last_fetched_at > now - _A_MOMENT:
        raise Refused(
            tell("It was looked at less than a minute ago. Reload the page to see what came of it.")
        )
    Source.objects.filter(pk=source.pk).update(next_fetch_at=now)


@require_http_methods(["GET", "POST"])
@admins_only
def section(request: HttpRequest, source_id: int) -> HttpResponse:
    """Show (GET) and change (POST) the section of a source's articles."""
    source = get_object_or_404(Source.objects.select_related("publication"), pk=source_id)
    form = SourceSectionForm(request.POST if request.method == "POST" else None, initial=vars(source))
    if not form.is_valid():
        return show(request, "source_section", source.publication, here="sources", source=source, form=form)
    typed, overrides = form.cleaned_data["section"], form.cleaned_data["section_overrides"]
    source_management.set_section(source, typed, overrides=overrides)
    messages.success(request, tell("Saved. The next draft is made with it."))
    return redirect("newsroom:sources", source.publication.slug)


@require_http_methods(["GET", "POST"])
@admins_only
def remove(request: HttpRequest, source_id: int) -> HttpResponse:
    """Ask once more (GET), then remove a source (POST); its articles stay."""
    source = get_object_or_404(Source.objects.select_related("publication"), pk=source_id)
    if request.method == "POST":
        back = reverse("newsroom:sources", args=[source.publication.slug])
        return attempt(
            request,
            lambda: source_management.remove_source(source),
            tell("Removed; its articles stay."),
            back,
        )
    return show(request, "source_remove", source.publication, here="sources", source=source)
