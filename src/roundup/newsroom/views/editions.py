"""The list of editions, and one of them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from roundup.articles.models import Article
from roundup.core.errors import Refused
from roundup.core.newsroom_language import tell, tell_later
from roundup.core.schedule import period_at, send_time
from roundup.editions import assembling
from roundup.editions.models import Edition
from roundup.newsroom.doors import attempt, editors_only
from roundup.newsroom.forms import BeginForm
from roundup.newsroom.page import find_publication, first_publication, show
from roundup.newsroom.states import accepted_of, mailing_of, state_of
from roundup.publications.models import Publication
from roundup.sending.audience import audience_of_next

_PAST_A_PAGE = 12
_OPEN = (Edition.Status.DRAFT, Edition.Status.APPROVED)
_ALREADY: dict[str, str] = {
    Edition.Status.APPROVED: tell_later("This week already has edition No. %(number)s: it is approved."),
    Edition.Status.MAILED: tell_later("This week already has edition No. %(number)s: it is mailed."),
    Edition.Status.SKIPPED: tell_later("This week already has edition No. %(number)s: it is skipped."),
    Edition.Status.CANCELLED: tell_later("This week already has edition No. %(number)s: it is cancelled."),
}


@require_GET
@editors_only
def home(request: HttpRequest) -> HttpResponse:
    """Open the newsroom with the first publication, or with making one."""
    publication = first_publication()
    if publication is None:
        return show(request, "setup", None, form=BeginForm())
    return _editions(request, publication)


@require_GET
@editors_only
def publication(request: HttpRequest, slug: str) -> HttpResponse:
    return _editions(request, find_publication(slug))


def _editions(request: HttpRequest, publication: Publication) -> HttpResponse:
    now = timezone.now()
    editions = Edition.objects.filter(publication=publication).select_related("publication")
    past = Paginator(editions.exclude(status__in=_OPEN), _PAST_A_PAGE).get_page(request.GET.get("page"))
    return show(
        request,
        "editions",
        publication,
        here="editions",
        alarms=publication.alarms.filter(cleared_at=None),
        sources=publication.sources.count(),
        open=[_row(edition, now) for edition in editions.filter(status__in=_OPEN)],
        past=past,
        past_rows=[_row(edition, now) for edition in past],
        coming=_coming(publication, now),
        audience=audience_of_next(publication, now),
    )


def _row(edition: Edition, now: datetime) -> dict[str, Any]:
    mailing = mailing_of(edition)
    return {
        "edition": edition,
        "state": state_of(edition, mailing, now),
        "mailing": mailing,
        "accepted": accepted_of(mailing) if mailing else 0,
        "stories": edition.stories.count(),
    }


def _coming(publication: Publication, now: datetime) -> dict[str, Any] | None:
    """Return what will be assembled next, unless it has been already."""
    period = period_at(publication.assembling, now)
    if Edition.objects.filter(publication=publication, period=period.key).exists():
        return None
    found = Article.objects.filter(publication=publication, first_seen_at__gt=period.start)
    return {"at": period.end, "send_at": send_time(publication.sending, period), "found": found.count()}


@require_POST
@editors_only
def assemble(request: HttpRequest, slug: str) -> HttpResponse:
    """Make the draft of this period now; it is brought up to date at its hour while nobody has touched it."""
    publication = find_publication(slug)

    def act() -> None:
        edition = assembling.assemble_edition(publication, timezone.now())
        if edition.status != Edition.Status.DRAFT:
            raise Refused(tell(_ALREADY[edition.status], number=edition.number))

    return attempt(
        request,
        act,
        tell("The draft is made."),
        reverse("newsroom:publication", args=[slug]),
    )
