"""The pages of leaving: the way out, and the page of one leave, which undoes it.

GET and HEAD never change anything: mail scanners open every link.
"""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from roundup.core.email_addresses import masked_address
from roundup.core.errors import Refused
from roundup.core.tokens import Purpose
from roundup.publications.newest_edition import FindComing
from roundup.subscribers import consent_wording, leaves, sign_up_limits, sign_ups, subscriptions
from roundup.subscribers.asker_network import network_of
from roundup.subscribers.leave_forms import ReasonForm, less_on_offer, preferences_with_less
from roundup.subscribers.links import OpenedLink, mail_behind, open_link, undo_path
from roundup.subscribers.models import Leave, Subscriber
from roundup.subscribers.pages import (
    ask_once_more,
    nobodys_link,
    posted_fields,
    reader_page,
    see_page,
    show_page,
)
from roundup.subscribers.pages_that_follow import stopped_page, welcome_back_page
from roundup.subscribers.suppressions import is_closed, reason_of

_ONE_CLICK = "One-Click"


@reader_page
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """Unsubscribe by a mail program's own POST (RFC 8058), or by a person's press on the page's button.

    Only the page's own button leads on to another page: a mail program's POST is answered at once.
    """
    opened = open_link(Purpose.UNSUBSCRIBE, token)
    subscriber = opened.subscriber
    if subscriber is None:
        return nobodys_link(request, opened)
    if request.method != "POST":
        return _leaving_page(request, opened, subscriber)
    fields, mailing_id = posted_fields(request), opened.mailing_id or None
    if fields.get("List-Unsubscribe") == _ONE_CLICK:
        subscriptions.unsubscribe(subscriber, "one-click", timezone.now(), mailing_id=mailing_id)
        return show_page(request, "goodbye", subscriber.publication, reader=subscriber)
    if fields.get("action") == "ask":
        return _ask_by_mail(request, opened, subscriber)
    leave = leaves.leave_by_page(subscriber, "link", timezone.now(), mailing_id=mailing_id)
    if "leave" not in fields:
        return show_page(request, "goodbye", subscriber.publication, reader=subscriber)
    return after_leaving(request, leave if opened.is_current else None)


def after_leaving(request: HttpRequest, leave: Leave | None) -> HttpResponse:
    """Lead from the button to the page of the leave, or back to the same page, which then says goodbye."""
    return see_page(request, path=undo_path(leave)) if leave else see_page(request, "left")


def _leaving_page(
    request: HttpRequest, opened: OpenedLink, subscriber: Subscriber, *, problem: str = "", status: int = 200
) -> HttpResponse:
    page, done = "unsubscribe", request.GET.get("done")
    if subscriber.status == Subscriber.Status.UNSUBSCRIBED:
        page = "goodbye" if done == "left" and not problem else "already_left"
    leave = leaves.leave_of_a_moment_ago(subscriber, timezone.now()) if opened.is_current else None
    return show_page(
        request,
        page,
        subscriber.publication,
        reader=subscriber,
        status=status,
        address=masked_address(subscriber.email) if opened.is_current else "",
        own_leave=undo_path(leave) if leave else "",
        may_ask=_may_ask(opened, subscriber),
        wording=consent_wording.asking(subscriber.publication, subscriber.language),
        asked=done == "asked",
        problem=problem,
    )


def _may_ask(opened: OpenedLink, subscriber: Subscriber) -> bool:
    """Say whether this page may have the reader's mailbox asked whether they want to come back."""
    return opened.is_current and not subscriber.erased_at and not is_closed(subscriber.email_hash)


def _ask_by_mail(request: HttpRequest, opened: OpenedLink, subscriber: Subscriber) -> HttpResponse:
    """Ask the mailbox as the form would: an old email that was forwarded must not bring anybody back."""
    now, publication = timezone.now(), subscriber.publication
    if not _may_ask(opened, subscriber):
        return _leaving_page(request, opened, subscriber, status=422)
    if question := ask_once_more(request, subscriber, now):
        return question
    words = consent_wording.asking(publication, subscriber.language)
    asker = sign_ups.Asker("link", words, network_of(request.META))
    try:
        sign_ups.receive(publication, subscriber.email, "", asker, now)
    except sign_up_limits.TooOften as refused:
        return _leaving_page(request, opened, subscriber, problem=str(refused), status=429)
    return see_page(request, "asked")


@reader_page
def own_leave(request: HttpRequest, token: str, coming: FindComing) -> HttpResponse:
    """The page of one leave: it says goodbye, and offers the way back, with less if the reader likes."""
    opened = open_link(Purpose.UNDO, token)
    leave, now = mail_behind(opened, Leave), timezone.now()
    if leave is None or not opened.is_current:
        return nobodys_link(request, opened)
    action = posted_fields(request).get("action") if request.method == "POST" else ""
    if action == "return":
        return _come_back(request, leave, now)
    if action == "reason":
        return _say_why(request, leave, now)
    if leaves.is_undone(leave) and not is_closed(leave.subscriber.email_hash):
        return welcome_back_page(request, leave.subscriber, coming(leave.subscriber.publication, now))
    return _leave_page(request, leave, now)


def _come_back(request: HttpRequest, leave: Leave, now: datetime) -> HttpResponse:
    if asked := ask_once_more(request, leave.subscriber, now, mailed_at=leave.posted_at):
        return asked
    try:
        wanted = preferences_with_less(posted_fields(request), leave.subscriber, now)
        leaves.undo_leave(leave, now, network=network_of(request.META), preferences=wanted)
    except Refused as refused:
        return _leave_page(request, leave, now, problem=str(refused), status=422)
    return see_page(request)


def _say_why(request: HttpRequest, leave: Leave, now: datetime) -> HttpResponse:
    form = ReasonForm(posted_fields(request))
    if not form.is_valid():
        return _leave_page(request, leave, now, form=form, status=422)
    leaves.give_reason(leave, form.cleaned_data["reason"], form.cleaned_data["words"])
    return see_page(request, "thanked")


def _leave_page(
    request: HttpRequest,
    leave: Leave,
    now: datetime,
    *,
    form: ReasonForm | None = None,
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    subscriber, publication = leave.subscriber, leave.subscriber.publication
    if is_closed(subscriber.email_hash):
        return stopped_page(request, subscriber, reason_of(subscriber.email_hash), may_return=False)
    return show_page(
        request,
        "left",
        publication,
        reader=subscriber,
        status=status,
        address=masked_address(subscriber.email),
        may_undo=leaves.may_undo(leave, now),
        until=(leave.at + leaves.UNDO_WITHIN).astimezone(publication.zone).date(),
        form=form or ReasonForm(initial={"reason": leave.reason, "words": leave.words}),
        less=less_on_offer(subscriber, now),
        thanked=request.GET.get("done") == "thanked",
        problem=problem,
        wording=consent_wording.coming_back(publication, subscriber.language),
    )
