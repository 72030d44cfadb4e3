"""The letter as one reader gets it."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from roundup.core.errors import Refused
from roundup.editions.models import Edition
from roundup.newsroom.as_whom import AsWhom, ReaderSeen, choices_of, see_as_reader
from roundup.newsroom.doors import editors_only, words
from roundup.newsroom.edition_page import is_exchange
from roundup.newsroom.page import show


@require_POST
@editors_only
def as_reader(request: HttpRequest, edition_id: int) -> HttpResponse:
    """Show the letter as the reader with this address gets it. The address stays out of every URL."""
    edition = get_object_or_404(Edition.objects.select_related("publication"), pk=edition_id)
    try:
        seen = see_as_reader(edition, words(request, "email", 300), max(edition.send_at, timezone.now()))
        is_refused = False
    except Refused as error:
        seen = ReaderSeen(AsWhom("", ""), str(error))
        is_refused = True
    if is_exchange(request):
        return _part(request, edition, seen, is_refused)
    messages.info(request, seen.words)
    query = urlencode({"as_whom": seen.as_whom.query})
    return HttpResponseRedirect(f"{reverse('newsroom:edition', args=[edition_id])}?{query}#proof")


def _part(request: HttpRequest, edition: Edition, seen: ReaderSeen, is_refused: bool) -> HttpResponse:
    return show(
        request,
        "edition_as_whom",
        edition.publication,
        edition=edition,
        choices=[*choices_of(edition.publication, ""), *([] if is_refused else [seen.as_whom])],
        chosen=seen.as_whom.query,
        reader_words=seen.words,
        reader_address=words(request, "email", 300) if is_refused else "",
        is_refused=is_refused,
    )
