"""Replaces a reader's links when somebody else has one of them: the old links can then only unsubscribe."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from roundup.core.errors import Refused
from roundup.core.tokens import NEWEST_GENERATION
from roundup.subscribers import journal_of_leaves, leaves
from roundup.subscribers.models import Subscriber
from roundup.subscribers.pages import posted_fields, see_page, show_page


def renew(subscriber: Subscriber, generation: int, now: datetime) -> None:
    """Void all links up to this generation, except for unsubscribing. The next mail brings new ones.

    Safe to repeat. Raises Refused if a token has no room for a later generation.
    """
    if generation >= NEWEST_GENERATION:
        raise Refused("Your links were replaced too often: please write to us.")
    older = Subscriber.objects.filter(pk=subscriber.pk, link_generation__lte=generation)
    with transaction.atomic():
        if older.update(link_generation=generation + 1):
            journal_of_leaves.note(subscriber, journal_of_leaves.Act.RENEWED, now, generation=generation + 1)


def leave_only(request: HttpRequest, subscriber: Subscriber, mailing_id: int) -> HttpResponse:
    """Answer a void link to the preferences: it shows nothing about its reader, and can only unsubscribe."""
    publication, wants = subscriber.publication, posted_fields(request).get("action", "")
    if wants == "leave":
        leaves.leave_by_page(subscriber, "preferences", timezone.now(), mailing_id=mailing_id or None)
        return see_page(request, "left")
    done = request.GET.get("done")
    if done == "left" and subscriber.status == Subscriber.Status.UNSUBSCRIBED:
        return show_page(request, "goodbye", publication, reader=subscriber)
    if done == "renewed":
        return show_page(request, "renewed", publication, reader=subscriber)
    status = 403 if request.method == "POST" else 200
    return show_page(request, "leave_only", publication, reader=subscriber, status=status)
