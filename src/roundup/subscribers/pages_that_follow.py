"""The pages that follow a reader's press: the welcome, and the welcome back."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from roundup.core.email_addresses import masked_address
from roundup.core.suppression import BY_RETURNING, SuppressionReason
from roundup.publications.newest_edition import ComingMailings, NewestEdition
from roundup.subscribers import consent_wording, subscriptions
from roundup.subscribers.consent_anew import is_mailed
from roundup.subscribers.links import reader_links
from roundup.subscribers.models import Confirmation, Subscriber
from roundup.subscribers.next_email import next_email_at
from roundup.subscribers.pages import show_page


def confirmed_page(
    request: HttpRequest,
    asked: Confirmation,
    newest: NewestEdition | None,
    coming: ComingMailings,
    now: datetime,
) -> HttpResponse:
    """Welcome a reader. As long as their link can confirm, the page also leads to their preferences."""
    subscriber, publication = asked.subscriber, asked.subscriber.publication
    is_fresh = not subscriptions.is_over(asked, subscriber, now)
    path = reader_links(subscriber)["preferences"].removeprefix(settings.BASE_URL)
    return show_page(
        request,
        "confirmed",
        publication,
        reader=subscriber,
        preferences=path if is_fresh else "",
        address=masked_address(subscriber.email),
        newest=newest,
        next_email=next_email_at(subscriber.preferences, publication, coming),
    )


def done_page(request: HttpRequest, subscriber: Subscriber, coming: ComingMailings) -> HttpResponse | None:
    """Return the page that greets a reader who has come back, as long as they are still subscribed."""
    if request.GET.get("done") == "returned" and is_mailed(subscriber):
        return welcome_back_page(request, subscriber, coming, preferences=request.path)
    return None


def welcome_back_page(
    request: HttpRequest, subscriber: Subscriber, coming: ComingMailings, *, preferences: str = ""
) -> HttpResponse:
    """Greet a reader who has come back, and lead to their `preferences` if there is a path."""
    publication = subscriber.publication
    return show_page(
        request,
        "welcome_back",
        publication,
        reader=subscriber,
        preferences=preferences,
        address=masked_address(subscriber.email),
        next_email=next_email_at(subscriber.preferences, publication, coming),
    )


def stopped_page(
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
