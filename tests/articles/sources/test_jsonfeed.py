"""JSON Feed gives articles in both of its versions."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import orjson
import pytest

from roundup.articles.sources.base import Document
from roundup.articles.sources.jsonfeed import JsonFeedSource
from roundup.core.articles import FoundArticle, Reading
from roundup.core.errors import SourceError

KIND = JsonFeedSource()


def document(content: bytes) -> Document:
    return Document(url="https://magazine.example/feed.json", content=content)


def reading(*items: dict[str, Any], **head: Any) -> Reading:
    feed = {"version": "https://jsonfeed.org/version/1.1", "title": "M", "items": list(items), **head}
    return KIND.read(document(orjson.dumps(feed)))


def article(**item: Any) -> FoundArticle:
    (found,) = reading({"id": "1", **item}).articles
    return found


def test_an_item_is_read() -> None:
    found = article(
        id=12345,
        url="/a?utm_source=x",
        title="War &amp; peace",
        content_html='<img src="/b.jpg"/><p>It rained.</p>',
        summary="A wet day.",
        date_published="2026-02-17T09:30:00-05:00",
        tags=["Weather", 5],
        authors=[{"name": "Jane Doe"}, {"name": "John Roe"}],
    )

    assert (found.guid, found.url, found.title) == ("12345", "https://magazine.example/a", "War & peace")
    assert (found.dek, found.authors, found.tags) == ("A wet day.", ("Jane Doe", "John Roe"), ("Weather",))
    assert found.published_at == datetime(2026, 2, 17, 14, 30, tzinfo=UTC)
    assert found.content_html == "<p>It rained.</p>"


def test_version_one_has_one_author_and_the_feed_may_name_him() -> None:
    found = reading({"id": "1", "author": {"name": "Jane Doe"}}, {"id": "2"}, author={"name": "John Roe"})

    assert [article.authors for article in found.articles] == [("Jane Doe",), ("John Roe",)]


def test_plain_content_is_not_taken_for_markup() -> None:
    assert (
        article(content_text="if a < b & c:\n\nthen").content_html == "<p>if a &lt; b &amp; c:</p><p>then</p>"
    )


@pytest.mark.parametrize(
    ("given", "read"),
    [
        ("Why <canvas> & 1 < 2", "Why <canvas> & 1 < 2"),
        ("AT&T; or Vec<T>", "AT&T; or Vec<T>"),
        ("<template> for beginners", "<template> for beginners"),
        ("</title> comes first", "</title> comes first"),
        ("1 <!-- 2 --> 3", "1 <!-- 2 --> 3"),
        # What publishers send all the same.
        ("War &amp; peace", "War & peace"),
        ("War <em>and</em> peace", "War and peace"),
        ("a < b & <i>c</i>", "a < b & c"),
    ],
)
def test_plain_words_keep_their_signs(given: str, read: str) -> None:
    found = article(title=given, tags=[given], summary=f"{given} is what this is about.")

    assert (found.title, found.tags, found.summary) == (read, (read,), f"{read} is what this is about.")


def test_the_page_of_a_link_blog_goes_before_what_it_links_to() -> None:
    assert article(url="https://x.example/a", external_url="https://y.example/").url == "https://x.example/a"
    assert article(external_url="https://y.example/").url == "https://y.example/"


def test_a_byte_order_mark_is_not_an_obstacle() -> None:
    marked = document(b'\xef\xbb\xbf {"version": "https://jsonfeed.org/version/1", "items": []}')

    assert KIND.recognises(marked)
    assert KIND.read(marked).problems[0].code == "no-articles"


@pytest.mark.parametrize("content", [b"{}", b"[]", b'{"items": [1]}', b"{", b"null", b'{"version": 3}'])
def test_other_json_is_not_recognised_and_refused(content: bytes) -> None:
    assert not KIND.recognises(document(content))
    with pytest.raises(SourceError):
        KIND.read(document(content))


def test_values_of_the_wrong_type_are_passed_over() -> None:
    found = article(url=5, title=["x"], content_html={}, tags="x", authors="Jane", date_published=1739180000)

    assert (found.title, found.tags, found.authors, found.published_at) == ("", (), (), None)


def test_items_that_are_none_are_counted() -> None:
    feed = {"version": "https://jsonfeed.org/version/1.1", "items": [{"id": "1", "url": "/a"}, None, "x", []]}
    found = KIND.read(document(orjson.dumps(feed)))

    assert [(each.code, each.message) for each in found.problems] == [
        ("broken-items", "3 items are broken, and were left out.")
    ]


def test_a_feed_without_a_home_page_has_none() -> None:
    assert reading({"id": "1", "url": "/a"}).url == ""
    assert reading({"id": "1"}, home_page_url="/").url == "https://magazine.example/"


@pytest.mark.parametrize(
    ("given", "read"),
    [
        ("a\x00b", "ab"),
        ("a\u200b\u202eb", "ab"),
        (" a\t\n b ", "a b"),
        ("a" * 5000, "a" * 1000),
        ("\x07", ""),
    ],
)
def test_an_identifier_is_one_line_without_controls(given: str, read: str) -> None:
    assert article(id=given).guid == read
