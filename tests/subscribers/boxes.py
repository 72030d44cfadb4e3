"""Pressing the button of a box that stands on a magazine's own page."""

from __future__ import annotations

from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from roundup.publications.models import Publication
from roundup.subscribers import sign_ups
from roundup.subscribers.box_wording import wording_of
from roundup.subscribers.models import Consent

BOX = "/subscribe/box/quay/"
ARTICLE = "https://quay.example.org/tides/low-tide"
MAGAZINE = {"origin": "https://quay.example.org", "referer": "https://quay.example.org/"}


def press(web: Client, headers: dict[str, str] | None = None, path: str = BOX, **fields: str) -> HttpResponse:
    """Press the button of a box as it is pasted now, from an article."""
    publication = Publication.objects.get(slug="quay")
    sent = {
        "email": "ann@example.org",
        "website": "",
        "wording": wording_of(publication).version,
        "page": f"{ARTICLE}?utm_source=x&reader=ann#comments",
    } | fields
    answer = web.post(path, sent, headers=MAGAZINE if headers is None else headers)
    sign_ups.take_up(timezone.now())
    return answer


def kept() -> Consent:
    return Consent.objects.get(act=Consent.Act.ASKED)
