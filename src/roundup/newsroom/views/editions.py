"""The list of editions, and making the coming one."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from roundup.core.errors import Refused, RoundupError
from roundup.core.newsroom_language import tell
from roundup.editions import coming
from roundup.editions.assembling import edition_of
from roundup.editions.models import Edition
from roundup.editions.policies import outlook_words
from roundup.editions.state_words import kind_in_words, state_in_words
from roundup.newsroom.alarm_board import listed_alarms
from roundup.newsroom.doors import attempt, editors_only
from roundup.newsroom.forms import BeginForm
from roundup.newsroom.page import find_publication, first_publication, show
from roundup.newsroom.states import accepted_of, mailing_of, state_of
from roundup.publications.models import Alarm, Publication
from roundup.sending.audience import audience_of_next

_PAST_A_PAGE = 12
_OPEN = (Edition.Status.DRAFT, Edition.Status.APPROVED)
_NAMED = 5


@require_GET
@editors_only
def home(request: HttpRequest) -> HttpResponse:
    """Open the newsroom with the first publication, or with the form that makes one."""
    publication = first_publication()
    if publication is None:
        return show(request, "setup", None, form=BeginForm())
    return _editions_or_alarms(request, publication)


@require_GET
@editors_only
def publication(request: HttpRequest, slug: str) -> HttpResponse:
    return _editions_or_alarms(request, find_publication(slug))


def _editions_or_alarms(request: HttpRequest, publication: Publication) -> HttpResponse:
    """Show the editions, or why they cannot be shown: the schedule may make no sense on this machine."""
    try:
        return _editions(request, publication)
    except RoundupError as error:
        messages.error(request, str(error))
        return redirect("newsroom:alarms")


def _editions(request: HttpRequest, publication: Publication) -> HttpResponse:
    now = timezone.now()
    editions = Edition.objects.filter(publication=publication).select_related("publication")
    past = Paginator(editions.exclude(status__in=_OPEN), _PAST_A_PAGE).get_page(request.GET.get("page"))
    return show(
        request,
        "editions",
        publication,
        here="editions",
        alarms=listed_alarms(Alarm.objects.open().filter(publication=publication).select_related("taken_by")),
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
        "kind": kind_in_words(edition),
        "state": state_of(edition, mailing, now),
        "mailing": mailing,
        "accepted": accepted_of(mailing) if mailing else 0,
        "stories": edition.stories.count(),
        "outlook": outlook_words(edition) if edition.status == Edition.Status.DRAFT else "",
    }


def _coming(publication: Publication, now: datetime) -> dict[str, Any] | None:
    """Return when the next draft is made and what there is for it, unless it has been made already."""
    slot = coming.coming_slot(publication, now)
    if slot is None or edition_of(publication, slot.period.key):
        return None
    found = coming.articles_for_coming(publication)
    return {
        "at": slot.period.end,
        "send_at": slot.send_at,
        "found": found.count(),
        "newest": list(found.values_list("title", flat=True)[:_NAMED]),
    }


@require_POST
@editors_only
def assemble(request: HttpRequest, slug: str) -> HttpResponse:
    """Make the draft of the coming period now; it is brought up to date at its hour unless somebody
    has changed it.
    """
    publication = find_publication(slug)

    def act() -> None:
        edition = coming.assemble_coming_edition(publication, timezone.now())
        if edition.status != Edition.Status.DRAFT:
            raise Refused(
                tell(
                    "This week already has edition No. %(number)s: it is %(state)s.",
                    number=edition.number,
                    state=state_in_words(edition),
                )
            )

    return attempt(
        request,
        act,
        tell("The draft is made."),
        reverse("newsroom:publication", args=[slug]),
    )
