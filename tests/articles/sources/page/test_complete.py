"""A page completes what a feed says about an article, and never contradicts it."""

from __future__ import annotations

from dataclasses import fields
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from roundup.articles.sources.page import complete_from_page
from roundup.core.articles import FoundArticle, Image

URL = "https://quay.example/2026/harbour-lights"

FEED = FoundArticle(url=URL, title="From the feed", authors=("Ada Aal",), guid="7")
PAGE = FoundArticle(
    url="https://quay.example/other",
    title="From the page",
    guid="8",
    canonical_url="https://wire.example/lights",
    dek="A dek.",
    authors=("Bo Berg",),
    section="Ports",
    kicker="Analysis",
    published_at=datetime(2026, 1, 1, tzinfo=UTC),
    image=Image("https://quay.example/a.jpg", "Lamps", "Lamps at night.", "Ana Low"),
    language="en",
)


def test_a_page_fills_in_what_a_feed_lacks() -> None:
    whole = complete_from_page(FEED, PAGE)

    for name in ("canonical_url", "dek", "section", "kicker", "published_at", "image", "language"):
        assert getattr(whole, name) == getattr(PAGE, name)


def test_a_page_never_overrides_what_the_feed_tells() -> None:
    whole = complete_from_page(FEED, PAGE)

    assert (whole.url, whole.title, whole.authors, whole.guid) == (
        FEED.url,
        FEED.title,
        FEED.authors,
        FEED.guid,
    )


def test_the_feeds_picture_gets_the_pages_words_only_where_it_is_the_same() -> None:
    same = complete_from_page(
        FoundArticle(url=URL, title="T", image=Image("https://quay.example/a.jpg", alt="Mine")), PAGE
    ).image
    other = complete_from_page(
        FoundArticle(url=URL, title="T", image=Image("https://quay.example/b.jpg")), PAGE
    ).image

    assert same == Image("https://quay.example/a.jpg", "Mine", "Lamps at night.", "Ana Low")
    assert other == Image("https://quay.example/b.jpg")


def test_the_mark_of_a_paywall_is_taken_from_the_page() -> None:
    assert complete_from_page(FEED, FoundArticle(url=URL, title="T", paywalled=True)).paywalled


found_articles = st.builds(
    FoundArticle,
    url=st.just(URL),
    title=st.sampled_from(["", "One", "Two"]),
    dek=st.sampled_from(["", "a", "b"]),
    authors=st.sampled_from([(), ("Ada Aal",), ("Bo Berg",)]),
    section=st.sampled_from(["", "Ports"]),
    content_html=st.sampled_from(["", "<p>x</p>"]),
    image=st.sampled_from(
        [None, Image("https://quay.example/a.jpg"), Image("https://quay.example/a.jpg", "Lamps")]
    ),
    paywalled=st.booleans(),
)


@given(found_articles, found_articles)
def test_completing_twice_changes_nothing_more_and_loses_nothing(
    feed: FoundArticle, other: FoundArticle
) -> None:
    whole = complete_from_page(feed, other)

    assert complete_from_page(whole, other) == whole
    for field in fields(feed):
        told = getattr(feed, field.name)
        if told and field.name != "image":
            assert getattr(whole, field.name) == told
