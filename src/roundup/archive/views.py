"""Mailed editions for everybody, and a reader's own copy in the browser.

What is shown are the bytes that were mailed, kept with the mailing: a later change of templates or
looks changes no edition that has gone out.
"""

from __future__ import annotations

from django.conf import settings
from django.core.paginator import Paginator
from django.db.models import QuerySet, Sum
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.feedgenerator import Atom1Feed
from django.views.decorators.http import condition, require_safe

from roundup.core.personal_links import personalise_html
from roundup.core.tokens import PersonalTokens, Purpose
from roundup.editions.approvals import approved_bytes
from roundup.editions.models import Edition
from roundup.publications.brand import language_of
from roundup.publications.directory import named_or_first
from roundup.publications.models import Publication
from roundup.publications.public_pages import archive_url, subscribe_url
from roundup.sending.models import Delivery, Variant
from roundup.subscribers.links import OpenedLink, open_link
from roundup.subscribers.pages import nobodys_link

_A_PAGE = 30
_IN_FEED = 20
_MINUTES, _HOUR = 300, 3600
# The message may show itself and link out; it can run nothing and submit nothing.
_STILL = (
    "default-src 'none'; img-src * data:; style-src 'unsafe-inline'; form-action 'none'; "
    "base-uri 'none'; frame-ancestors 'none'"
)


def _mailed(publication: Publication) -> QuerySet[Edition]:
    return Edition.objects.filter(publication=publication, status=Edition.Status.MAILED).order_by(
        "-mailed_at", "-pk"
    )


def _publication(request: HttpRequest) -> Publication:
    """Return the publication that `?publication=slug` names; without it the first."""
    found = named_or_first(request.GET.get("publication", ""))
    if found is None:
        raise Http404("There is no such publication.")
    return found


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """List what has been mailed, newest first."""
    publication = _publication(request)
    language = language_of(publication)
    response = render(
        request,
        "archive/index.html.j2",
        {
            "publication": publication,
            "editions": Paginator(_mailed(publication), _A_PAGE).get_page(request.GET.get("page")),
            "publications": list(Publication.objects.order_by("name", "pk")),
            "day": language.day,
            "language": language,
            "_": language.say,
        },
    )
    return _public(response, _MINUTES)


def _public(response: HttpResponse, seconds: int) -> HttpResponse:
    patch_cache_control(response, public=True, max_age=seconds)
    return response


def _etag(request: HttpRequest, edition_id: int) -> str | None:
    found = Edition.objects.filter(pk=edition_id, status=Edition.Status.MAILED).first()
    approval = found.approval if found else None
    return f'"{approval.hash}"' if approval else None


@require_safe
@condition(etag_func=_etag)
def edition(request: HttpRequest, edition_id: int) -> HttpResponse:
    """Show a mailed edition as it was approved, with harmless links in place of its readers'."""
    found = get_object_or_404(Edition, pk=edition_id, status=Edition.Status.MAILED)
    html = _as_mailed(found)
    if html is None:
        raise Http404("The text of this edition is no longer kept.")
    here = settings.BASE_URL + reverse("archive:edition", args=[found.pk])
    return _public(_still(html, found, here), _HOUR)


def _as_mailed(edition: Edition) -> str | None:
    """Return what was approved; if an older version lost that, what most readers got."""
    if approved := approved_bytes(edition):
        return approved.html
    variants = Variant.objects.filter(mailing__edition=edition)
    return variants.order_by(Sum("batches__posted").desc()).values_list("html", flat=True).first()


def _still(html: str, edition: Edition, here: str) -> HttpResponse:
    """Show what was mailed, without any reader's links: whoever gets this page's address gets no rights."""
    subscribe = subscribe_url(edition.publication.slug)
    links = {"unsubscribe": subscribe, "preferences": subscribe, "browser": here}
    values = PersonalTokens(edition.token_prefix).values_for_nobody(links)
    response = HttpResponse(personalise_html(html, values))
    response["Content-Security-Policy"] = _STILL
    return response


@require_safe
def own_copy(request: HttpRequest, token: str) -> HttpResponse:
    """Show a reader the copy that a mailing had for them. Looking changes nothing.

    Readers pass such addresses on, so the page has no link that carries its reader's rights. A link that its
    reader has replaced leads to the public edition.
    """
    opened = open_link(Purpose.BROWSER, token)
    response = _copy_for(request, opened) or nobodys_link(request, opened)
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex"
    return response


def _copy_for(request: HttpRequest, opened: OpenedLink) -> HttpResponse | None:
    if opened.subscriber is None:
        return None
    copies = Delivery.objects.select_related("batch__variant", "mailing__edition__publication")
    found = copies.filter(mailing_id=opened.mailing_id, subscriber_id=opened.subscriber.pk).first()
    if found is None:
        return None
    if opened.subscriber.erased_at or not opened.is_current:
        return redirect("archive:edition", found.mailing.edition_id)
    response = _still(found.batch.variant.html, found.mailing.edition, settings.BASE_URL + request.path)
    patch_cache_control(response, private=True, max_age=_MINUTES)
    return response


@require_safe
def feed(request: HttpRequest) -> HttpResponse:
    """Give the newest mailed editions as an Atom feed."""
    publication = _publication(request)
    home = archive_url(publication.slug)
    atom = Atom1Feed(
        title=publication.name,
        link=home,
        description=language_of(publication).say("All editions of %(name)s", name=publication.name),
        language=publication.language,
        feed_url=settings.BASE_URL + request.get_full_path(),
        author_name=publication.name,
    )
    for found in _mailed(publication)[:_IN_FEED]:
        link = settings.BASE_URL + reverse("archive:edition", args=[found.pk])
        moment = found.mailed_at or found.send_at
        atom.add_item(
            found.subject, link, found.preheader, unique_id=link, pubdate=moment, updateddate=moment
        )
    response = HttpResponse(atom.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")
    return _public(response, _MINUTES)
