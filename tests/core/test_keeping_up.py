"""What an editor touched stays exactly, what they took out stays out, and the rest follows the rules."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roundup.core.assembly import AssemblyRules, Draft, assemble_draft
from roundup.core.candidates import Candidate, Window
from roundup.core.keeping_up import (
    Merged,
    Put,
    Standing,
    find_moved,
    find_touched,
    held_places,
    merge_drafts,
)
from roundup.core.placing import Held, Placed
from roundup.core.sections import SectionRule, rule_words
from roundup.core.verdicts import Reason

NOW = datetime(2026, 11, 19, 19, tzinfo=UTC)
WINDOW = Window(NOW - timedelta(days=7), NOW, timedelta(days=14))
SECTIONS = tuple(SectionRule(name.lower(), name, rule_words([name])) for name in ("World", "Arts", "Sport"))
WORLD, ARTS, _ = SECTIONS
KEYS = [rule.key for rule in SECTIONS]


def standing(number: int, place: int, *, section: str = "world", lead: bool = False) -> Standing:
    put = Put(lead, section, {"headline": f"Headline {number}"})
    return Standing(number, put, put, place)


def row(*numbers: int, section: str = "world") -> list[Standing]:
    return [standing(number, place, section=section) for place, number in enumerate(numbers)]


def reworded(one: Standing) -> Standing:
    return replace(one, put=replace(one.put, words={"headline": "An editor’s"}))


def fresh(*placed: Placed, **more: dict[int, tuple[int, ...]]) -> Draft:
    return Draft(stories=placed, **more)


def numbers(merged: Sequence[Merged]) -> list[int]:
    return [each.id for each in merged]


@st.composite
def stands(draw: st.DrawFn) -> list[Standing]:
    """Return a draft in which an editor has done anything at all."""
    ids = draw(st.lists(st.integers(1, 12), unique=True, max_size=8))
    found = [standing(number, draw(st.integers(0, 9)), section=draw(st.sampled_from(KEYS))) for number in ids]
    for place, each in enumerate(found):
        act = draw(st.sampled_from(["nothing", "nothing", "reword", "bring in", "into a section", "moved"]))
        found[place] = {
            "nothing": each,
            "reword": reworded(each),
            "bring in": replace(each, proposed=None, rank=None),
            "into a section": replace(each, put=replace(each.put, section=draw(st.sampled_from(KEYS)))),
            "moved": replace(each, rank=None),
        }[act]
    if found and draw(st.booleans()):
        found[0] = replace(found[0], put=replace(found[0].put, lead=True))
    return sorted(found, key=lambda each: (not each.put.lead, KEYS.index(each.put.section)))


@st.composite
def proposals(draw: st.DrawFn) -> Draft:
    ids = draw(st.lists(st.integers(1, 20), unique=True, max_size=10))
    placed = [
        Placed(number, draw(st.sampled_from(SECTIONS)), lead=place == 0) for place, number in enumerate(ids)
    ]
    order = sorted(placed, key=lambda each: (not each.lead, KEYS.index(each.section.key)))
    groups = st.dictionaries(st.sampled_from(ids or [1]), st.tuples(st.integers(1, 30)), max_size=3)
    return Draft(tuple(order), copies=draw(groups), also=draw(groups))


outs = st.frozensets(st.integers(1, 20), max_size=4)


def as_merged(before: Sequence[Standing], merged: Sequence[Merged]) -> list[Standing]:
    """Return the merged draft as it stands once it is written."""
    known, moved = {each.id: each for each in before}, find_moved(before)
    found = []
    for rank, each in enumerate(merged):
        if each.placed is None:
            old = known[each.id]
            found.append(replace(old, rank=None) if each.id in moved else old)
        else:
            put = Put(each.placed.lead, each.placed.section.key, {"headline": f"Headline {each.id}"})
            found.append(Standing(each.id, put, put, rank))
    return found


@given(stands(), proposals(), outs)
def test_what_an_editor_touched_stays_and_what_they_took_out_stays_out(
    before: list[Standing], draft: Draft, out: frozenset[int]
) -> None:
    out -= {each.id for each in before}
    touched = find_touched(before)

    merged = merge_drafts(before, draft, out)

    stays = {each.id for each in merged if each.placed is None}
    assert stays == touched
    assert out.isdisjoint(numbers(merged))
    assert len(set(numbers(merged))) == len(merged)
    assert {each.id for each in merged} <= touched | {placed.id for placed in draft.stories}


@given(stands(), proposals(), outs)
def test_a_touched_story_keeps_its_place_in_its_section(
    before: list[Standing], draft: Draft, out: frozenset[int]
) -> None:
    out -= {each.id for each in before}
    touched, after = find_touched(before), as_merged(before, merge_drafts(before, draft, out))

    assert [each.id for each in after if each.put.lead and each.id in touched] == [
        each.id for each in before if each.put.lead and each.id in touched
    ]
    for key in KEYS:
        was = [each.id for each in before if each.put.section == key and not each.put.lead]
        now = [each.id for each in after if each.put.section == key and not each.put.lead]
        for number in touched & set(was):
            theirs = [each for each in was if each in touched]
            assert number in now
            assert now.index(number) == was.index(number) or now[-1] in theirs
        assert [each for each in was if each in touched] == [each for each in now if each in touched]


@given(stands(), proposals(), outs)
def test_merging_is_the_same_every_time_and_twice_is_as_good_as_once(
    before: list[Standing], draft: Draft, out: frozenset[int]
) -> None:
    out -= {each.id for each in before}
    merged = merge_drafts(before, draft, out)
    after = as_merged(before, merged)

    assert merge_drafts(before, draft, out) == merged
    assert numbers(merge_drafts(after, draft, out)) == numbers(merged)
    assert find_touched(after) == find_touched(before)


def test_a_draft_that_nobody_touched_becomes_what_the_rules_propose() -> None:
    draft = fresh(Placed(9, WORLD, lead=True), Placed(2, WORLD), Placed(7, ARTS))

    assert numbers(merge_drafts(row(1, 2, 3), draft, frozenset())) == [9, 2, 7]


def test_moving_one_story_touches_only_that_one() -> None:
    assert find_moved([row(1, 2, 3, 4)[place] for place in (3, 0, 1, 2)]) == {4}
    assert find_moved(row(1, 2, 3, 4)) == set()


def test_a_story_that_was_moved_up_stays_there_when_the_rules_want_it_no_more() -> None:
    before = [row(1, 2, 3, 4)[place] for place in (3, 0, 1, 2)]
    draft = fresh(Placed(9, ARTS, lead=True), Placed(8, WORLD), Placed(7, WORLD))

    assert numbers(merge_drafts(before, draft, frozenset())) == [9, 4, 8, 7]


def test_a_new_copy_of_what_was_dropped_stays_out_too() -> None:
    draft = fresh(Placed(9, WORLD, lead=True), Placed(5, WORLD), copies={5: (2,)})

    assert numbers(merge_drafts(row(1), draft, frozenset({2}))) == [9]


def test_a_new_article_about_what_an_editor_retold_does_not_come_in_beside_it() -> None:
    draft = fresh(Placed(9, WORLD, lead=True), Placed(5, WORLD), also={5: (1,)})

    assert numbers(merge_drafts([reworded(row(1)[0])], draft, frozenset())) == [9, 1]


def test_two_articles_about_one_event_stay_if_an_editor_brought_in_the_second() -> None:
    before = [*row(5), replace(row(1)[0], proposed=None, rank=None)]
    draft = fresh(Placed(9, WORLD, lead=True), Placed(5, WORLD), also={5: (1,)})

    assert numbers(merge_drafts(before, draft, frozenset())) == [9, 5, 1]


def test_the_lead_that_an_editor_chose_is_the_only_one() -> None:
    chosen = replace(row(1)[0], put=Put(True, "world", {"headline": "Headline 1"}))
    draft = fresh(Placed(9, WORLD, lead=True), Placed(5, ARTS))

    merged = merge_drafts([chosen, *row(2, 3)], draft, frozenset())

    assert numbers(merged) == [1, 9, 5]
    assert not any(each.placed and each.placed.lead for each in merged)


def candidate(number: int, *, hours: float, section: str = "World") -> Candidate:
    word = "".join("abcdefghij"[int(digit)] for digit in f"{number:05}")
    return Candidate(
        id=number,
        order_key=f"example.org/{number}",
        title=f"{word}opens {word}its {word}gates {word}again",
        url=f"https://example.org/{number}",
        text=f"Text {word}",
        labels=(section,),
        section=section,
        published_at=NOW - timedelta(hours=hours),
        first_seen_at=NOW - timedelta(hours=hours),
    )


def propose(held: Held, *newer: Candidate, most: int = 3) -> Draft:
    known = [candidate(number, hours=10 + number) for number in range(1, 7)]
    rules = AssemblyRules((replace(WORLD, cap=9),), max_stories=most, held=held)
    return assemble_draft([*known, *newer], (), WINDOW, rules)


def told(draft: Draft) -> set[int]:
    return {placed.id for placed in draft.stories}


def test_the_place_of_a_dropped_story_is_not_filled_with_what_had_no_room() -> None:
    assert told(propose(Held())) == {1, 2, 3}

    held = Held(dropped=frozenset({1}))
    assert told(propose(held)) - held.dropped == {2, 3}
    assert not any(placed.lead and placed.id == 1 for placed in propose(held).stories)


def test_a_newer_story_takes_the_place_of_the_weakest_that_nobody_touched() -> None:
    newer = candidate(9, hours=1)

    assert told(propose(Held(), newer)) == {9, 1, 2}
    assert told(propose(Held(kept=frozenset({3})), newer)) == {9, 1, 3}


def test_what_an_editor_brought_in_takes_nobody_s_place() -> None:
    draft = propose(Held(apart=frozenset({1})))

    assert told(draft) == {2, 3, 4}
    assert next(v for v in draft.verdicts if v.id == 1).reason is Reason.DROPPED


@pytest.mark.parametrize("lead", [3, 99])
def test_an_editor_s_lead_leaves_no_room_for_another(lead: int) -> None:
    leads = [placed.id for placed in propose(Held(kept=frozenset({lead}), lead=lead)).stories if placed.lead]

    assert leads == ([3] if lead == 3 else [])


def test_what_is_held_is_what_an_editor_decided() -> None:
    mine = replace(row(4)[0], proposed=None, rank=None)
    lead = replace(row(1)[0], put=replace(row(1)[0].put, lead=True))

    held = held_places([lead, reworded(row(2)[0]), *row(3), mine], frozenset({7}), frozenset({8}))

    assert held == Held(frozenset({1, 2}), frozenset({7}), frozenset({4, 8}), 1)
