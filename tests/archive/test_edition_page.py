"""The page of an edition: the letter in the readers' frame, with its neighbours and what engines ask for."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from lxml import etree

from roundup.editions.models import Edition
from roundup.publications.models import Publication
from roundup.subscribers.models import Subscriber
from tests.archive.several import mail_earlier
from tests.archive.test_archive import ATOM, own_copy, reader  # noqa: F401 - a fixture
from tests.making import make_edition
from tests.newsroom.mailings import begin, go
from tests.newsroom.pages import text, tree
from tests.sending.post import Post

pytestmark = pytest.mark.django_db


def test_the_page_has_no_words_or_links_for_a_reader(client: Client, mailed: Edition) -> None:
    page = client.get(f"/archive/{mailed.pk}/")

    for words in ("Unsubscribe", "Your preferences", "View in browser", "You get this mail", "forwarded"):
        assert words not in text(page)
    assert tree(page).xpath("//main//a[@class='button']/@href") == [
        "http://127.0.0.1:8000/subscribe/?publication=quay"
    ]


def test_the_page_leads_to_the_editions_before_and_after(client: Client, mailed: Edition) -> None:
    middle, first = mail_earlier(mailed, 2)

    def ways(edition: Edition) -> dict[str, str]:
        links = tree(client.get(f"/archive/{edition.pk}/")).xpath("//nav//a")
        return {link.get("rel"): link.get("href") for link in links}

    assert ways(first) == {"next": f"/archive/{middle.pk}/"}
    assert ways(middle) == {"prev": f"/archive/{first.pk}/", "next": f"/archive/{mailed.pk}/"}
    assert ways(mailed) == {"prev": f"/archive/{middle.pk}/"}


def test_a_page_that_got_a_neighbour_is_sent_again(client: Client, mailed: Edition) -> None:
    etag = client.get(f"/archive/{mailed.pk}/")["ETag"]
    mail_earlier(mailed, 1)

    assert client.get(f"/archive/{mailed.pk}/", headers={"If-None-Match": etag}).status_code == 200


def test_what_is_shared_has_a_card_and_may_be_found(client: Client, mailed: Edition) -> None:
    answer = client.get(f"/archive/{mailed.pk}/")
    page = tree(answer)

    def named(name: str) -> list[str]:
        return page.xpath("//meta[@property=$name or @name=$name]/@content", name=name)

    assert page.findtext(".//title") == f"{mailed.subject} · The Quay"
    assert named("og:title") == [mailed.subject]
    assert named("og:description") == named("description") == [mailed.preheader]
    assert named("og:url") == page.xpath("//link[@rel='canonical']/@href")
    assert named("og:url") == [f"http://127.0.0.1:8000/archive/{mailed.pk}/"]
    assert len(page.xpath("//main")) == 1
    assert not named("robots")
    assert "X-Robots-Tag" not in answer


def test_a_readers_own_copy_is_not_for_search_engines(
    client: Client,
    mailed: Edition,
    reader: Subscriber,  # noqa: F811
) -> None:
    answer = client.get(own_copy(reader, mailed))

    assert b'<meta name="robots" content="noindex">' in answer.content
    assert answer["X-Robots-Tag"] == "noindex"
    assert not tree(answer).xpath("//link[@rel='canonical']")


@pytest.mark.parametrize("path", ["/archive/", "/archive/{}/"])
def test_a_publication_can_keep_its_archive_from_search_engines(
    path: str, client: Client, mailed: Edition
) -> None:
    Publication.objects.update(archive_is_listed=False)

    answer = client.get(path.format(mailed.pk))

    assert answer.status_code == 200
    assert answer["X-Robots-Tag"] == "noindex"
    assert b'<meta name="robots" content="noindex">' in answer.content


def test_a_readers_own_copy_is_framed_in_the_readers_language(
    client: Client,
    mailed: Edition,
    reader: Subscriber,  # noqa: F811
) -> None:
    Subscriber.objects.filter(pk=reader.pk).update(language="de")

    assert "Alle Ausgaben" in text(client.get(own_copy(reader, mailed)))
    assert "All editions" in text(client.get(f"/archive/{mailed.pk}/"))


def test_what_is_not_there_is_told_in_the_readers_frame(client: Client, mailed: Edition) -> None:
    Publication.objects.update(language="fr")

    for path in ("/archive/99999999/", "/b/nonsense/"):
        answer = client.get(path)
        assert answer.status_code == 404
        assert "Cette édition est introuvable" in text(answer)
        assert b"reader.css" in answer.content
        assert b"newsroom" not in answer.content


@pytest.mark.parametrize(
    ("zone", "leaves", "day"),
    [
        ("Pacific/Auckland", datetime(2026, 11, 20, 18, tzinfo=UTC), "2026-11-21"),
        ("America/Los_Angeles", datetime(2026, 11, 21, 2, tzinfo=UTC), "2026-11-20"),
    ],
)
def test_an_edition_has_one_date_everywhere(
    zone: str, leaves: datetime, day: str, client: Client, publication: Publication
) -> None:
    Publication.objects.update(timezone=zone)
    publication.refresh_from_db()
    edition = make_edition(publication)
    Edition.objects.update(send_at=leaves, dated=day)
    edition.refresh_from_db()
    begin(edition, leaves)
    go(Post(), leaves + timedelta(hours=12))

    feed = etree.fromstring(client.get("/archive/feed.xml").content)
    words = f"{datetime.fromisoformat(day):%A, %-d %B %Y}"

    assert tree(client.get("/archive/")).xpath("//time/@datetime") == [day]
    assert words in text(client.get(f"/archive/{edition.pk}/"))
    assert [each[:10] for each in feed.xpath("//a:published/text()", namespaces=ATOM)] == [day]
