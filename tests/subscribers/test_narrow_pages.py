"""No page that a reader sees is wider than the narrowest phones."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from django.utils import timezone
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from roundup.publications.models import Publication, Section
from roundup.subscribers.links import confirm_link, nobodys_links, reader_links
from roundup.subscribers.models import Confirmation, Subscriber
from tests.making import make_reader, sign_up

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LONG = "Donaudampfschifffahrtsgesellschaftskapitän" * 3


def addresses(publication: Publication) -> list[str]:
    """Return the addresses of the pages of all kinds of readers and links."""
    here, left = make_reader(publication, "a" * 60), make_reader(publication, "gone")
    Subscriber.objects.filter(pk=left.pk).update(status=Subscriber.Status.UNSUBSCRIBED)
    sign_up(publication, "bo@example.org", timezone.now(), name="Bo")
    links = [reader_links(here, 1), reader_links(left, 1), nobodys_links(publication.pk)]
    own = [each[purpose] for each in links for purpose in ("preferences", "unsubscribe")]
    return ["/subscribe/", confirm_link(Confirmation.objects.get()), *own, "/p/nonsense/", "/b/nonsense/"]


@pytest.mark.parametrize("language", ["en", "ar", "de"])
def test_no_page_scrolls_sideways(
    language: str, page: Page, live_server: LiveServer, publication: Publication
) -> None:
    Publication.objects.update(language=language, name=LONG, postal_address=LONG)
    Section.objects.update(name=LONG[:120])
    publication.refresh_from_db()
    for address in addresses(publication):
        page.goto(live_server.url + urlsplit(address).path)
        for width in (375, 320):
            page.set_viewport_size({"width": width, "height": 900})
            assert page.evaluate("document.documentElement.scrollWidth") <= width, (address, width)
