"""The page for people who did not ask for the newsletter: the mail that asks them to confirm leads here.

GET and HEAD change nothing, and a press counts only if it is a person's.
"""

from __future__ import annotations

from datetime import datetime
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from roundup.core.email_addresses import masked_address
from roundup.core.tokens import Purpose
from roundup.publications.public_pages import subscribe_url
from roundup.subscribers import leaves, objections, subscriptions
from roundup.subscribers.consent_anew import is_mailed
from roundup.subscribers.links import confirm_path, mail_behind, open_link, read_link
from roundup.subscribers.models import Confirmation, Objection, Subscriber
from roundup.subscribers.pages import (
    ask_once_more,
    nobodys_link,
    posted_fields,
    reader_page,
    see_page,
    show_page,
)


@reader_page
def not_me(request: HttpRequest, token: str) -> HttpResponse:
    """Object to a confirmation, or take the objection back. Both work with the token that confirms."""
    claim, opened = read_link(Purpose.CONFIRM, token), open_link(Purpose.CONFIRM, token)
    if claim is None or opened.publication is None or opened.of_a_test:
        return nobodys_link(request, opened)
    now, action = timezone.now(), posted_fields(request).get("action", "")
    asked = mail_behind(opened, Confirmation)
    if objection := objections.objection_by(claim, now):
        # The objection outlives its reader, whose id is enough to recognise a person's press.
        reader = opened.subscriber or Subscriber(pk=claim.subscriber_id, publication=objection.publication)
        return _after_objecting(request, objection, reader, asked, now)
    if asked is None:
        return show_page(request, "not_me_over", opened.publication)
    if not opened.is_current:
        return nobodys_link(request, opened)
    if action != "object":
        return _question(request, asked.subscriber)
    if again := ask_once_more(request, asked.subscriber, now, mailed_at=asked.posted_at):
        return again
    leaves.object_to(asked, now)
    return see_page(request)


def _question(request: HttpRequest, reader: Subscriber) -> HttpResponse:
    return show_page(
        request,
        "not_me",
        reader.publication,
        reader=reader,
        address=masked_address(reader.email),
        is_mailed=is_mailed(reader),
    )


def _after_objecting(
    request: HttpRequest, objection: Objection, reader: Subscriber, asked: Confirmation | None, now: datetime
) -> HttpResponse:
    if posted_fields(request).get("action") != "withdraw":
        until = objections.last_day_of(objection)
        return show_page(request, "not_me_done", objection.publication, reader=reader, until=until)
    if again := ask_once_more(request, reader, now):
        return again
    objection.delete()
    if asked and not subscriptions.is_over(asked, reader, now):
        return see_page(request, path=confirm_path(asked))
    form = urlsplit(subscribe_url(objection.publication.slug))
    return see_page(request, path=f"{form.path}?{form.query}")
