"""The page of a link that was mailed to a reader: it shows all data held about them, and erases it."""

from __future__ import annotations

import json

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from roundup.core.tokens import Purpose
from roundup.subscribers import own_requests, subscriptions
from roundup.subscribers.links import mail_behind, open_link
from roundup.subscribers.models import OwnRequest
from roundup.subscribers.own_data import FindMailings, data_of
from roundup.subscribers.own_data_words import DataWords
from roundup.subscribers.pages import ask_once_more, nobodys_link, posted_fields, reader_page, show_page


@reader_page
def own_data(request: HttpRequest, token: str, mailed: FindMailings) -> HttpResponse:
    """Show a reader's data, or give it as a file with `?as=json`; its button erases everything."""
    opened, now = open_link(Purpose.DATA, token), timezone.now()
    asked = mail_behind(opened, OwnRequest)
    if asked is None or asked.subscriber.erased_at or not opened.is_current:
        return nobodys_link(request, opened)
    subscriber, publication = asked.subscriber, asked.subscriber.publication
    if not own_requests.is_open(asked, now):
        return show_page(request, "data_link_expired", publication, reader=subscriber, status=404)
    if request.method == "POST" and posted_fields(request).get("action") == "erase":
        if question := ask_once_more(request, subscriber, now, mailed_at=asked.posted_at):
            return question
        subscriptions.erase(subscriber, now)
        return show_page(request, "erased", publication, reader=subscriber)
    found = data_of(subscriber, mailed)
    if request.method != "POST" and request.GET.get("as") == "json":
        answer = HttpResponse(
            json.dumps(found, ensure_ascii=False, indent=2), content_type="application/json"
        )
        answer["Content-Disposition"] = f'attachment; filename="{publication.slug}.json"'
        return answer
    return show_page(
        request, "own_data", publication, reader=subscriber, found=found, words=DataWords(subscriber)
    )
