"""The readers' pages: each reads its link or form, calls one service, and answers with a page.

GET and HEAD never change anything: mail scanners open every link.
"""

from __future__ import annotations

from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from roundup.core.email_addresses import masked_address
from roundup.core.errors import Refused
from roundup.core.language import say_later
from roundup.core.suppression import BY_CONFIRMING, BY_RETURNING, SuppressionReason
from roundup.core.tokens import Purpose
from roundup.publications.directory import default_publication
from roundup.publications.models import Publication
from roundup.publications.newest_edition import FindHour, FindNewest
from roundup.publications.public_pages import subscribe_url
from roundup.subscribers import consent_wording, link_renewal, sign_ups, subscriptions
from roundup.subscribers.asker_network import network_of
from roundup.subscribers.consent_anew import is_mailed
from roundup.subscribers.forms import PreferencesForm, SubscribeForm, paused_until, started_now
from roundup.subscribers.links import open_link
from roundup.subscribers.models import Confirmation, Subscriber
from roundup.subscribers.page_styles import brand_stylesheet
from roundup.subscribers.pages import (
    link_not_found,
    nobodys_link,
    posted_fields,
    reader_page,
    see_page,
    show_page,
    undo_token,
    undo_token_holds,
)
from roundup.subscribers.pages_that_follow import confirmed_page, done_page
from roundup.subscribers.sign_up_limits import TooOften
from roundup.subscribers.suppressions import is_closed, reason_of

Status = Subscriber.Status

_WRONG = say_later("Nothing was saved yet: please look at what is marked below.")
_LOST = say_later("Nothing was changed, because part of the form was lost on the way. Please try again.")


@reader_page
def subscribe(request: HttpRequest, newest: FindNewest) -> HttpResponse:
    """The form that asks for an address. Its answer never reveals whom we know.

    The form is what search engines may list of all readers' pages; an answer to it is not.
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
        here=subscribe_url(publication.slug),
    )
    if not form.is_bound:
        page["X-Robots-Tag"] = "all"
    return page


@reader_page
def confirm(request: HttpRequest, token: str, newest: FindNewest, coming: FindHour) -> HttpResponse:
    """The link of a confirmation mail: a page with a button, and only the button subscribes."""
    opened = open_link(Purpose.CONFIRM, token)
    subscriber, now = opened.subscriber, timezone.now()
    asked = Confirmation.objects.filter(pk=opened.mailing_id, subscriber=subscriber).first()
    if subscriber is None or asked is None or not opened.is_current:
        return nobodys_link(request, opened)
    publication = subscriber.publication
    if is_closed(subscriber.email_hash):
        return _stopped(request, subscriber, reason_of(subscriber.email_hash), may_return=False)
    if request.method == "POST":
        try:
            subscriptions.confirm(asked, now, network=network_of(request.META))
        except Refused:
            return show_page(request, "too_old", publication, reader=subscriber, status=404)
        return see_page(request)
    if subscriptions.is_confirmed(asked, subscriber):
        return confirmed_page(request, asked, newest(publication), coming(publication, now), now)
    if subscriptions.is_over(asked, subscriber, now):
        return show_page(request, "too_old", publication, reader=subscriber, status=404)
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
def preferences(request: HttpRequest, token: str) -> HttpResponse:
    """A reader's preferences, and the ways to leave and to come back."""
    opened = open_link(Purpose.PREFERENCES, token)
    subscriber, mailing_id = opened.subscriber, opened.mailing_id
    if subscriber is None or subscriber.erased_at:
        return nobodys_link(request, opened)
    if not opened.is_current:
        return link_renewal.leave_only(request, subscriber, mailing_id)
    now, action = timezone.now(), posted_fields(request).get("action")
    if request.method != "POST":
        return done_page(request, subscriber) or _preferences_page(request, subscriber, now)
    try:
        if action == "leave":
            subscriptions.unsubscribe(subscriber, "preferences", now, mailing_id=mailing_id or None)
            return see_page(request, "left")
        if action == "return":
            subscriptions.come_back(subscriber, now, network=network_of(request.META))
            return see_page(request, "returned")
        if action == "renew":
            link_renewal.renew(subscriber, opened.generation, now)
            return see_page(request, "renewed")
        if action == "save":
            return _save(request, subscriber, now)
    except Refused as refused:
        return _preferences_page(request, subscriber, now, problem=str(refused), status=422)
    return _preferences_page(request, subscriber, now, problem=_LOST, status=422)


def _save(request: HttpRequest, subscriber: Subscriber, now: datetime) -> HttpResponse:
    form = PreferencesForm(subscriber, now, posted_fields(request))
    if not form.is_valid():
        problem = _WRONG if form.is_whole else _LOST
        return _preferences_page(request, subscriber, now, form=form, problem=problem, status=422)
    try:
        subscriptions.set_preferences(subscriber, form.preferences, now)
    except Refused as refused:
        return _preferences_page(request, subscriber, now, form=form, problem=str(refused), status=422)
    return see_page(request, "saved")


def _preferences_page(
    request: HttpRequest,
    subscriber: Subscriber,
    now: datetime,
    *,
    form: PreferencesForm | None = None,
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    """Show the stored preferences, what was typed if it could not be stored, or why no mail comes at all."""
    reason = reason_of(subscriber.email_hash)
    if reason or subscriber.status == Status.UNSUBSCRIBED:
        return _stopped(request, subscriber, reason, problem=problem, status=status)
    return show_page(
        request,
        "preferences",
        subscriber.publication,
        reader=subscriber,
        status=status,
        form=form or PreferencesForm(subscriber, now),
        paused=paused_until(subscriber, now),
        address=masked_address(subscriber.email),
        saved=not problem and request.GET.get("done") == "saved",
        problem=problem,
    )


def _stopped(
    request: HttpRequest,
    subscriber: Subscriber,
    reason: SuppressionReason | None,
    *,
    may_return: bool = True,
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    """Show why no mail comes, and the way back if there is one."""
    return show_page(
        request,
        "not_subscribed",
        subscriber.publication,
        reader=subscriber,
        status=status,
        reason=reason,
        may_return=may_return and reason in {None, *BY_RETURNING},
        address=masked_address(subscriber.email),
        problem=problem,
        wording=consent_wording.coming_back(subscriber.publication, subscriber.language),
    )


@reader_page
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """The way out (RFC 8058): a mail program's own POST, or a person's press on the page's button."""
    opened = open_link(Purpose.UNSUBSCRIBE, token)
    subscriber, mailing_id = opened.subscriber, opened.mailing_id
    if subscriber is None:
        return nobodys_link(request, opened)
    if request.method != "POST":
        address = masked_address(subscriber.email) if opened.is_current else ""
        return show_page(request, "unsubscribe", subscriber.publication, reader=subscriber, address=address)
    fields = posted_fields(request)
    if opened.is_current and (undo := fields.get("undo")):
        return _undo(request, subscriber, undo)
    channel = "one-click" if fields.get("List-Unsubscribe") == "One-Click" else "link"
    subscriptions.unsubscribe(subscriber, channel, timezone.now(), mailing_id=mailing_id or None)
    return _goodbye(request, subscriber, may_return=opened.is_current)


def _undo(request: HttpRequest, subscriber: Subscriber, token: str) -> HttpResponse:
    if is_closed(subscriber.email_hash):
        return _stopped(request, subscriber, reason_of(subscriber.email_hash), may_return=False)
    if not is_mailed(subscriber):
        if not undo_token_holds(token, subscriber):
            return link_not_found(request, subscriber.publication)
        network = network_of(request.META)
        try:
            subscriptions.come_back(subscriber, timezone.now(), network=network, lifting=BY_CONFIRMING)
        except Refused:
            return link_not_found(request, subscriber.publication)
    return show_page(request, "welcome_back", subscriber.publication, reader=subscriber)


def _goodbye(request: HttpRequest, subscriber: Subscriber, *, may_return: bool) -> HttpResponse:
    subscriber.refresh_from_db()
    closed = subscriber.erased_at or is_closed(subscriber.email_hash)
    may_return = may_return and subscriber.confirmed_at is not None and not closed
    way_back = ("undo", undo_token(subscriber)) if may_return else None
    return show_page(
        request,
        "goodbye",
        subscriber.publication,
        reader=subscriber,
        way_back=way_back,
        wording=consent_wording.coming_back(subscriber.publication, subscriber.language),
    )


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
    if not slug:
        return default_publication()
    if not slug.isprintable():
        raise Http404  # PostgreSQL accepts no NUL, not even in a query.
    found = Publication.objects.filter(slug=slug).first()
    if found is None:
        raise Http404
    return found
