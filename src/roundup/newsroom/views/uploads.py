"""Uploading a picture for a story or the sponsor."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from roundup.articles.pictures.uploading import MOST_UPLOADED, too_large
from roundup.core.errors import RoundupError
from roundup.core.newsroom_language import tell, tell_later
from roundup.editions.form_versions import StaleForm, sponsor_words, story_words, version_of
from roundup.editions.models import Edition, Story
from roundup.editions.uploads import show_sponsor_upload, show_upload
from roundup.newsroom.doors import editors_only, telling_of_approval, version, words
from roundup.newsroom.page import show
from roundup.newsroom.sheets import SPONSOR, story_sheet

_TORN = tell_later(
    "Somebody else has changed this picture since the page was loaded, so yours is not shown. "
    "If you still want it, upload it again."
)


@require_POST
@editors_only
def story_picture(request: HttpRequest, edition_id: int, story_id: int) -> HttpResponse:
    """Show an uploaded picture with a story; a refused file is asked for again, and its words are kept."""
    edition = _edition(edition_id)

    def act(now: datetime) -> None:
        alt, credit = words(request, "image_alt", 1000), words(request, "image_credit", 500)
        show_upload(
            edition, story_id, uploaded_file(request), alt=alt, credit=credit, now=now, seen=version(request)
        )

    story = edition.stories.filter(pk=story_id).first()
    return _upload(request, edition, act, story_sheet(story_id), story)


@require_POST
@editors_only
def sponsor_picture(request: HttpRequest, edition_id: int) -> HttpResponse:
    """Show an uploaded picture with the sponsor, as `story_picture` does with a story."""
    edition = _edition(edition_id)

    def act(now: datetime) -> None:
        alt = words(request, "image_alt", 1000)
        show_sponsor_upload(edition, uploaded_file(request), alt=alt, now=now, seen=version(request))

    return _upload(request, edition, act, SPONSOR, None)


def _edition(edition_id: int) -> Edition:
    return get_object_or_404(Edition.objects.select_related("publication"), pk=edition_id)


def uploaded_file(request: HttpRequest) -> UploadedFile[bytes] | None:
    """Return the file of the form. Raises Refused for one that was too large to be read at all."""
    found = request.FILES.get("picture")
    sent = str(request.META.get("CONTENT_LENGTH") or "")
    if found is None and sent.isdecimal() and int(sent[:15]) > MOST_UPLOADED:
        raise too_large()
    return found


def _upload(
    request: HttpRequest, edition: Edition, act: Callable[[datetime], None], sheet: str, story: Story | None
) -> HttpResponse:
    try:
        with telling_of_approval(request, edition):
            act(timezone.now())
    except RoundupError as error:
        why = tell(_TORN) if isinstance(error, StaleForm) else str(error)
        return _again(request, edition, sheet, story, why)
    if not words(request, "image_alt").strip():
        done = tell("The picture is shown. Now say what it shows, for those who cannot see it.")
        messages.warning(request, done)
    else:
        messages.success(request, tell("The picture is shown."))
    return HttpResponseRedirect(reverse("newsroom:edition", args=[edition.pk]) + f"?sheet={sheet}")


def _again(request: HttpRequest, edition: Edition, sheet: str, story: Story | None, why: str) -> HttpResponse:
    """Ask for the file again, with the words that were typed about it: 422."""
    edition.refresh_from_db()
    saved = story_words(story) if story else sponsor_words(edition)
    return show(
        request,
        "upload_again",
        edition.publication,
        here="editions",
        status=422,
        edition=edition,
        story=story,
        is_sponsor=sheet == SPONSOR,
        picture_version=version_of(saved),
        typed={"alt": words(request, "image_alt"), "credit": words(request, "image_credit")},
        refusal=why,
    )
