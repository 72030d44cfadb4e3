"""Relative addresses are resolved where their publisher says, or else where the article is."""

from __future__ import annotations

import pytest

from roundup.articles.sources.base import Document
from roundup.articles.sources.feed.reading import read_feed
from roundup.core.articles import FoundArticle
from tests.articles.sources.feed.feeds import article, atom, reading, rss

BASE = "https://cdn.example/may/"
BODY = '&lt;p&gt;&lt;a href="more"&gt;More&lt;/a&gt;&lt;img src="sea.jpg"&gt;&lt;/p&gt;'
LINK = '<link href="https://magazine.example/2026/05/sea"/>'


def entry(within: str, feed: str = "", own: str = "") -> FoundArticle:
    """Return the article of an Atom feed; `feed` and `own` are attributes of the feed and of the entry."""
    text = atom(within).replace("<feed ", f"<feed {feed} ").replace("<entry>", f"<entry {own}>")
    return reading(text).articles[0]


def shown(found: FoundArticle) -> str:
    return found.image.url if found.image else ""


@pytest.mark.parametrize(
    ("within", "feed", "own"),
    [
        (f'{LINK}<content type="html" xml:base="{BASE}">{BODY}</content>', "", ""),
        (f'{LINK}<summary type="html" xml:base="{BASE}">{BODY}</summary>', "", ""),
        (f'{LINK}<content type="html">{BODY}</content>', "", f'xml:base="{BASE}"'),
        (f'{LINK}<content type="html">{BODY}</content>', f'xml:base="{BASE}"', ""),
        (
            f'{LINK}<content type="html" xml:base="may/">{BODY}</content>',
            'xml:base="https://cdn.example/"',
            "",
        ),
        (
            (
                f'{LINK}<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml" xml:base="{BASE}">'
                '<a href="more">More</a><img src="sea.jpg"/></div></content>'
            ),
            "",
            "",
        ),
    ],
)
def test_a_base_counts_for_all_that_is_inside_it(within: str, feed: str, own: str) -> None:
    found = entry(within, feed, own)

    assert shown(found) == f"{BASE}sea.jpg"
    assert f'href="{BASE}more"' in found.content_html


def test_text_and_summary_may_have_different_bases() -> None:
    summary = f'<summary type="html" xml:base="https://other.example/">{BODY}</summary>'
    found = entry(f'{LINK}{summary}<content type="html" xml:base="{BASE}">One. {BODY}</content>')

    assert shown(found) == f"{BASE}sea.jpg"


def test_without_a_base_a_text_is_where_its_article_is() -> None:
    found = entry(f'{LINK}<content type="html">{BODY}</content>')

    assert shown(found) == "https://magazine.example/2026/05/sea.jpg"


@pytest.mark.parametrize("written", ["", "mailto:a", "http://", "javascript:alert(1)"])
def test_a_base_that_is_no_address_does_not_count(written: str) -> None:
    found = entry(f'{LINK}<content type="html" xml:base="{written}">{BODY}</content>')

    assert shown(found) == "https://magazine.example/2026/05/sea.jpg"


@pytest.mark.parametrize(
    ("links", "url"),
    [
        (f'<link href="a" xml:base="{BASE}"/>', f"{BASE}a"),
        ('<link rel="Alternate" href="https://x.example/a"/>', "https://x.example/a"),
        (
            '<link rel="http://www.iana.org/assignments/link-relations/alternate" href="https://x.example/a"/>',
            "https://x.example/a",
        ),
        (
            (
                '<link rel="alternate" type="application/pdf" href="https://x.example/a.pdf"/>'
                '<link rel="alternate" type="text/html; charset=utf-8" href="https://x.example/a"/>'
            ),
            "https://x.example/a",
        ),
        (
            (
                '<link rel="enclosure" href="https://x.example/a.mp3"/><link rel="edit" href="https://x.example/e"/>'
                '<link rel="via" href="https://x.example/via"/>'
            ),
            "https://x.example/via",
        ),
    ],
)
def test_the_alternate_of_an_entry_is_its_page(links: str, url: str) -> None:
    assert entry(links).url == url


def test_a_feed_kept_elsewhere_belongs_to_its_site() -> None:
    feed = rss('<link>/a</link><media:content url="/sea.jpg"/><description>x</description>')
    found = read_feed(Document("https://feeds.example/~r/magazine", feed.encode())).articles[0]

    assert (found.url, shown(found)) == ("https://magazine.example/a", "https://magazine.example/sea.jpg")


def test_a_feed_in_a_file_belongs_to_its_site() -> None:
    feed = rss('<link>//magazine.example/a</link><enclosure url="//cdn.example/sea.jpg"/>')
    found = read_feed(Document("feed.xml", feed.encode())).articles[0]

    assert (found.url, shown(found)) == ("https://magazine.example/a", "https://cdn.example/sea.jpg")


def test_an_item_that_links_to_the_home_page_is_at_the_address_in_its_guid() -> None:
    found = article("<link>https://magazine.example</link><guid>https://magazine.example/episode-7</guid>")

    assert found.url == "https://magazine.example/episode-7"


@pytest.mark.parametrize(
    "guid", ['<guid isPermaLink="false">7</guid>', "<guid>https://magazine.example/7.mp3</guid>"]
)
def test_an_item_that_names_no_page_but_the_home_page_links_there(guid: str) -> None:
    assert article(f"<link>https://magazine.example/</link>{guid}").url == "https://magazine.example/"
