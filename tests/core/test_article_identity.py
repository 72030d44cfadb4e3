from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roundup.core.article_identity import (
    LONGEST_KEY,
    article_key,
    canonical_key,
    guid_key,
    is_another_article,
    same_site,
    usable_guids,
)
from roundup.core.articles import FoundArticle

URL = "https://quay.example/harbour"


def told(url: str = URL, title: str = "At the harbour", **fields: str) -> FoundArticle:
    return FoundArticle(url=url, title=title, **fields)  # type: ignore[arg-type]


def test_without_an_address_headline_and_date_tell_an_article() -> None:
    dated = FoundArticle("", "Letters", published_at=datetime(2026, 10, 8, tzinfo=UTC))
    assert article_key(dated) == article_key(FoundArticle("", "LETTERS ", published_at=dated.published_at))
    assert article_key(dated) != article_key(FoundArticle("", "Letters"))
    assert article_key(FoundArticle("", "")) == ""


def test_no_key_is_longer_than_an_index_holds() -> None:
    long = told(URL + "/" + "a" * 3000, canonical_url=URL + "/" + "b" * 3000)
    assert len(article_key(long)) <= LONGEST_KEY
    assert len(canonical_key(long)) <= LONGEST_KEY
    assert len(guid_key("g" * 3000)) <= LONGEST_KEY
    assert article_key(long) != article_key(told(long.url + "a"))


@pytest.mark.parametrize(
    ("canonical", "counts"),
    [
        ("https://www.quay.example/stories/harbour", True),
        ("http://m.quay.example/harbour", True),
        ("https://wire.example/harbour", False),
        ("https://quay.example/", False),
        ("https://quay.example", False),
        ("", False),
    ],
)
def test_a_canonical_address_counts_only_on_the_same_site_and_not_as_the_home_page(
    canonical: str, counts: bool
) -> None:
    assert bool(canonical_key(told(canonical_url=canonical))) is counts


def test_a_guid_shown_four_times_with_one_article_is_that_articles() -> None:
    assert usable_guids([told(guid="1")] * 4) == {"1"}


def test_a_guid_shown_with_two_articles_names_neither() -> None:
    assert usable_guids([told(guid="1"), told(URL + "2", "Another", guid="1"), told(guid="2")]) == {"2"}


def test_an_article_stays_itself_under_a_new_address_or_a_new_headline_but_not_under_both() -> None:
    assert not is_another_article(told(), told(URL + "/moved"))
    assert not is_another_article(told(), told(title="Corrected"))
    assert is_another_article(told(), told(URL + "2", "Another"))


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("http://quay.example/feed", "https://www.quay.example/rss", True),
        ("https://feeds.quay.example/a", "https://quay.example/", True),
        ("https://quay.example:8080/", "https://quay.example/", True),
        ("https://quay.example/", "https://notquay.example/", False),
        ("https://a.press.example/", "https://b.press.example/", False),
        ("https://quay.example/", "", False),
        ("not a url", "not a url", False),
    ],
)
def test_a_site_is_a_host_and_what_is_below_it(one: str, other: str, same: bool) -> None:
    assert same_site(one, other) is same_site(other, one) is same


@given(st.text(max_size=60), st.text(max_size=60))
def test_no_text_breaks_the_comparison_of_articles(url: str, title: str) -> None:
    odd = FoundArticle(url, title, canonical_url=url)
    assert len(article_key(odd)) <= LONGEST_KEY
    assert not is_another_article(odd, odd)
    canonical_key(odd)
