"""Mails have the published address without the parts that only count clicks; a key ignores spelling."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roundup.core.urls import is_web_url, published_url, url_key, without_query

FEED = "https://magazine.example/feeds/feed.rss"

addresses = st.one_of(
    st.text(max_size=80),
    st.from_regex(
        r"https?://(www\.)*[a-zé.]{1,12}(:\d{1,6})?(/[\w%.~é-]{0,6}){0,4}/?(\?[\w=&%+.;]{0,20})?(#\w{0,5})?",
        fullmatch=True,
    ),
)


@pytest.mark.parametrize(
    ("published", "mailed"),
    [
        ("https://www.bbc.com/news/a1?at_medium=RSS&at_campaign=rss", "https://www.bbc.com/news/a1"),
        (
            "https://www.dw.com/en/a/a-75995188?maca=en-rss-en-all-1573-rdf",
            "https://www.dw.com/en/a/a-75995188",
        ),
        ("https://www.cbsnews.com/news/a/?ftag=CNM-00-10aab7e", "https://www.cbsnews.com/news/a/"),
        (
            "https://www.rt.com/news/1-a/?utm_source=rss&utm_medium=rss&utm_campaign=RSS",
            "https://www.rt.com/news/1-a/",
        ),
        ("https://x.example/a?CMP=share&id=5", "https://x.example/a?id=5"),
        ("https://x.example/a?cmp=compare", "https://x.example/a?cmp=compare"),
        ("https://x.example/a#xtor=RSS-16", "https://x.example/a"),
        ("https://x.example/a#part-2", "https://x.example/a#part-2"),
        (
            "https://cdn.example/image.jpg?id=65559941&width=1200",
            "https://cdn.example/image.jpg?id=65559941&width=1200",
        ),
        ("https://x.example/?p=12&amp;page=2", "https://x.example/?p=12&page=2"),
        ("https://x.example/?p=12&#038;page=2", "https://x.example/?p=12&page=2"),
        ("https://x.example/a?b=&c", "https://x.example/a?b=&c"),
        ("  https://x.example/a b \n", "https://x.example/a%20b"),
        ("HTTPS://X.Example/A?B=C", "https://X.Example/A?B=C"),
    ],
)
def test_only_tracking_is_taken_from_an_address(published: str, mailed: str) -> None:
    assert published_url(published, FEED) == mailed


@pytest.mark.parametrize(
    ("relative", "absolute"),
    [
        ("/a/b", "https://magazine.example/a/b"),
        ("../a", "https://magazine.example/a"),
        ("//cdn.example/a.jpg", "https://cdn.example/a.jpg"),
    ],
)
def test_a_relative_address_is_resolved(relative: str, absolute: str) -> None:
    assert published_url(relative, FEED) == absolute


@pytest.mark.parametrize(
    "refused",
    [
        "",
        "javascript:alert(1)",
        "java\nscript:alert(1)",
        "data:text/html,x",
        "mailto:a@b.example",
        "ftp://x.example/a",
        "file:///etc/passwd",
        "https://user:secret@x.example/",
        "https://x.example\\@evil.example/",
        "https://x.example:99999/",
        "https://",
        "https://[::1",
        "https://ex ample.org/",
        "tag:x.example,2026:1",
        "https://x.example/" + "a" * 5000,
    ],
)
def test_what_is_not_a_web_address_is_refused(refused: str) -> None:
    assert published_url(refused, FEED) == ""


def test_ref_is_dropped_only_when_it_names_its_own_host() -> None:
    assert published_url("https://other.example/a?ref=magazine.example", FEED) == "https://other.example/a"
    assert published_url("https://other.example/a?ref=www.other.example", FEED) == "https://other.example/a"
    assert published_url("https://other.example/a?ref=main", FEED) == "https://other.example/a?ref=main"


@pytest.mark.parametrize(
    "spelling",
    [
        "http://x.example/a/b?c=1&d=2",
        "https://x.example:443/a/b/?d=2&c=1",
        "https://www.x.example/a/b?c=1&d=2#top",
        "HTTPS://X.EXAMPLE/a/./z/../b?c=1&d=2&utm_source=rss",
        "https://x.example/%61/b?c=1&&d=2",
    ],
)
def test_spellings_of_one_address_have_one_key(spelling: str) -> None:
    assert url_key(spelling) == url_key("https://x.example/a/b?c=1&d=2")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://x.example/image.jpg?id=1", "https://x.example/image.jpg?id=2"),
        ("https://x.example/a", "https://x.example/A"),
        ("https://x.example/a", "https://y.example/a"),
        ("https://x.example/a", "https://x.example:8080/a"),
        ("https://x.example/?p=1", "https://x.example/"),
        ("https://x.example/a%2Fb", "https://x.example/a/b"),
    ],
)
def test_two_addresses_have_two_keys(one: str, other: str) -> None:
    assert url_key(one) != url_key(other)


@given(addresses)
def test_the_key_of_a_key_is_itself(address: str) -> None:
    assert url_key(url_key(address)) == url_key(address)


@given(addresses, addresses)
def test_a_published_address_is_a_web_address_and_stays_as_it_is(raw: str, base: str) -> None:
    url = published_url(raw, base)

    assert url == "" or is_web_url(url)
    assert published_url(url, base) == url


@given(addresses.filter(lambda raw: is_web_url(raw) and "&" not in raw))
def test_publishing_does_not_change_which_article_is_meant(raw: str) -> None:
    assert url_key(published_url(raw)) == url_key(raw)


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("Unknown key s3cr3t+k3y.", "Unknown key …."),
        ("Unknown key s3cr3t k3y.", "Unknown key …."),
        ("https://x.example/?key=s3cr3t+k3y is closed", "https://x.example/?key=… is closed"),
        ("There are 15 of them.", "There are 15 of them."),
    ],
)
def test_a_sentence_does_not_repeat_a_key_of_the_address(said: str, shown: str) -> None:
    assert without_query(said, "https://x.example/?key=s3cr3t+k3y&limit=15#part") == shown


@given(st.text(max_size=80), st.from_regex(r"[A-Za-z0-9_-]{8,40}", fullmatch=True), st.text(max_size=80))
def test_no_key_is_left_whatever_stands_around_it(before: str, key: str, after: str) -> None:
    assert key not in without_query(f"{before}{key}{after}", f"https://x.example/posts?key={key}")


@given(addresses, addresses)
def test_any_address_may_be_asked(said: str, address: str) -> None:
    assert "?" in address or without_query(said, address) == said
