"""Sources: how they do, what one would give, and that no request of an editor fetches by itself."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest
import time_machine
from django.test import Client

from roundup.articles.models import Article, Source
from roundup.articles.source_management import add_source
from roundup.articles.sources.base import SourceKind
from roundup.articles.sources.registry import KINDS
from roundup.editions.models import Edition
from roundup.publications.models import Publication
from tests.making import NOW, make_article
from tests.newsroom.pages import said, text, tree

pytestmark = pytest.mark.django_db
SOURCES = "/newsroom/publications/quay/sources/"
_FEED = b"""<?xml version="1.0"?><rss version="2.0"><channel><title>The Quay's feed</title>
<item><title>Tides &lt;b&gt;turn&lt;/b&gt;</title><link>https://quay.example.org/tides</link>
<pubDate>Tue, 17 Nov 2026 08:00:00 GMT</pubDate></item></channel></rss>"""


class _Site(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "application/rss+xml")
        self.end_headers()
        self.wfile.write(_FEED)

    def log_message(self, *args: object) -> None: ...


@pytest.fixture
def feed(settings: object, clock: time_machine.Coordinates) -> Iterator[str]:
    """The address of a feed on this machine."""
    settings.FETCH_ALLOW = ("127.0.0.0/8",)  # type: ignore[attr-defined]
    with HTTPServer(("127.0.0.1", 0), _Site) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/feed"
        server.shutdown()
        thread.join()


@pytest.mark.parametrize("kind", [kind for kind in KINDS.values() if not kind.is_page], ids=lambda k: k.name)
def test_the_form_says_what_may_be_added(office: Client, publication: Publication, kind: SourceKind) -> None:
    found = text(office.get(SOURCES))

    assert kind.called in found
    assert kind.found_at in found


def test_trouble_stands_first_with_its_problem(desk: Client, edition: Edition) -> None:
    Source.objects.create(
        publication=edition.publication,
        url="https://old.example.org/feed",
        title="Old Blog",
        health="failing",
        failures=3,
        last_problem="The server answered 503.",
    )

    found = text(desk.get(SOURCES))
    assert found.index("Old Blog") < found.index("https://quay.example.org/feed")
    assert "The server answered 503. 3 looks in a row failed." in found


def test_each_source_tells_what_it_gave_this_week(desk: Client, edition: Edition) -> None:
    Article.objects.filter(pk=edition.stories.all()[0].article_id).update(
        first_seen_at=NOW - timedelta(days=9)
    )

    assert tree(desk.get(SOURCES)).xpath("//td[@data-name='New this week']/text()") == ["5"]


def test_a_silent_source_says_since_when(desk: Client, publication: Publication) -> None:
    make_article(publication, 1, first_seen_at=NOW - timedelta(days=20))

    assert "Nothing new since Thursday 29 October 2026" in text(desk.get(SOURCES))


def test_new_this_week_does_not_count_what_a_source_had_before(
    publication: Publication, desk: Client
) -> None:
    make_article(publication, 1, published_at=NOW - timedelta(days=90), first_seen_at=NOW)
    make_article(publication, 2, published_at=None, first_seen_at=NOW)
    make_article(publication, 3, published_at=NOW - timedelta(days=1), first_seen_at=NOW)
    make_article(publication, 4, published_at=None, first_seen_at=NOW + timedelta(minutes=1))

    assert tree(desk.get(SOURCES)).xpath("//td[@data-name='New this week']/text()") == ["2"]


def test_one_sees_what_a_source_gives_before_it_is_added(
    office: Client, publication: Publication, feed: str
) -> None:
    page = office.post(SOURCES + "check/", {"url": feed})

    assert "contains 1 article (feed). Nothing has been stored yet." in text(page)
    assert "The Quay's feed" in text(page)
    assert not Source.objects.exists()
    assert not Article.objects.exists()


def test_a_source_that_cannot_be_read_says_why(office: Client, publication: Publication) -> None:
    page = office.post(SOURCES + "check/", {"url": "http://127.0.0.1:9/feed"})

    (fault,) = tree(page).xpath("//*[@id='id_url_error']/text()")
    assert fault.endswith(".")
    assert not Source.objects.exists()


@pytest.mark.parametrize("url", ["file:///etc/passwd", "/etc/passwd", "ftp://quay.example.org/", ""])
def test_only_the_web_is_read(url: str, office: Client, publication: Publication) -> None:
    page = office.post(SOURCES + "check/", {"url": url})

    assert tree(page).xpath("//*[@id='id_url_error']")
    assert "root:" not in text(page)


def test_an_added_source_is_looked_at_later_and_not_by_the_request(
    office: Client, publication: Publication
) -> None:
    form = {"url": "https://quay.example.org/feed", "section": "Blog"}

    assert said(office.post(SOURCES + "add/", form, follow=True)) == [
        "Added. Its articles arrive within a minute."
    ]
    source = Source.objects.get()
    assert (source.url, source.section, source.last_fetched_at) == (form["url"], "Blog", None)


def test_a_source_can_be_added_with_a_section_for_all_its_articles(
    office: Client, publication: Publication, feed: str
) -> None:
    page = office.post(SOURCES + "check/", {"url": feed, "section": "Blog", "section_overrides": "on"})
    hidden = tree(page).xpath("//form[contains(@action, '/add/')]//input[@type='hidden']")
    office.post(SOURCES + "add/", {field.get("name"): field.get("value") for field in hidden})

    source = Source.objects.get()
    assert (source.section, source.section_overrides) == ("Blog", True)


def test_the_section_of_a_source_can_be_changed(office: Client, edition: Edition) -> None:
    source = edition.publication.sources.get()
    page = f"/newsroom/sources/{source.pk}/section/"
    assert page in tree(office.get(SOURCES)).xpath("//a/@href")

    told = office.post(page, {"section": "Blog", "section_overrides": "on"}, follow=True)

    source.refresh_from_db()
    assert (source.section, source.section_overrides) == ("Blog", True)
    assert said(told) == ["Saved. The next draft is made with it."]
    assert "always for Blog" in text(told)
    assert tree(office.get(page)).xpath("//input[@name='section_overrides']/@checked")

    office.post(page, {"section": ""})

    source.refresh_from_db()
    assert (source.section, source.section_overrides) == ("", False)


def test_a_section_that_is_too_long_is_shown_again(office: Client, edition: Edition) -> None:
    source = edition.publication.sources.get()

    page = office.post(f"/newsroom/sources/{source.pk}/section/", {"section": "x" * 121})

    assert tree(page).xpath("//*[@id='id_section_error']")
    assert source.section == ""


@pytest.mark.parametrize("url", ["http://10.0.0.1/feed", "http://[::1]/feed", "http://localhost/feed"])
def test_an_address_inside_is_refused_when_it_is_added(
    url: str, office: Client, publication: Publication
) -> None:
    page = office.post(SOURCES + "add/", {"url": url})

    assert "is in a private network, which Roundup does not read." in text(page)
    assert not Source.objects.exists()


def test_a_source_is_added_once(office: Client, publication: Publication) -> None:
    for _ in range(2):
        page = office.post(SOURCES + "add/", {"url": "https://quay.example.org/feed"})

    assert "already reads" in text(page)
    assert Source.objects.count() == 1


def test_looking_now_makes_a_source_due_and_fetches_nothing(desk: Client, edition: Edition) -> None:
    source = edition.publication.sources.get()
    Source.objects.update(next_fetch_at=NOW + timedelta(hours=1))

    desk.post(f"/newsroom/sources/{source.pk}/fetch/")

    source.refresh_from_db()
    assert (source.next_fetch_at, source.last_fetched_at) == (NOW, None)


def test_a_source_is_not_looked_at_twice_a_minute(desk: Client, edition: Edition) -> None:
    source = edition.publication.sources.get()
    Source.objects.update(last_fetched_at=NOW - timedelta(seconds=30), next_fetch_at=NOW + timedelta(hours=1))

    answer = desk.post(f"/newsroom/sources/{source.pk}/fetch/", follow=True)

    assert "less than a minute ago" in said(answer)[0]
    source.refresh_from_db()
    assert source.next_fetch_at == NOW + timedelta(hours=1)


def test_a_removed_source_leaves_its_articles(office: Client, edition: Edition) -> None:
    source = edition.publication.sources.get()

    office.post(f"/newsroom/sources/{source.pk}/remove/")

    assert not Source.objects.exists()
    assert Article.objects.count() == 6


def test_a_look_that_is_under_way_is_told_until_it_is_done(office: Client, publication: Publication) -> None:
    source = add_source(publication, "https://quay.example.org/feed")
    page = "/newsroom/publications/quay/sources/"
    assert "Waiting for its turn" in text(office.get(page))

    Source.objects.filter(pk=source.pk).update(claimed_until=NOW + timedelta(minutes=1))
    assert "Being looked at" in text(office.get(page))
    assert tree(office.get(page)).xpath("//section[@data-renew] | //noscript/meta[@http-equiv='refresh']")

    later = NOW + timedelta(hours=1)
    Source.objects.filter(pk=source.pk).update(claimed_until=None, last_fetched_at=NOW, next_fetch_at=later)
    assert not tree(office.get(page)).xpath("//section[@data-renew] | //noscript/meta")
