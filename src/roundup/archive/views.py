"""Mailed editions for everybody, and a reader's own copy in the browser.

They show the bytes that were mailed, which are kept with the mailing, so a later change of templates or looks
does not change an edition that has gone out.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.views.decorators.http import conditional_page, require_safe

from roundup.archive.editions import (
    edition_after,
    edition_before,
    having_words,
    lead_picture,
    left_at,
    mailed_editions,
    mailed_html,
    newest_first,
)
from roundup.archive.letter import public_letter
from roundup.articles.pictures.shapes import Shape
from roundup.core.tokens import Purpose
from roundup.editions.models import Edition
from roundup.publications.directory import named_or_first
from roundup.publications.models import Publication
from roundup.publications.public_pages import archive_url, feed_url, subscribe_url
from roundup.sending.models import Delivery
from roundup.subscribers.links import OpenedLink, open_link
from roundup.subscribers.models import Subscriber
from roundup.subscribers.pages import nobodys_link, show_page

_A_PAGE = 12
_MINUTES, _HOUR = 300, 3600
# The letter has its own styles; it may show pictures and link to other sites, but not run or submit anything.
_STILL = (
    "default-src 'none'; img-src * data:; style-src 'self' 'unsafe-inline'; form-action 'none'; "
    "base-uri 'none'; frame-ancestors 'none'"
)


def asked_publication(request: HttpRequest) -> Publication:
    """Return the publication that `?publication=slug` names or, without that, the first."""
    found = named_or_first(request.GET.get("publication", ""))
    if found is None:
        raise Http404("There is no such publication.")
    return found


def public(response: HttpResponse, seconds: int = _MINUTES) -> HttpResponse:
    """Let caches keep a page that is the same for everybody."""
    patch_cache_control(response, public=True, max_age=seconds)
    return response


def edition_url(edition: Edition) -> str:
    """Return the address of an edition's page, which never changes."""
    return settings.BASE_URL + reverse("archive:edition", args=[edition.pk])


@require_safe
@conditional_page
def index(request: HttpRequest) -> HttpResponse:
    """List the mailed editions, newest first, or only those with the words asked for."""
    publication, asked = asked_publication(request), " ".join(request.GET.get("q", "").split())[:100]
    found = newest_first(having_words(mailed_editions(publication), asked))
    part = Paginator(found.select_related("publication"), _A_PAGE).get_page(request.GET.get("page"))
    is_first = part.number == 1 and not asked
    shapes = [Shape.WIDE if is_first and place == 0 else Shape.CARD for place in range(len(part))]
    shown = [(each, lead_picture(each, shape)) for each, shape in zip(part, shapes, strict=True)]
    response = _show(
        request,
        "index",
        publication,
        part=part,
        shown=shown,
        is_first=is_first,
        asked=asked,
        here=archive_url(publication.slug) + (f"&page={part.number}" if part.number > 1 else ""),
        is_listed=not asked,
    )
    return public(response)


@require_safe
@conditional_page
def edition(request: HttpRequest, edition_id: int) -> HttpResponse:
    """Show a mailed edition as it was approved, without its readers' links."""
    mailed = Edition.objects.filter(pk=edition_id, status=Edition.Status.MAILED)
    found = mailed.select_related("publication").first()
    html = mailed_html(found) if found else None
    if found is None or not html:
        return _missing(request, found.publication if found else None)
    return public(_letter_page(request, found, html, is_listed=True), _HOUR)


def _letter_page(
    request: HttpRequest, found: Edition, html: str, *, is_listed: bool, reader: Subscriber | None = None
) -> HttpResponse:
    """Show a letter in the frame of the readers' pages. Its address gives nobody any rights."""
    response = _show(
        request,
        "edition",
        found.publication,
        edition=found,
        letter=public_letter(html, found.token_prefix, subscribe_url(found.publication.slug)),
        before=edition_before(found),
        after=edition_after(found),
        picture=lead_picture(found, Shape.WIDE),
        left=left_at(found),
        here=edition_url(found),
        is_listed=is_listed,
        reader=reader,
    )
    response["Content-Security-Policy"] = _STILL
    return response


def _missing(request: HttpRequest, publication: Publication | None) -> HttpResponse:
    """Say that there is no such edition, and where the others are."""
    known = publication or named_or_first("")
    if known is None:
        raise Http404("There is no publication yet.")
    return _show(request, "missing", known, status=404, is_listed=False, here="")


def _show(
    request: HttpRequest, page: str, publication: Publication, *, status: int = 200, **context: Any
) -> HttpResponse:
    slug = publication.slug
    context["is_listed"] = context["is_listed"] and publication.archive_is_listed
    context |= {"archive": archive_url(slug), "subscribe": subscribe_url(slug), "feed": feed_url(slug)}
    response = show_page(request, page, publication, folder="archive", status=status, **context)
    if not context["is_listed"]:
        response["X-Robots-Tag"] = "noindex"
    return response


@require_safe
def own_copy(request: HttpRequest, token: str) -> HttpResponse:
    """Show a reader the copy that a mailing had for them. Looking changes nothing.

    Readers pass such addresses on, so the page has no link that carries the reader's rights. A link that the
    reader has replaced leads to the public edition.
    """
    opened = open_link(Purpose.BROWSER, token)
    response = _copy_for(request, opened) or _nobodys_copy(request, opened)
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex"
    return response


def _nobodys_copy(request: HttpRequest, opened: OpenedLink) -> HttpResponse:
    return nobodys_link(request, opened) if opened.of_a_test else _missing(request, opened.publication)


def _copy_for(request: HttpRequest, opened: OpenedLink) -> HttpResponse | None:
    if opened.subscriber is None:
        return None
    copies = Delivery.objects.select_related("batch__variant", "mailing__edition__publication")
    found = copies.filter(mailing_id=opened.mailing_id, subscriber_id=opened.subscriber.pk).first()
    if found is None:
        return None
    if opened.subscriber.erased_at or not opened.is_current:
        return redirect("archive:edition", found.mailing.edition_id)
    html = found.batch.variant.html
    response = _letter_page(request, found.mailing.edition, html, is_listed=False, reader=opened.subscriber)
    patch_cache_control(response, private=True, max_age=_MINUTES)
    return response
