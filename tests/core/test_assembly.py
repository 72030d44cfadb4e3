"""A week's articles become the same draft every time, and each has its reason."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roundup.core.assembly import AssemblyRules, Draft, assemble_draft
from roundup.core.candidates import Candidate, Used, Window
from roundup.core.sections import SectionRule, Style, rule_words
from roundup.core.verdicts import REASON_WORDS, Reason

NOW = datetime(2026, 11, 19, 19, tzinfo=UTC)
WINDOW = Window(NOW - timedelta(days=7), NOW, timedelta(days=14))
WORLD = SectionRule("world", "World", rule_words(["World"]), cap=3)
BRIEFS = SectionRule("briefs", "Briefs", rule_words(["Briefs"]), style=Style.BRIEFS, cap=2)
RULES = AssemblyRules((WORLD, BRIEFS), max_stories=10)


def _letters(number: int) -> str:
    """Return a word of its own for each number, so that no two headlines have a word in common."""
    return "".join("abcdefghij"[int(digit)] for digit in f"{number:05}")


def article(number: int, *, days: float = 1, section: str = "World", **more: object) -> Candidate:
    made = Candidate(
        id=number,
        order_key=f"example.org/{number}",
        title=" ".join(f"{_letters(number)}{word}" for word in ("opens", "its", "gates", "again")),
        url=f"https://example.org/{number}",
        text=f"Text {number}",
        labels=(section,),
        section=section,
        published_at=NOW - timedelta(days=days),
        first_seen_at=NOW - timedelta(days=days),
    )
    return replace(made, **more)  # type: ignore[arg-type]


def draft(*articles: Candidate, spent: tuple[Candidate, ...] = (), rules: AssemblyRules = RULES) -> Draft:
    return assemble_draft(articles, spent, WINDOW, rules)


def reason(candidate: Candidate, *others: Candidate, spent: tuple[Candidate, ...] = ()) -> Reason:
    verdicts = draft(candidate, *others, spent=spent).verdicts
    return next(v.reason for v in verdicts if v.id == candidate.id)


@pytest.mark.parametrize(
    ("candidate", "expected"),
    [
        (article(1), Reason.LEAD),
        (article(1, section="Briefs"), Reason.BRIEF),
        (article(1, section="Sport"), Reason.NO_SECTION),
        (article(1, days=-0.1), Reason.FUTURE),
        (article(1, days=15), Reason.TOO_OLD),
        (article(1, days=8), Reason.EARLIER),
        (article(1, used=Used.SPENT), Reason.ALREADY_SENT),
        (article(1, used=Used.RESERVED), Reason.RESERVED),
        (article(1, title=""), Reason.UNTITLED),
        (article(1, url=""), Reason.UNTITLED),
        (article(1, published_at=None, backlog=True), Reason.UNDATED),
        (article(1, published_at=None), Reason.LEAD),
        (article(1, days=8, published_at=None), Reason.EARLIER),
    ],
)
def test_an_article_is_in_or_out_for_its_reason(candidate: Candidate, expected: Reason) -> None:
    assert reason(candidate) == expected


def test_an_article_seen_late_is_not_lost() -> None:
    late = article(1, days=9, first_seen_at=NOW - timedelta(days=2))

    assert reason(late) == Reason.LEAD


def test_news_of_skipped_weeks_is_not_too_old_for_six_weeks() -> None:
    def reason_since(start: timedelta, days: int) -> Reason:
        window = replace(WINDOW, start=NOW - start)
        return assemble_draft([article(1, days=days)], (), window, RULES).verdicts[0].reason

    assert reason_since(timedelta(days=21), 20) == Reason.LEAD
    assert reason_since(timedelta(days=21), 22) == Reason.TOO_OLD
    assert reason_since(timedelta(days=300), 41) == Reason.LEAD
    assert reason_since(timedelta(days=300), 43) == Reason.TOO_OLD


def test_an_archive_that_is_seen_for_the_first_time_is_not_mailed() -> None:
    old = article(1, days=9, first_seen_at=NOW - timedelta(days=2), backlog=True)

    assert reason(old) == Reason.EARLIER


def test_the_same_headline_under_two_addresses_is_one_story() -> None:
    first = article(1, title="The treaty that only the clerks remember")
    second = article(2, title="The Treaty That Only the Clerks Remember", has_image=True)

    made = draft(first, second)

    assert [placed.id for placed in made.stories] == [2]
    assert made.copies == {2: (1,)}
    assert reason(first, second) == Reason.COPY


def test_the_publication_s_own_article_stands_for_its_copies() -> None:
    own = article(1)
    copy = article(2, original_key=own.order_key, is_copy=True, has_image=True)

    assert [placed.id for placed in draft(own, copy).stories] == [1]


def test_a_copy_of_what_was_mailed_is_already_sent() -> None:
    mailed = article(1, title="The treaty that only the clerks remember", used=Used.SPENT)
    copy = article(2, title="The treaty that only the clerks remember")

    assert reason(copy, spent=(mailed,)) == Reason.ALREADY_SENT


def test_a_copy_of_what_went_out_last_week_is_already_sent() -> None:
    mailed = article(
        1, days=6, title="The treaty that only the clerks remember", used=Used.SPENT, used_by="12"
    )
    copy = replace(mailed, id=2, order_key="example.org/2", used=Used.FREE, first_seen_at=NOW)

    assert reason(copy, mailed) == Reason.ALREADY_SENT
    assert reason(copy, replace(mailed, used=Used.RESERVED)) == Reason.RESERVED


def test_what_may_be_a_copy_is_told_and_says_so() -> None:
    mailed = article(
        1, days=6, title="The treaty that only the clerks remember", used=Used.SPENT, used_by="12"
    )
    verdicts = {v.id: v for v in draft(mailed, article(2, title=mailed.title)).verdicts}

    assert verdicts[2].chosen
    assert verdicts[2].perhaps_same_as == "“The treaty that only the clerks remember” (12)"
    assert verdicts[1].perhaps_same_as == ""


def test_a_short_headline_alone_joins_nothing() -> None:
    made = draft(article(1, title="Letters"), article(2, title="Letters"))

    assert len(made.stories) == 2


def test_a_section_s_cap_sends_the_oldest_away_if_nothing_else_tells_them_apart() -> None:
    articles = [article(number, days=number / 2) for number in range(1, 7)]

    made = draft(*articles)

    assert [placed.id for placed in made.stories] == [1, 2, 3, 4]
    assert {v.id for v in made.verdicts if v.reason is Reason.OVER_CAP} == {5, 6}


def test_the_lead_has_a_picture_where_one_has() -> None:
    made = draft(article(1, days=0.5), article(2, days=3, has_image=True))

    assert made.stories[0].id == 2
    assert made.stories[0].lead


def test_no_section_starves_another() -> None:
    sections = tuple(SectionRule(name, name, rule_words([name]), cap=9) for name in ("a", "b", "c"))
    articles = [article(n + 10 * place, section=s.name) for place, s in enumerate(sections) for n in range(6)]

    made = draft(*articles, rules=AssemblyRules(sections, max_stories=6))

    assert sorted(placed.section.key for placed in made.stories) == ["a", "a", "b", "b", "c", "c"]


@pytest.mark.parametrize("style", [style for style in Style if not style.is_told])
def test_only_a_section_of_told_stories_gives_the_lead(style: Style) -> None:
    lines = SectionRule("lines", "Lines", rule_words(["Lines"]), style=style, cap=5)
    articles = [article(1, section="Lines", has_image=True), article(2, days=3)]

    made = draft(*articles, rules=AssemblyRules((lines, WORLD)))

    assert [(placed.id, placed.lead) for placed in made.stories] == [(2, True), (1, False)]


def test_briefs_do_not_count_against_the_stories() -> None:
    articles = [article(1), article(2), article(3, section="Briefs"), article(4, section="Briefs")]

    made = draft(*articles, rules=replace(RULES, max_stories=2))

    assert len(made.stories) == 4


candidates = st.builds(
    article,
    st.integers(1, 40),
    days=st.floats(-2, 30),
    section=st.sampled_from(["World", "Briefs", "Sport"]),
    used=st.sampled_from(list(Used)),
    backlog=st.booleans(),
    has_image=st.booleans(),
    paywalled=st.booleans(),
    title=st.sampled_from(["", "Letters", "A headline that tells enough", "Another headline that tells"]),
    text=st.sampled_from(["", "short", "the same long text " * 10]),
)


@given(st.lists(candidates, unique_by=lambda c: c.id), st.randoms())
def test_any_order_gives_the_same_draft(articles: list[Candidate], chance: Random) -> None:
    shuffled = articles.copy()
    chance.shuffle(shuffled)

    assert draft(*articles) == draft(*shuffled)


@given(st.lists(candidates, unique_by=lambda c: c.id))
def test_every_article_has_one_verdict_and_the_chosen_ones_are_the_stories(articles: list[Candidate]) -> None:
    made = draft(*articles)

    assert sorted(v.id for v in made.verdicts) == sorted(a.id for a in articles)
    assert {v.id for v in made.verdicts if v.chosen} == {placed.id for placed in made.stories}
    assert len({placed.id for placed in made.stories}) == len(made.stories)


def test_every_reason_has_words() -> None:
    assert set(REASON_WORDS) == set(Reason)
