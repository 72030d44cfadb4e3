"""A broken feed gives what it holds, and says what was wrong."""

from __future__ import annotations

import codecs

import pytest

from roundup.articles.sources.feed.reading import read_feed
from roundup.core.errors import SourceError
from tests.articles.sources.feed.feeds import atom, codes, document, reading, rss

ITEM = "<title>Caffè &amp; más</title><link>https://x.example/a</link>"
FEED = rss(ITEM)


def titles(text: str | bytes, charset: str = "") -> list[str]:
    return [found.title for found in reading(text, charset).articles]


@pytest.mark.parametrize(
    ("feed", "kind"),
    [
        (FEED, "RSS 2.0"),
        (f'<rss version="0.91"><channel><item>{ITEM}</item></channel></rss>', "RSS 0.91"),
        (
            (
                '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/">'
                f'<channel><title>M</title></channel><item rdf:about="https://x.example/a">{ITEM}</item></rdf:RDF>'
            ),
            "RSS 1.0",
        ),
        (
            (
                '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"'
                f' xmlns="http://channel.netscape.com/rdf/simple/0.9/"><item>{ITEM}</item></rdf:RDF>'
            ),
            "RSS 0.90",
        ),
        (atom("<title>Caffè &amp;amp; más</title>"), "Atom 1.0"),
        (
            '<feed xmlns="http://purl.org/atom/ns#"><entry><title>Caffè &amp; más</title></entry></feed>',
            "Atom 0.3",
        ),
        (f"<channel><item>{ITEM}</item></channel>", "no root"),
    ],
)
def test_every_dialect_is_read(feed: str, kind: str) -> None:
    assert titles(feed) == ["Caffè & más"], kind


@pytest.mark.parametrize(
    "broken",
    [
        FEED.replace("&amp;", "&"),
        FEED.replace("&amp;", "&amp;&nbsp;"),
        FEED.replace("<link>", "<br><link>"),
        FEED.replace('xmlns:media="http://search.yahoo.com/mrss/"', "").replace(
            "</item>", '<media:thumbnail url="x"/></item>'
        ),
        FEED.replace("</rss>", "</rss><p>trailing</p>"),
        FEED.replace("Caff", "\x08Caff\x0b").replace("&amp;", "&"),
    ],
)
def test_slightly_broken_xml_gives_its_items_and_a_problem(broken: str) -> None:
    found = reading(broken)

    assert [article.title for article in found.articles] == ["Caffè & más"]
    assert "not-well-formed" in codes(found)


def test_junk_before_the_feed_is_left_out_and_reported() -> None:
    assert codes(reading("Warning: mysql_connect() in x\n" + FEED)) == ["leading-junk"]
    assert codes(reading("\ufeff\n\n" + FEED)) == []


def test_a_web_page_around_a_feed_is_looked_through() -> None:
    assert titles(f"<html><body>{FEED[FEED.index('<rss') :]}</body></html>") == ["Caffè & más"]


def test_a_feed_that_breaks_off_gives_the_whole_items_before() -> None:
    cut = rss(ITEM, ITEM, "<title>Third</title><description><![CDATA[<p>It was").split("</item></channel>")[0]
    found = reading(cut)

    assert [article.title for article in found.articles] == ["Caffè & más"] * 2
    assert codes(found)[0] == "truncated"


@pytest.mark.parametrize(
    ("content", "charset"),
    [
        (FEED.encode(), "iso-8859-1"),
        (FEED.replace("UTF-8", "us-ascii").encode(), ""),
        (FEED.replace("UTF-8", "iso-8859-1").encode(), ""),
        (FEED.replace("UTF-8", "iso-8859-1").encode("cp1252"), ""),
        (FEED.replace("UTF-8", "utf-16").encode("utf-16"), ""),
        (FEED.replace("UTF-8", "utf-16").encode(), ""),
        (FEED.encode("utf-16-le"), ""),
        (codecs.BOM_UTF8 + FEED.encode(), "iso-8859-1"),
        (FEED.replace("UTF-8", "x-unknown").encode(), ""),
        (FEED.replace(' encoding="UTF-8"', "").encode("cp1252"), "windows-1252"),
    ],
)
def test_the_right_letters_are_found_whatever_is_declared(content: bytes, charset: str) -> None:
    assert titles(content, charset) == ["Caffè & más"]


def test_letters_in_no_declared_encoding_are_read_and_told() -> None:
    found = reading(FEED.encode("cp1252"))

    assert [article.title for article in found.articles] == ["Caffè & más"]
    assert codes(found) == ["wrong-encoding"]


def test_entities_of_html_mean_letters_and_those_of_the_feed_what_it_says() -> None:
    feed = (
        '<!DOCTYPE rss [<!ENTITY mag "The Magazine">]>' + rss("<title>&mag; &rsquo;26</title>").split("?>")[1]
    )

    assert titles(feed) == ["The Magazine ’26"]


@pytest.mark.parametrize(
    ("doctype", "entity"),
    [
        ('[<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]', "b"),
        ('[<!ENTITY f SYSTEM "file:///etc/passwd">]', "f"),
        ('SYSTEM "http://127.0.0.1:9/x.dtd"', "f"),
    ],
)
def test_an_entity_loads_nothing_and_unfolds_nothing(doctype: str, entity: str) -> None:
    item = f"<item><title>&{entity};</title></item>"

    assert titles(f"<!DOCTYPE rss {doctype}><rss><channel>{item}</channel></rss>") == [f"&{entity};"]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("", "empty"),
        ("   \n", "empty"),
        ("<!DOCTYPE html><html><body>Not found</body></html>", "not-a-feed"),
        ("Service unavailable", "not-a-feed"),
        ("\x89PNG\r\n\x1a\n\0\0\0", "not-a-feed"),
        ("<urlset><url><loc>https://x.example</loc></url></urlset>", "not-a-feed"),
    ],
)
def test_what_is_not_a_feed_is_refused_with_a_sentence(content: str, code: str) -> None:
    with pytest.raises(SourceError, match=r"[A-Z].*\.$") as refused:
        reading(content)

    assert refused.value.code == code


def test_a_feed_without_articles_says_so() -> None:
    assert codes(reading(rss())) == ["no-articles"]


def test_one_guid_for_several_items_is_told_and_all_are_kept() -> None:
    found = reading(rss(*["<guid>1</guid><link>https://x.example/a</link>"] * 4))

    assert len(found.articles) == 4
    assert codes(found) == ["repeated-guid"]
    assert str(found.problems[0].message) == "1 identifier (guid) stands for more than one item."


def test_no_more_than_a_thousand_articles_are_read() -> None:
    found = reading(rss(*["<link>https://x.example/a</link>"] * 1001))

    assert len(found.articles) == 1000
    assert codes(found) == ["too-many"]


def test_a_feed_that_takes_long_gives_what_was_read_in_time() -> None:
    found = read_feed(document(FEED), cpu_seconds=0)

    assert found.articles == ()
    assert codes(found) == ["too-many"]


def test_a_feed_gives_its_title_site_and_language() -> None:
    found = reading(
        rss(ITEM, head="<title>M &amp;amp; N</title><link>/home</link><language>en-us</language>")
    )

    assert (found.kind, found.title, found.url, found.language) == (
        "feed",
        "M & N",
        "https://magazine.example/home",
        "en-us",
    )
    assert found.articles[0].language == "en-us"
