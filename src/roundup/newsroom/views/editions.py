"""The list of editions, and one of them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from roundup.articles.models import Article
from roundup.core.errors import Refused
from roundup.core.moments_and_counts import local_input
from roundup.core.schedule import period_at, send_time
from roundup.editions import assembling
from roundup.editions.approvals import keeps_its_date, local_day_of, lost_approval
from roundup.editions.composing import all_stories
from roundup.editions.form_versions import (
    edition_words,
    layout_version,
    order_version,
    sponsor_words,
    version_of,
)
from roundup.editions.models import Edition, Story
from roundup.editions.revisions import revision_number
from roundup.editions.story_sections import sections_of
from roundup.events.dropped_copies import count_dropped
from roundup.newsroom.blocks import rows_of, sponsor_label
from roundup.newsroom.desk import groups_of, others_of, piles_of
from roundup.newsroom.doors import attempt, editors_only, version
from roundup.newsroom.forms import BeginForm
from roundup.newsroom.page import find_publication, first_publication, show
from roundup.newsroom.pictures import FOCI, sponsor_picture
from roundup.newsroom.proofs import shown
from roundup.newsroom.states import accepted_of, mailing_of, reported, stage_of, state_of, tally
from roundup.publications.models import Publication
from roundup.rendering.size import CLIP
from roundup.sending.audience import audience_of_next, count_audience_of, left_out
from roundup.sending.hindrances import hindrances_of_mailing
from roundup.sending.models import Mailing
from roundup.sending.settling import before_restore
from roundup.sending.settling.uncertain_batches import accepted_twice, doubts_of

_PAST_A_PAGE = 12
_OF_EACH_REASON = 20
_TESTS_SHOWN = 5
_LOOKS = ("desktop", "phone", "dark", "text")
_OPEN = (Edition.Status.DRAFT, Edition.Status.APPROVED)


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
            raise Refused(f"This week already has edition No. {edition.number}: it is {edition.status}.")

    return attempt(
        request,
        act,
        "The draft is made.",
        reverse("newsroom:publication", args=[slug]),
    )


@require_POST
@editors_only
def reassemble(request: HttpRequest, edition_id: int) -> HttpResponse:
    """Make a draft anew, unless somebody else has worked at it since it was seen."""
    edition = get_object_or_404(Edition, pk=edition_id)
    return attempt(
        request,
        lambda: assembling.reassemble_edition(
            edition, timezone.now(), by=request.user, seen=version(request)
        ),
        "The draft was made anew from what is known now.",
        reverse("newsroom:edition", args=[edition_id]),
    )


@require_GET
@editors_only
def edition(request: HttpRequest, edition_id: int) -> HttpResponse:
    """Show the desk: the stories and the rest of the week on one side, the proof on the other."""
    found = get_object_or_404(Edition.objects.select_related("publication"), pk=edition_id)
    now = timezone.now()
    mailing = mailing_of(found)
    stories = all_stories(found)
    counts = count_audience_of(found, max(now, found.send_at))
    look = request.GET.get("look", "desktop")
    return show(
        request,
        "edition",
        found.publication,
        here="editions",
        edition=found,
        approval=found.approval,
        lost_approval=lost_approval(found),
        new_date=None if keeps_its_date(found, now) else local_day_of(found, now),
        state=state_of(found, mailing, now),
        mailing=mailing,
        now=now,
        is_running=bool(mailing and mailing.status not in (Mailing.Status.DONE, Mailing.Status.CANCELLED)),
        can_edit=found.status in _OPEN and mailing is None,
        groups=groups_of(found, stories),
        blocks=rows_of(found, stories),
        count=len(stories),
        sections=sections_of(found),
        proof=shown(found),
        clip=CLIP,
        look=look if look in _LOOKS else "desktop",
        tally=tally(found),
        mailed_before=before_restore.count_mailed_before(found),
        **_mailed(mailing, now),
        stage=stage_of(found, now),
        audience=counts[None],
        left_out=left_out(counts),
        send_input=local_input(found.send_at, found.publication.zone),
        is_late=found.send_at <= now,
        tests=list(found.trials.order_by("-at")[:_TESTS_SHOWN]),
        sponsor=sponsor_words(found),
        sponsor_picture=sponsor_picture(found),
        sponsor_label=sponsor_label(found),
        foci=FOCI,
        **_rest(request, found),
        **_versions(found, stories),
    )


def _mailed(mailing: Mailing | None, now: datetime) -> dict[str, Any]:
    """Return what is to be told of a mailing beside its account."""
    if mailing is None:
        return {"doubts": [], "twice": [], "reported": [], "waits": [], "dropped": 0}
    return {
        "doubts": doubts_of(mailing),
        "twice": accepted_twice(mailing),
        "reported": reported(mailing),
        "waits": hindrances_of_mailing(mailing, now),
        "dropped": count_dropped(mailing) if mailing.status != Mailing.Status.CANCELLED else 0,
    }


def _rest(request: HttpRequest, edition: Edition) -> dict[str, Any]:
    """Return the articles that are not in the edition by reason; all of the one that the request names."""
    others = others_of(edition)
    return {
        "piles": piles_of(others, request.GET.get("reason", ""), _OF_EACH_REASON),
        "others_all": len(others),
    }


def _versions(edition: Edition, stories: list[Story]) -> dict[str, Any]:
    """Return which state of the draft the forms on the page are made from."""
    return {
        "words_version": version_of(edition_words(edition)),
        "order_version": order_version(stories),
        "layout_version": layout_version(edition),
        "sponsor_version": version_of(sponsor_words(edition)),
        "edition_revision": revision_number(edition),
    }
