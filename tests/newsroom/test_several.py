"""An installation with several publications: each list, archive and link says whose it is."""

from __future__ import annotations

import pytest
from django.test import Client
from lxml import etree

from roundup.editions.models import Edition
from roundup.editions.proof import proof_of
from roundup.publications.models import Publication
from tests.making import FRIDAY, make_publication, make_reader
from tests.newsroom.mailings import begin, go
from tests.newsroom.pages import text, tree
from tests.sending.post import Post

pytestmark = pytest.mark.django_db
ATOM = {"a": "http://www.w3.org/2005/Atom"}


@pytest.fixture
def pier(publication: Publication) -> Publication:
    """A second publication, made after The Quay."""
    pier = make_publication(name="The Pier", slug="pier")
    make_reader(pier, "dag")
    return pier


@pytest.mark.parametrize("page", ["", "sources/", "settings/", "settings/looks/", "settings/sections/"])
def test_from_each_page_one_gets_to_the_same_page_of_another(
    page: str, pier: Publication, office: Client
) -> None:
    found = tree(office.get(f"/newsroom/publications/pier/{page}"))

    links = {
        link.text_content(): (link.get("href"), link.get("aria-current"))
        for link in found.xpath("//nav[@aria-label='Publications']//a")
    }
    assert links == {
        "The Pier": (f"/newsroom/publications/pier/{page}", "true"),
        "The Quay": (f"/newsroom/publications/quay/{page}", None),
    }
    assert "The Pier" in found.findtext(".//title")


def test_where_there_is_one_nothing_is_chosen(publication: Publication, office: Client) -> None:
    assert not tree(office.get("/newsroom/")).xpath("//nav[@aria-label='Publications']")


def test_a_mail_leads_to_the_pages_of_its_own_publication(pier: Publication, edition: Edition) -> None:
    Edition.objects.filter(pk=edition.pk).update(publication=pier)
    edition = Edition.objects.get(pk=edition.pk)

    content = proof_of(edition).content

    assert content.archive_url == "http://127.0.0.1:8000/archive/?publication=pier"
    assert content.blocks[-1].subscribe_url == "http://127.0.0.1:8000/subscribe/?publication=pier"


def test_the_archive_of_each_names_itself_in_its_links(
    pier: Publication, edition: Edition, client: Client
) -> None:
    begin(edition)
    go(Post(), FRIDAY)

    page = client.get(f"/archive/{edition.pk}/").content.decode()
    feed = etree.fromstring(client.get("/archive/feed.xml?publication=quay").content)

    assert "/subscribe/?publication=quay" in page
    assert feed.xpath("a:link[@rel='alternate']/@href", namespaces=ATOM) == [
        "http://127.0.0.1:8000/archive/?publication=quay"
    ]
    assert edition.subject not in text(client.get("/archive/?publication=pier"))
