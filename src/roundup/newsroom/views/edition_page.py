"""One edition: its page, its preflight, and making it again."""

from __future__ import annotations

from datetime import datetime
from typing import Any, cast

from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from roundup.core.newsroom_language import tell
from roundup.editions import assembling
from roundup.editions.composing import all_stories
from roundup.editions.keeping_up import keep_up
from roundup.editions.models import Edition
from roundup.editions.revisions import revision_number
from roundup.events.dropped_copies import count_dropped
from roundup.newsroom.as_whom import choices_of, chosen_of
from roundup.newsroom.audience import audience_of_draft, last_audience
from roundup.newsroom.doors import attempt, editors_only, version
from roundup.newsroom.edition_page import answer_exchange, desk_of, is_exchange
from roundup.newsroom.letter import outline_of
from roundup.newsroom.news import news_of
from roundup.newsroom.page import show
from roundup.newsroom.preflight import preflight_of
from roundup.newsroom.presence import others_here
from roundup.newsroom.proofs import shown
from roundup.newsroom.states import reported, tally
from roundup.newsroom.trials import trial_matter
from roundup.rendering.size import CLIP
from roundup.sending.hindrances import hindrances_of_mailing
from roundup.sending.models import Mailing
from roundup.sending.settling import before_restore
from roundup.sending.settling.uncertain_batches import accepted_twice, doubts_of

LOOKS = ("desktop", "tablet", "phone", "dark", "pictures-off", "text", "inbox", "outline")


@require_POST
@editors_only
def reassemble(request: HttpRequest, edition_id: int) -> HttpResponse:
    """Make a draft again, unless somebody else has changed it since it was seen."""
    edition = get_object_or_404(Edition, pk=edition_id)
    return attempt(
        request,
        lambda: assembling.reassemble_edition(
            edition, timezone.now(), by=request.user, seen=version(request)
        ),
        tell("The draft was made again from what is known now."),
        reverse("newsroom:edition", args=[edition_id]),
    )


@require_POST
@editors_only
def take_in_news(request: HttpRequest, edition_id: int) -> HttpResponse:
    """Bring a draft up to date, unless somebody else has worked on it since it was seen."""
    edition = get_object_or_404(Edition, pk=edition_id)
    return attempt(
        request,
        lambda: keep_up(edition, timezone.now(), by=request.user, seen=version(request)),
        tell("The draft has the latest news now. Your changes were kept."),
        reverse("newsroom:edition", args=[edition_id]),
    )


@require_GET
@editors_only
def edition(request: HttpRequest, edition_id: int) -> HttpResponse:
    """Show an edition: the letter, the list of its stories, and the sheet in which one thing is edited."""
    found = get_object_or_404(Edition.objects.select_related("publication", "revision"), pk=edition_id)
    now = timezone.now()
    matter = desk_of(found, request.GET.get("sheet", ""), now)
    if is_exchange(request):
        return show(request, "edition_sheet", found.publication, **matter)
    mailing = matter["mailing"]
    look, proof = request.GET.get("look", "desktop"), shown(found)
    chosen = chosen_of(found.publication, request.GET.get("as_whom", "")).query
    return show(
        request,
        "edition",
        found.publication,
        here="editions",
        is_running=bool(mailing and mailing.status not in (Mailing.Status.DONE, Mailing.Status.CANCELLED)),
        proof=proof,
        preflight=preflight_of(found, all_stories(found), proof.findings),
        outline=outline_of(proof.html) if look == "outline" else [],
        news=news_of(found),
        clip=CLIP,
        look=look if look in LOOKS else "desktop",
        choices=choices_of(found.publication, chosen),
        chosen=chosen,
        tally=tally(found),
        mailed_before=before_restore.count_mailed_before(found),
        audience=last_audience(found, now),
        **trial_matter(found, cast(User, request.user)),
        **_mailed(mailing, now),
        **matter,
    )


@require_GET
@editors_only
def look_again(request: HttpRequest, edition_id: int) -> HttpResponse:
    """Show what is wrong with the letter as it is now, and the button that approves exactly this letter."""
    found = get_object_or_404(Edition.objects.select_related("publication", "revision"), pk=edition_id)
    now = timezone.now()
    matter, proof = desk_of(found, "", now), shown(found)
    return show(
        request,
        "edition_preflight_exchange",
        found.publication,
        proof=proof,
        preflight=preflight_of(found, all_stories(found), proof.findings),
        clip=CLIP,
        audience=audience_of_draft(found, now),
        **matter,
    )


@require_POST
@editors_only
def others(request: HttpRequest, edition_id: int) -> HttpResponse:
    """Say who else has the page open, and offer the news; if somebody has changed the edition, bring the page
    up to date.

    The form says by `revision` and `news` what the page shows. What is being typed in its sheet stays.
    """
    found = get_object_or_404(Edition.objects.select_related("publication", "revision"), pk=edition_id)
    here = others_here(found, cast(User, request.user), timezone.now())
    if request.POST.get("revision", "") != revision_number(found):
        return answer_exchange(request, found, others=here, offers_undo=False)
    news = news_of(found)
    is_new = news.version != request.POST.get("news", "")
    return show(
        request,
        "edition_others",
        found.publication,
        others=here,
        news=news if is_new else None,
        edition=found,
        edition_revision=revision_number(found),
    )


def _mailed(mailing: Mailing | None, now: datetime) -> dict[str, Any]:
    """Return what to say about a mailing beside its account."""
    if mailing is None:
        return {"doubts": [], "twice": [], "reported": [], "waits": [], "dropped": 0}
    return {
        "doubts": doubts_of(mailing),
        "twice": accepted_twice(mailing),
        "reported": reported(mailing),
        "waits": hindrances_of_mailing(mailing, now),
        "dropped": count_dropped(mailing) if mailing.status != Mailing.Status.CANCELLED else 0,
    }
