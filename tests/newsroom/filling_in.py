"""Fills in the pages of the settings as a browser does, and saves them."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.http import HttpResponse
from django.test import Client

from tests.newsroom.pages import tree

SETTINGS = "/newsroom/publications/quay/settings/"


def filled_in(client: Client, page: str = "") -> dict[str, Any]:
    """Return the form of a page as a browser sends it if nobody touches it."""
    return sent(client.get(SETTINGS + page))


def sent(page: HttpResponse) -> dict[str, Any]:
    (form,) = tree(page).xpath("//main//form")
    fields: defaultdict[str, list[str]] = defaultdict(list)
    for field in form.xpath(".//input[not(@type='checkbox') or @checked] | .//select | .//textarea"):
        fields[field.name].append((field.value or "").removeprefix("\n"))
    del fields["csrfmiddlewaretoken"]
    return {name: values[0] if len(values) == 1 else values for name, values in fields.items()}


def save(client: Client, page: str = "", **changes: str) -> HttpResponse:
    """Change these fields of a page and save it, twice if what a new schedule does is shown first."""
    typed = filled_in(client, page) | changes
    answer = client.post(SETTINGS + page, typed, follow=True)
    seen = tree(answer).xpath("//input[@name='seen_change']/@value")
    return client.post(SETTINGS + page, typed | {"seen_change": seen[0]}, follow=True) if seen else answer
