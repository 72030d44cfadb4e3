"""Where articles come from: how each source does, looking before adding, and removing."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from roundup.articles.sources.http import Fetcher
from roundup.articles.sources.registry import read_document
from roundup.core.articles import Reading
from roundup.core.errors import SourceError
from roundup.newsroom.doors import admins_only, editors_only
from roundup.newsroom.forms import SourceForm
from roundup.newsroom.page import find_publication, show
from roundup.publications.models import Publication

_WEEK = timedelta(days=7)


@require_GET
@editors_only
def listing(request: HttpRequest, slug: str) -> HttpResponse:
    """List the sources, those in trouble first."""
    return _listing(request, find_publication(slug), SourceForm())


def _listing(request: HttpRequest, publication: Publication, form: SourceForm) -> HttpResponse:
    since = timezone.now() - _WEEK
    recent = Count("sightings", filter=Q(sightings__article__first_seen_at__gt=since), distinct=True)
    rows = publication.sources.annotate(recent=recent).order_by("pk")
    trouble = {"failing": 0, "inactive": 1}
    return show(
        request,
        "sources",
        publication,
        here="sources",
        form=form,
        rows=sorted(rows, key=lambda source: trouble.get(source.health, 2)),
    )


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
    document = Fetcher(allow=settings.FETCH_ALLOW).fetch(url).document
    if document is None:
        raise SourceError("empty", "The server sent nothing. Try again in a minute.")
    return read_document(document)
