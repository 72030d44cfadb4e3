"""The gallery: how every block and every message looks, before there is anything to send."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_GET

from roundup.core.newsroom_language import tell_later
from roundup.newsroom.doors import editors_only
from roundup.newsroom.gallery import Drawn, drawn, find, shelves
from roundup.newsroom.page import asked_slug, first_publication, show
from roundup.newsroom.proofs import as_if
from roundup.newsroom.views.proofs import shut_in
from roundup.publications.models import Publication
from roundup.rendering.designs import DESIGNS

_INBOXES = {"light": tell_later("Light"), "dark": tell_later("Dark")}


@require_GET
@editors_only
def gallery(request: HttpRequest) -> HttpResponse:
    """Show all of one look, in a light or a dark inbox, at phone and at desktop width."""
    publication = _publication(request)
    return show(
        request,
        "gallery",
        publication,
        here="gallery",
        shelves=shelves(),
        designs=DESIGNS,
        design=_look(request, publication),
        inboxes=_INBOXES,
        inbox=_inbox(request),
    )


@require_GET
@xframe_options_sameorigin
@editors_only
def piece(request: HttpRequest, kind: str, name: str) -> HttpResponse:
    """Show one piece by itself, as a mail program would."""
    return shut_in(as_if(_drawn(request, kind, name).html, dark=_inbox(request) == "dark"))


@require_GET
@editors_only
def text(request: HttpRequest, kind: str, name: str) -> HttpResponse:
    """Show the plain text of one piece."""
    return HttpResponse(_drawn(request, kind, name).text, content_type="text/plain; charset=utf-8")


def _drawn(request: HttpRequest, kind: str, name: str) -> Drawn:
    found = find(kind, name)
    if found is None:
        raise Http404("There is no such piece in the gallery.")
    publication = _publication(request)
    return drawn(found, _look(request, publication), publication)


def _publication(request: HttpRequest) -> Publication | None:
    return Publication.objects.filter(slug=asked_slug(request)).first() or first_publication()


def _look(request: HttpRequest, publication: Publication | None) -> str:
    own = publication.brand.get("look", "") if publication else ""
    asked = request.GET.get("look", own)
    return asked if asked in DESIGNS else next(iter(DESIGNS))


def _inbox(request: HttpRequest) -> str:
    asked = request.GET.get("as", "")
    return asked if asked in _INBOXES else "light"
