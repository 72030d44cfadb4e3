"""Older articles fill only what a thin week lacks, in a fixed order, and never with what was told before."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from roundup.core.assembly import AssemblyRules, Draft
from roundup.core.candidates import Candidate
from roundup.core.filling import OLDER_KEY, Older, fill_draft
from roundup.core.placing import Held
from tests.core.test_assembly import RULES, article, draft

_NEWS = st.integers(0, 8)
_OLD = st.integers(0, 12)
_LEAST = st.integers(0, 8)


def of_week(count: int) -> Draft:
    return draft(*(article(number) for number in range(1, count + 1)))


def older_articles(count: int) -> list[Candidate]:
    return [article(100 + number, days=20 + number) for number in range(count)]


@given(_NEWS, _OLD, _LEAST, st.randoms(use_true_random=False))
def test_it_has_as_many_stories_as_are_lacking_and_the_week_keeps_its_own(
    news: int, old: int, least: int, random: Random
) -> None:
    week, old_ones = of_week(news), older_articles(old)
    shuffled = random.sample(old_ones, len(old_ones))
    filled = fill_draft(week, Older(shuffled, [], least), RULES)

    wanted = min(max(0, least - len(week.stories)), old)
    came = [placed.id for placed in filled.stories if placed.section.key == OLDER_KEY]
    assert sorted(came) == [100 + number for number in range(wanted)], "The newest come."
    assert filled.stories[: len(week.stories)] == week.stories
    assert sum(placed.lead for placed in filled.stories) == min(1, len(filled.stories))
    assert {verdict.id for verdict in filled.verdicts if verdict.chosen} == {
        each.id for each in filled.stories
    }


@given(_OLD, _LEAST)
def test_nothing_comes_in_that_is_a_copy_of_what_was_told(old: int, least: int) -> None:
    old_ones = older_articles(old)
    told = [replace(each, id=each.id + 1000, order_key=f"{each.order_key}/copy") for each in old_ones]

    assert fill_draft(of_week(0), Older(old_ones, told, least), RULES).stories == ()


@given(_OLD, _LEAST)
def test_what_an_editor_took_out_stays_out_and_what_they_kept_stays_in(old: int, least: int) -> None:
    old_ones = older_articles(old)
    held = Held(
        kept=frozenset(each.id for each in old_ones[1::3]),
        dropped=frozenset(each.id for each in old_ones[::3]),
    )

    filled = fill_draft(of_week(0), Older(old_ones, [], least), replace(RULES, held=held))

    came = {placed.id for placed in filled.stories}
    assert held.kept <= came
    assert held.dropped.isdisjoint(came)


def test_the_same_articles_give_the_same_draft_in_any_order() -> None:
    moment = article(1).published_at
    assert moment
    old_ones = [article(100 + number, published_at=moment - timedelta(days=30)) for number in range(6)]
    rules = AssemblyRules()

    assert fill_draft(Draft(), Older(old_ones, [], 3), rules) == fill_draft(
        Draft(), Older(old_ones[::-1], [], 3), rules
    )
