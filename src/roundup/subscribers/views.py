"""The readers' pages: each reads its link or form, calls one service, and answers with a page.

GET and HEAD never change anything: mail scanners open every link.
"""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from roundup.core.email_addresses import masked_address
from roundup.core.errors import Refused
from roundup.core.tokens import Purpose
from roundup.publications.directory import default_publication, named_or_first
from roundup.publications.models import Publication
from roundup.publications.newest_edition import FindComing, FindNewest, FindWeek
from roundup.publications.public_pages import subscribe_url
from roundup.subscribers import (
    consent_wording,
    leaves,
    link_renewal,
    other_publications,
    preferences_page,
    sign_ups,
    subscriptions,
)
from roundup.subscribers.asker_network import network_of
from roundup.subscribers.forms import SubscribeForm, started_now
from roundup.subscribers.how_often import how_often
from roundup.subscribers.leave_views import after_leaving
from roundup.subscribers.links import mail_behind, open_link
from roundup.subscribers.models import Confirmation
from roundup.subscribers.page_styles import brand_stylesheet
from roundup.subscribers.pages import (
    ask_once_more,
    nobodys_link,
    posted_fields,
    reader_page,
    see_page,
    show_page,
)
from roundup.subscribers.pages_that_follow import confirmed_page, done_page, stopped_page
from roundup.subscribers.sign_up_limits import TooOften
from roundup.subscribers.suppressions import is_closed, reason_of


@reader_page
def subscribe(request: HttpRequest, newest: FindNewest) -> HttpResponse:
    """The form that asks for an address. Its answer never reveals whom we know.

    Of all readers' pages, search engines may list only this form, and never an answer to it.
    """
    publication = _publication(request)
    form = SubscribeForm(posted_fields(request) if request.method == "POST" else None)
    status, problem = 200, ""
    if request.method == "POST" and form.is_valid():
        asker = sign_ups.Asker(
            "form", consent_wording.asking(publication), network_of(request.META), form.weight
        )
        try:
            email, name = form.cleaned_data["email"], form.cleaned_data["name"]
            if form.asks_back:
                return show_page(request, "meant", publication, form=form)
            if not form.is_robots:
                now, only_link = timezone.now(), form.only_link
                sign_ups.receive(publication, email, name, asker, now, only_link=only_link)
            return show_page(request, "asked", publication, form=form, started=started_now())
        except TooOften as refused:
            status, problem = 429, str(refused)
    if request.method == "POST" and form.errors:
        status = 422
    page = show_page(
        request,
        "subscribe",
        publication,
        status=status,
        form=form,
        problem=problem,
        started=started_now(),
        wording=consent_wording.asking(publication),
        newest=newest(publication),
        how_often=how_often,
        here=subscribe_url(publication.slug),
    )
    if not form.is_bound:
        page["X-Robots-Tag"] = "all"
    return page


@reader_page
def confirm(request: HttpRequest, token: str, newest: FindNewest, coming: FindComing) -> HttpResponse:
    """The link of a confirmation mail: a page with a button, and only the button subscribes."""
    opened = open_link(Purpose.CONFIRM, token)
    asked, now = mail_behind(opened, Confirmation), timezone.now()
    if asked is None or not opened.is_current:
        return nobodys_link(request, opened)
    subscriber, publication = asked.subscriber, asked.subscriber.publication
    if is_closed(subscriber.email_hash):
        return stopped_page(request, subscriber, reason_of(subscriber.email_hash), may_return=False)
    is_confirmed = subscriptions.is_confirmed(asked, subscriber)
    if not is_confirmed and subscriptions.is_over(asked, subscriber, now):
        return show_page(request, "too_old", publication, reader=subscriber, status=404)
    if request.method == "POST":
        if question := ask_once_more(request, subscriber, now, mailed_at=asked.posted_at):
            return question
        try:
            subscriptions.confirm(asked, now, network=network_of(request.META))
        except Refused:
            return show_page(request, "too_old", publication, reader=subscriber, status=404)
        return see_page(request)
    if is_confirmed:
        return confirmed_page(request, asked, newest(publication), coming(publication, now), now)
    words = consent_wording.confirming(publication, subscriber.language)
    return show_page(
        request,
        "confirm",
        publication,
        reader=subscriber,
        wording=words,
        address=masked_address(subscriber.email),
    )


@reader_page
def preferences(request: HttpRequest, token: str, week: FindWeek, coming: FindComing) -> HttpResponse:
    """A reader's preferences, and the ways to leave and to come back."""
    opened = open_link(Purpose.PREFERENCES, token)
    subscriber, mailing_id = opened.subscriber, opened.mailing_id
    if subscriber is None or subscriber.erased_at:
        return nobodys_link(request, opened)
    if not opened.is_current:
        return link_renewal.leave_only(request, subscriber, mailing_id)
    now, action = timezone.now(), posted_fields(request).get("action")
    if request.method != "POST":
        back = done_page(request, subscriber, coming(subscriber.publication, now))
        return back or preferences_page.show(request, subscriber, week, now)
    if action == "leave":
        leave = leaves.leave_by_page(subscriber, "preferences", now, mailing_id=mailing_id or None)
        return after_leaving(request, leave)
    if action in ("return", "renew", "subscribe") and (question := ask_once_more(request, subscriber, now)):
        return question
    try:
        if action == "return":
            subscriptions.come_back(subscriber, now, network=network_of(request.META))
            return see_page(request, "returned")
        if action == "renew":
            link_renewal.renew(subscriber, opened.generation, now)
            return see_page(request, "renewed")
        if action == "subscribe":
            slug, network = posted_fields(request).get("publication", ""), network_of(request.META)
            other_publications.ask_for_other(subscriber, slug, now, network=network)
            return see_page(request, "asked")
        if action == "save":
            return preferences_page.save(request, subscriber, week, now)
        if action == "preview":
            return preferences_page.preview(request, subscriber, week, now)
    except Refused as refused:
        status = 429 if isinstance(refused, TooOften) else 422
        return preferences_page.show(request, subscriber, week, now, problem=str(refused), status=status)
    return preferences_page.show(request, subscriber, week, now, problem=preferences_page.LOST, status=422)


@require_safe
@cache_control(max_age=300, public=True)
def brand_css(request: HttpRequest, slug: str) -> HttpResponse:
    """The publication's colours and fonts, as a file, because pages have no inline styles."""
    publication = Publication.objects.filter(slug=slug).first()
    if publication is None:
        raise Http404
    return HttpResponse(brand_stylesheet(publication), content_type="text/css; charset=utf-8")


def _publication(request: HttpRequest) -> Publication:
    slug = request.GET.get("publication")
    found = named_or_first(slug) if slug else default_publication()
    if found is None:
        raise Http404
    return found
