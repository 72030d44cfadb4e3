"""An edition's order of blocks: what an editor wants, and a natural place for what they have not seen."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roundup.core.block_order import (
    arranged_blocks,
    moved_block,
    natural_order,
    section_block,
    section_of_block,
)

NATURAL = ["note", "lead", "section:a", "sponsor", "section:b", "contributors"]
keys = st.lists(st.sampled_from([*NATURAL, "section:gone", "footer", ""]))


def test_where_nobody_has_moved_anything_the_sponsor_follows_the_first_section() -> None:
    assert natural_order(["a", "b"]) == NATURAL
    assert natural_order([]) == ["note", "lead", "sponsor", "contributors"]


@given(keys)
def test_every_block_is_there_once_whatever_is_stored(wanted: list[str]) -> None:
    assert sorted(arranged_blocks(NATURAL, wanted)) == sorted(NATURAL)


@given(st.permutations(NATURAL))
def test_a_whole_order_is_kept_as_it_is(wanted: list[str]) -> None:
    assert arranged_blocks(NATURAL, wanted) == wanted


@given(keys)
def test_the_blocks_that_are_named_keep_their_order(wanted: list[str]) -> None:
    named = [key for key in dict.fromkeys(wanted) if key in NATURAL]

    assert [key for key in arranged_blocks(NATURAL, wanted) if key in named] == named


def test_without_a_wish_the_order_is_the_natural_one() -> None:
    assert arranged_blocks(NATURAL, []) == NATURAL


def test_a_new_section_follows_the_one_it_naturally_follows() -> None:
    wanted = ["contributors", "section:b", "note", "lead", "section:gone", "section:a", "sponsor"]

    found = arranged_blocks(natural_order(["a", "new", "b"]), wanted)

    assert found == ["contributors", "section:b", "note", "lead", "section:a", "sponsor", "section:new"]


def test_a_block_moves_one_place_and_stays_at_the_ends() -> None:
    assert moved_block(["a", "b", "c"], "c", -1) == ["a", "c", "b"]
    assert moved_block(["a", "b", "c"], "a", -1) == ["a", "b", "c"]
    assert moved_block(["a", "b", "c"], "c", +1) == ["a", "b", "c"]


@pytest.mark.parametrize(("key", "section"), [("section:a", "a"), ("note", None), ("section:", "")])
def test_a_block_s_key_tells_its_section(key: str, section: str | None) -> None:
    assert section_of_block(key) == section
    assert section_of_block(section_block("x")) == "x"
