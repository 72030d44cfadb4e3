"""What every page of the newsroom shows around its own content."""

from __future__ import annotations

from contextlib import suppress
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from roundup.core.errors import RoundupError
from roundup.core.moments_and_counts import day_words, exact_words, moment_words, short_words
from roundup.editors.accounts import may_administer
from roundup.newsroom.alarm_board import open_marks
from roundup.newsroom.window import delay_words
from roundup.publications.models import Publication
from roundup.sending.safety import fence

_UTC = ZoneInfo("UTC")


def show(
    request: HttpRequest,
    template: str,
    publication: Publication | None,
    *,
    here: str = "",
    status: int = 200,
    **matter: object,
) -> HttpResponse:
    """Answer with a page. `here` names its place in the navigation; times are in the publication's zone."""
    zone = _zone_of(publication)
    frame = {
        "publication": publication,
        "publications": list(Publication.objects.order_by("name", "pk")),
        "marks": open_marks(),
        "here": here,
        "web": web_address,
        "when": lambda moment: moment_words(moment, zone),
        "day": day_words,
        "soon": lambda moment: short_words(moment, zone),
        "exact": lambda moment: exact_words(moment, zone),
        "zone_name": publication.timezone if publication else "UTC",
        "leaves_when": delay_words(publication) if publication else "",
        "is_admin": may_administer(request.user),
        "is_fenced": fence.is_up(),
        "has_outbox": settings.PROVIDER == "outbox",
    }
    return render(request, f"newsroom/{template}.html.j2", frame | matter, status=status)


def _zone_of(publication: Publication | None) -> ZoneInfo:
    """Return the zone of a page: UTC if this machine does not know it, so that it can be corrected."""
    with suppress(RoundupError):
        return publication.zone if publication else _UTC
    return _UTC


def web_address(url: object) -> str:
    """Return `url` if it leads to the web, else nothing: a link from outside must not run as a script."""
    text = str(url or "").strip()
    return text if text.lower().startswith(("https://", "http://")) else ""


def first_publication() -> Publication | None:
    """Return the publication that the newsroom opens with; None in a new installation."""
    return Publication.objects.order_by("pk").first()


def asked_slug(request: HttpRequest) -> str:
    """Return the slug that `?publication=` names, without NUL, which PostgreSQL does not accept."""
    return request.GET.get("publication", "").replace("\x00", "?")


def find_publication(slug: str) -> Publication:
    return get_object_or_404(Publication, slug=slug)
