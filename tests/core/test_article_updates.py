from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roundup.core.article_updates import (
    Dates,
    completed_article,
    judge_dates,
    telling_hash,
    text_changed,
    updated_article,
)
from roundup.core.articles import FoundArticle, Image

NOW = datetime(2026, 10, 8, 14, tzinfo=UTC)
WEEK = timedelta(days=7)
BODY = "<p>" + "The harbour wakes before the town does. " * 20 + "</p>"


def article(**fields: Any) -> FoundArticle:
    usual = {"url": "https://quay.example/a", "title": "At the harbour", "published_at": NOW - WEEK}
    return FoundArticle(**(usual | fields))


def again(known: FoundArticle, told: FoundArticle, first_seen_at: datetime = NOW - WEEK) -> FoundArticle:
    return updated_article(known, told, first_seen_at=first_seen_at, now=NOW)


def test_new_words_replace_old_ones() -> None:
    after = again(article(dek="Old", authors=("A",)), article(title="New", dek="Newer", authors=("A", "B")))
    assert (after.title, after.dek, after.authors) == ("New", "Newer", ("A", "B"))


def test_nothing_is_lost_because_a_feed_became_shorter() -> None:
    full = article(dek="A dek", summary=BODY, content_html=BODY, authors=("A",), tags=("b",), section="Ports")
    assert again(full, article()) == full
    assert again(full, article(content_html="<p>The harbour wakes before the town…</p>")).content_html == BODY


def test_a_short_text_that_says_something_else_replaces_a_long_one() -> None:
    withdrawn = "<p>This article was withdrawn.</p>"
    assert again(article(content_html=BODY), article(content_html=withdrawn)).content_html == withdrawn


def test_a_headline_may_become_shorter() -> None:
    known = article(title="A deal for the harbour is signed at last, officials say on Friday")
    assert again(known, article(title="A deal for the harbour")).title == "A deal for the harbour"


def test_an_old_article_is_never_lifted_into_this_week() -> None:
    assert again(article(), article(published_at=NOW)).published_at == NOW - WEEK
    assert again(article(), article(published_at=NOW - 2 * WEEK)).published_at == NOW - 2 * WEEK


def test_a_date_that_was_missing_is_taken_unless_it_is_long_after_the_first_sight() -> None:
    undated = article(published_at=None)
    assert again(undated, article(published_at=NOW - WEEK)).published_at == NOW - WEEK
    assert again(undated, article(published_at=NOW)).published_at is None


def test_an_article_dated_for_later_may_be_put_off_further() -> None:
    later = article(published_at=NOW + WEEK)
    assert again(later, article(published_at=NOW + 2 * WEEK)).published_at == NOW + 2 * WEEK


def test_the_latest_update_counts() -> None:
    assert again(article(updated_at=NOW), article(updated_at=NOW - WEEK)).updated_at == NOW


def test_the_words_of_a_picture_stay_with_it() -> None:
    known = article(image=Image("https://quay.example/a.jpg", alt="A crane", credit="Ada"))
    assert again(known, article(image=Image("https://quay.example/a.jpg", width=9))).image == Image(
        "https://quay.example/a.jpg", alt="A crane", credit="Ada", width=9
    )
    other = Image("https://quay.example/b.jpg")
    assert again(known, article(image=other)).image == other
    assert again(known, article()).image == known.image


def test_another_source_only_fills_gaps() -> None:
    after = completed_article(
        article(dek="Ours"),
        article(title="Theirs", dek="Theirs", section="Ports"),
        first_seen_at=NOW,
        now=NOW,
    )
    assert (after.title, after.dek, after.section) == ("At the harbour", "Ours", "Ports")


def test_filling_a_gap_changes_no_words() -> None:
    assert not text_changed(article(), article(dek="Now there is one"))
    assert text_changed(article(), article(title="Corrected"))


@pytest.mark.parametrize(
    ("later", "as_before", "unseen", "expected"),
    [
        pytest.param(5, 0, 10, Dates.OF_AN_ARCHIVE, id="everything dated anew, with much that is unknown"),
        pytest.param(5, 0, 9, Dates.DOUBTED, id="everything dated anew, with a little that is unknown"),
        pytest.param(4, 0, 40, Dates.BELIEVED, id="a few old articles published anew"),
        pytest.param(5, 6, 40, Dates.BELIEVED, id="most articles as before"),
        pytest.param(0, 0, 40, Dates.BELIEVED, id="nothing that we know"),
    ],
)
def test_dates_are_judged_by_those_that_we_know(
    later: int, as_before: int, unseen: int, expected: Dates
) -> None:
    before = article(published_at=NOW - 4 * WEEK)
    known = [(before, article(published_at=NOW))] * later + [(before, before)] * as_before

    assert judge_dates(known, unseen) is expected


def test_a_telling_is_the_same_until_anything_else_is_said() -> None:
    assert telling_hash(article(guid="1")) == telling_hash(article(guid="2"))
    assert telling_hash(article()) != telling_hash(article(section="Ports"))


texts = st.text(max_size=30)
articles = st.builds(
    article,
    title=texts,
    dek=texts,
    summary=texts,
    authors=st.lists(texts, max_size=2).map(tuple),
    published_at=st.none() | st.datetimes(timezones=st.just(UTC)),
)


@given(articles, articles)
def test_telling_the_same_twice_changes_nothing_more(known: FoundArticle, told: FoundArticle) -> None:
    once = again(known, told)
    assert again(once, told) == once


@given(articles, articles)
def test_a_value_once_known_is_never_empty_again(known: FoundArticle, told: FoundArticle) -> None:
    after = again(known, told)
    for name in ("title", "dek", "summary", "authors", "published_at"):
        assert bool(getattr(after, name)) >= bool(getattr(known, name))
