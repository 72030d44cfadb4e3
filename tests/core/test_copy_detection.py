"""What proves that two articles are one story, and what only suggests it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from roundup.core.candidates import Candidate, Used
from roundup.core.copy_detection import Stories, join_copies

NOW = datetime(2026, 11, 19, 19, tzinfo=UTC)
DAY = timedelta(days=1)
LONG = "The clerks who wrote the treaty remember every comma of it"
SHORT = "Night trains"
STANDFIRST = (
    "Every Friday our writers choose the best that they have seen, read and heard along the coast " * 2
)
WHOLE = " ".join(
    f"Sentence {number} of the text says something that no other text says." for number in range(30)
)


def article(number: int, title: str = LONG, text: str = "", **more: object) -> Candidate:
    made = Candidate(
        id=number,
        order_key=f"https://quay.example/{number}",
        title=title,
        url=f"https://quay.example/{number}",
        text=text or f"Text {number}",
        published_at=NOW,
        first_seen_at=NOW,
    )
    return replace(made, **more)  # type: ignore[arg-type]


def told(*articles: Candidate, used: tuple[Candidate, ...] = ()) -> set[int]:
    return {main.id for main, _ in join_copies(articles, used).told}


def joined(one: Candidate, other: Candidate, *others: Candidate) -> Stories:
    return join_copies([one, other, *others], [])


week_ago = {"published_at": NOW - 7 * DAY}
hour_ago = {"published_at": NOW - DAY / 24}
elsewhere = {"url": "https://wire.example/2", "order_key": "https://wire.example/2"}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param(article(1, text=WHOLE), article(2, text=WHOLE, **week_ago), id="the whole text agrees"),
        pytest.param(
            article(1, text=STANDFIRST, body=f"<p>{WHOLE}</p>"),
            article(2, text="Other", body=f"<div>{WHOLE}</div>", **week_ago),
            id="the bodies agree, whatever stands above them",
        ),
        pytest.param(article(1, SHORT, "Two."), article(2, SHORT, "Two.", **hour_ago), id="short, same day"),
        pytest.param(article(1), article(2), id="a telling headline, and the moment"),
        pytest.param(
            article(1, text=STANDFIRST),
            article(2, text=STANDFIRST, **week_ago, **elsewhere),
            id="headline and text on another site",
        ),
        pytest.param(
            article(1, text=STANDFIRST),
            article(2, text=STANDFIRST[:110], **hour_ago),
            id="one source shows only the beginning",
        ),
        pytest.param(
            article(1, text=WHOLE),
            article(2, "Under a new headline", WHOLE, **hour_ago),
            id="a new headline above the same text",
        ),
        pytest.param(
            article(1, "A", "B", original_key="https://quay.example/2"),
            article(2),
            id="the publisher names the address of the other",
        ),
    ],
)
def test_it_is_a_copy_if(one: Candidate, other: Candidate) -> None:
    assert len(told(one, other)) == len(told(other, one)) == 1


@pytest.mark.parametrize(
    ("one", "other", "is_marked"),
    [
        pytest.param(article(1), article(2, **week_ago), True, id="only the headline agrees"),
        pytest.param(
            article(1, text=STANDFIRST),
            article(2, text=STANDFIRST, **week_ago),
            True,
            id="so does the opening",
        ),
        pytest.param(
            article(1, text=STANDFIRST, body=f"<p>{STANDFIRST} And then Lisbon.</p>"),
            article(2, text=STANDFIRST, body=f"<p>{STANDFIRST} But now Porto, at length.</p>", **week_ago),
            True,
            id="the rest of the text differs",
        ),
        pytest.param(article(1, SHORT), article(2, SHORT, **week_ago), False, id="a short headline agrees"),
        pytest.param(
            article(1, SHORT), article(2, SHORT, **hour_ago), True, id="and the day, but not the text"
        ),
        pytest.param(
            article(1, "Ana in Porto", STANDFIRST),
            article(2, "Rui in Faro", STANDFIRST, **hour_ago),
            False,
            id="only the standfirst agrees",
        ),
        pytest.param(
            article(1, "Ana in Porto", WHOLE),
            article(2, "Rui in Faro", WHOLE, **week_ago),
            True,
            id="a long text returns under another headline",
        ),
    ],
)
def test_it_is_told_and_marked_where_there_is_no_proof_if(
    one: Candidate, other: Candidate, is_marked: bool
) -> None:
    stories = joined(one, other)

    assert len(stories.told) == 2
    assert set(stories.alike) == ({1, 2} if is_marked else set())


def test_what_is_proven_is_not_marked() -> None:
    assert joined(article(1), article(2)).alike == {}


def test_a_text_under_several_headlines_proves_nothing() -> None:
    of_the_site = [article(number, f"Story {number}", WHOLE) for number in range(4)]

    assert told(*of_the_site) == {0, 1, 2, 3}
    assert told(article(8, SHORT, WHOLE), article(9, SHORT, WHOLE, **week_ago), *of_the_site) >= {8, 9}


def test_a_column_is_told_every_week_and_from_its_third_week_without_a_mark() -> None:
    weeks = [
        article(n, text=STANDFIRST, published_at=NOW - n * 7 * DAY, used=Used.SPENT) for n in range(1, 5)
    ]

    assert join_copies([article(9, text=STANDFIRST)], weeks[:1]).alike[9] is weeks[0]
    assert told(article(9, text=STANDFIRST), used=tuple(weeks)) == {9}
    assert join_copies([article(9, text=STANDFIRST)], weeks).alike == {}


def test_a_renamed_story_is_known_by_its_moment_and_its_text() -> None:
    mailed = article(1, text=STANDFIRST, used=Used.SPENT, **hour_ago)

    assert told(article(2, "What they call it now", STANDFIRST, **hour_ago), used=(mailed,)) == set()
    assert told(article(2, "What they call it now", STANDFIRST), used=(mailed,)) == {2}


def test_midnight_is_a_day_and_no_moment() -> None:
    midnight = {"published_at": NOW.replace(hour=0)}

    assert told(article(1, **midnight), article(2, **midnight)) == {1, 2}


def test_a_daily_column_is_not_its_own_copy() -> None:
    assert told(article(1, SHORT, "All of it."), article(2, SHORT, "All of it.", published_at=NOW - DAY)) == {
        1,
        2,
    }


def test_one_story_may_be_proven_through_a_third() -> None:
    ours, renamed = article(1, text=WHOLE), article(3, "A new name", WHOLE)
    copy = article(2, text=WHOLE, **hour_ago)

    assert len(told(ours, renamed, copy)) == 1


def test_hundreds_under_one_headline_are_told_apart() -> None:
    many = [article(n, published_at=NOW - n * DAY) for n in range(300)]

    assert len(told(*many)) == 300
