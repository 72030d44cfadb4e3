"""The pages for a reader's name, address and data, and the page that moves mail to a new address."""

from __future__ import annotations

from collections.abc import Mapping

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from roundup.core.email_addresses import masked_address
from roundup.core.errors import Refused
from roundup.core.tokens import Purpose
from roundup.core.typing_errors import likely_meant
from roundup.publications.brand import language_of
from roundup.subscribers import consent_wording, own_requests
from roundup.subscribers.asker_network import network_of
from roundup.subscribers.consent_anew import is_mailed
from roundup.subscribers.forms import WAS_ANOTHER_MEANT
from roundup.subscribers.links import mail_behind, open_link, reader_links
from roundup.subscribers.models import OwnRequest, Subscriber
from roundup.subscribers.pages import (
    ask_once_more,
    nobodys_link,
    posted_fields,
    reader_page,
    see_page,
    show_page,
)


@reader_page
def about_you(request: HttpRequest, token: str) -> HttpResponse:
    """The page where a reader changes their name, asks for another address, and asks to see their data.

    It shows nothing personal: an email that was forwarded leads here, too.
    """
    opened = open_link(Purpose.PREFERENCES, token)
    subscriber = opened.subscriber
    if subscriber is None or subscriber.erased_at or not opened.is_current:
        return nobodys_link(request, opened)
    if request.method != "POST":
        return _about_page(request, subscriber)
    try:
        return _act(request, subscriber) or _about_page(request, subscriber, status=422)
    except Refused as refused:
        return _about_page(request, subscriber, problem=str(refused), status=422)


def _act(request: HttpRequest, subscriber: Subscriber) -> HttpResponse | None:
    fields, now = posted_fields(request), timezone.now()
    action = fields.get("action", "")
    if action not in ("name", "address", "data"):
        return None
    if action == "address" and (slip := _slip(fields, subscriber)):
        return _about_page(request, subscriber, problem=slip, status=422)
    if question := ask_once_more(request, subscriber, now):
        return question
    if action == "name":
        own_requests.set_name(subscriber, fields.get("name", ""), now)
    elif action == "address":
        own_requests.ask_for_address(subscriber, fields.get("email", ""), now)
    else:
        own_requests.ask_for_data(subscriber, now)
    return see_page(request, action)


def _slip(fields: Mapping[str, str], subscriber: Subscriber) -> str:
    """Return the question that asks if another address was meant, or ''. Each address is questioned once."""
    typed = fields.get("email", "")
    meant = "" if fields.get("questioned") == typed else likely_meant(typed)
    language = language_of(subscriber.publication, subscriber.language)
    return meant and language.say(WAS_ANOTHER_MEANT, address=meant)


def _about_page(
    request: HttpRequest, subscriber: Subscriber, *, problem: str = "", status: int = 200
) -> HttpResponse:
    return show_page(
        request,
        "about_you",
        subscriber.publication,
        reader=subscriber,
        status=status,
        address=masked_address(subscriber.email),
        may_move=is_mailed(subscriber),
        done="" if problem else request.GET.get("done", ""),
        typed=posted_fields(request).get("email", "") if problem else "",
        problem=problem,
    )


@reader_page
def new_address(request: HttpRequest, token: str) -> HttpResponse:
    """The link that was mailed to a new address: only its button moves the mail there."""
    opened, now = open_link(Purpose.ADDRESS, token), timezone.now()
    asked = mail_behind(opened, OwnRequest)
    if asked is None or asked.subscriber.erased_at:
        return nobodys_link(request, opened)
    subscriber, publication = asked.subscriber, asked.subscriber.publication
    if asked.done_at:
        # Moving voids earlier links. If links are voided again later, as by the next move, this one is, too.
        is_latest = subscriber.link_generation <= opened.generation + 1
        own_page = reader_links(subscriber)["preferences"].removeprefix(settings.BASE_URL)
        path = own_page if is_latest and own_requests.is_open(asked, now) else ""
        return show_page(request, "address_changed", publication, reader=subscriber, own_page=path)
    problem, may_move = "", opened.is_current and bool(asked.email) and own_requests.is_open(asked, now)
    if request.method == "POST" and may_move:
        if question := ask_once_more(request, subscriber, now, mailed_at=asked.posted_at):
            return question
        try:
            own_requests.move_to_address(asked, now, network=network_of(request.META))
            return see_page(request)
        except Refused as refused:
            problem = str(refused)
    return show_page(
        request,
        "new_address",
        publication,
        reader=subscriber,
        status=422 if problem else 200,
        address=masked_address(asked.email),
        may_move=may_move,
        wording=consent_wording.moving(publication, subscriber.language),
        problem=problem,
    )
