"""Several known articles that come back in one look have moved; one alone proves nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from roundup.core.article_returns import returned_articles
from roundup.core.articles import FoundArticle

NOW = datetime(2026, 11, 19, 19, tzinfo=UTC)
WEEK = timedelta(days=7)
WHOLE = " ".join(f"Sentence {number} of the text says something of its own." for number in range(20))
KNOWN = [
    FoundArticle(f"https://old.quay.example/{n}", f"Story {n}", f"g{n}", published_at=NOW - n * WEEK)
    for n in range(4)
]


def moved(host: str = "new.quay.example", by: timedelta = timedelta(0), text: str = "") -> list[FoundArticle]:
    return [
        replace(
            known,
            url=f"https://{host}/posts/{n}",
            guid=f"n{n}",
            dek=text,
            published_at=known.published_at and known.published_at + by,
        )
        for n, known in enumerate(KNOWN)
    ]


def test_a_site_that_moved_shows_what_it_showed() -> None:
    assert returned_articles(moved(), KNOWN) == [(n, n) for n in range(4)]
    assert returned_articles(moved("old.quay.example"), KNOWN) == [(n, n) for n in range(4)]


def test_a_site_that_moved_may_have_dated_everything_anew() -> None:
    assert len(returned_articles(moved(by=3 * WEEK), KNOWN)) == 4


def test_two_that_look_alike_are_no_move() -> None:
    assert returned_articles(moved()[:2], KNOWN) == []


def test_columns_of_a_new_week_are_no_move() -> None:
    standfirst = [replace(known, dek="What we saw this week.") for known in KNOWN]
    week = moved("old.quay.example", by=5 * WEEK, text="What we saw this week.")

    assert returned_articles(week, standfirst) == []


def test_a_whole_text_is_known_on_its_own_site_under_another_date() -> None:
    known = [replace(each, dek=WHOLE) for each in KNOWN]

    assert len(returned_articles(moved("old.quay.example", by=3 * WEEK, text=WHOLE), known)) == 4


def test_other_texts_under_the_same_headlines_are_other_articles() -> None:
    known = [replace(each, dek=f"Of the old house, number {n}.") for n, each in enumerate(KNOWN)]

    assert returned_articles(moved(text="Of the new house."), known) == []


def test_of_several_under_one_headline_the_day_decides() -> None:
    column = [replace(known, title="Letters") for known in KNOWN]
    shown = [replace(each, title="Letters") for each in moved()]

    assert sorted(returned_articles(shown, column)) == [(n, n) for n in range(4)]
    assert returned_articles([replace(each, published_at=None) for each in shown], column) == []
