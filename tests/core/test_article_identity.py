from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roundup.core.article_identity import (
    LONGEST_KEY,
    Identified,
    article_key,
    canonical_key,
    guid_key,
    identify_articles,
    is_another_article,
    same_site,
    shared_addresses,
    sharing_one_link,
    usable_guids,
)
from roundup.core.articles import FoundArticle

URL = "https://quay.example/harbour"


MONDAY = datetime(2026, 10, 5, 8, tzinfo=UTC)


def told(url: str = URL, title: str = "At the harbour", **fields: object) -> FoundArticle:
    return FoundArticle(url=url, title=title, **fields)  # type: ignore[arg-type]


def keys(*articles: FoundArticle, shared: frozenset[str] = frozenset()) -> list[str]:
    return [each.key for each in identify_articles(articles, shared)]


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


EPISODES = (told(title="One", guid="1"), told(title="Two", guid="2"))


def test_an_address_that_several_articles_share_identifies_none() -> None:
    assert len(set(keys(*EPISODES))) == 2
    assert URL not in keys(*EPISODES)
    assert keys(EPISODES[0], shared=shared_addresses(EPISODES)) == keys(*EPISODES)[:1]


@pytest.mark.parametrize(
    "again",
    [
        told(title="One", guid="other"),
        told(title="One, corrected", guid="1"),
        told(URL + "?utm_source=rss", "ONE", guid="1"),
    ],
)
def test_an_article_shown_twice_does_not_share_its_address(again: FoundArticle) -> None:
    assert keys(EPISODES[0], again) == [URL, URL]
    assert sharing_one_link([EPISODES[0], again]) == []


def test_without_guids_headline_and_day_tell_articles_of_one_address_apart() -> None:
    one, two = told(title="One", published_at=MONDAY), told(title="Two", published_at=MONDAY)
    later = told(title="One", published_at=MONDAY.replace(day=12))

    assert len(set(keys(one, two, later))) == 3
    assert keys(one, two) == keys(told(title="ONE", published_at=MONDAY.replace(hour=9)), two)


def test_a_guid_that_is_the_shared_address_names_nothing_either() -> None:
    one, two = (told(title=f"Day {day}", guid=URL, published_at=MONDAY.replace(day=day)) for day in (5, 6))

    assert len(set(keys(one, two))) == 2
    assert usable_guids([one, two]) == frozenset()


def test_untitled_articles_of_one_address_are_told_apart_by_guid() -> None:
    assert len(set(keys(told(title="", guid="1"), told(title="", guid="2")))) == 2


def test_fragments_count_where_articles_differ_only_by_them() -> None:
    notes = [told(f"{URL}#n{number}", f"Note {number}", guid=str(number)) for number in (1, 2)]

    assert keys(*notes) == [f"{URL}#n1", f"{URL}#n2"]
    assert sharing_one_link(notes) == []
    assert keys(told(f"{URL}#top", guid="1")) == [URL]


def test_a_fragment_that_articles_share_identifies_none_either() -> None:
    notes = [told(f"{URL}#new", f"Note {number}", guid=str(number)) for number in (1, 2)]

    assert len({*keys(*notes), f"{URL}#new"}) == 3
    assert sharing_one_link(notes) == notes


def test_the_page_that_articles_share_is_not_the_canonical_one_of_each() -> None:
    shown = [told(title=title, guid=title, canonical_url=URL) for title in ("One", "Two")]
    identified: list[Identified] = identify_articles(shown)

    assert {each.canonical_key for each in identified} == {""}
    assert {each.address_key for each in identified} == {URL}


def test_a_long_key_of_a_part_still_says_that_it_is_one() -> None:
    notes = [told(f"{URL}#{'n' * 900}{number}", f"Note {number}", guid=str(number)) for number in (1, 2)]

    assert len(set(keys(*notes))) == 2
    assert all(len(key) <= LONGEST_KEY and "#" in key for key in keys(*notes))


def test_an_article_stays_itself_under_a_new_address_or_a_new_headline_but_not_under_both() -> None:
    assert not is_another_article(told(), told(URL + "/moved"))
    assert not is_another_article(told(), told(title="Corrected"))
    assert is_another_article(told(), told(URL + "2", "Another"))
    assert is_another_article(told(dek="Slogan"), told(URL + "2", "Another", dek="Slogan"))


def test_a_renamed_article_with_the_same_guid_is_known_by_its_text() -> None:
    text = "What the clerks remember of the treaty, and what they never said to anybody."
    now = told(URL + "2", "Another", dek=text)

    assert not is_another_article(told(dek=text), now)
    assert is_another_article(told(dek="Other words"), now)
    assert not is_another_article(
        told(dek="Short", published_at=MONDAY), told(URL + "2", "Another", dek="Short", published_at=MONDAY)
    )


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
    assert all(len(key) <= LONGEST_KEY for key in keys(odd, told(url, "Another", guid=title)))
    assert not is_another_article(odd, odd)
    canonical_key(odd)
