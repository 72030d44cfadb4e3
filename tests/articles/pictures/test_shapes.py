"""What is cut out of a picture lies within it, has the shape's form, and contains the focus."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roundup.articles.pictures.shapes import Focus, Shape, cut_box, cut_size
from roundup.rendering.designs import DESIGNS

SIDES = st.integers(40, 2400)


@given(SIDES, SIDES, st.sampled_from(Shape), st.sampled_from(Focus))
def test_a_cut_lies_within_the_picture(width: int, height: int, shape: Shape, focus: Focus) -> None:
    left, top, right, bottom = cut_box(width, height, shape, focus)

    assert 0 <= left < right <= width
    assert 0 <= top < bottom <= height


@given(SIDES, SIDES, st.sampled_from(Focus))
def test_a_small_picture_is_cut_to_three_by_two(width: int, height: int, focus: Focus) -> None:
    left, top, right, bottom = cut_box(width, height, Shape.SMALL, focus)

    assert (right - left) / (bottom - top) == pytest.approx(1.5, rel=0.03)


@given(SIDES, SIDES, st.sampled_from(Shape))
def test_no_picture_is_made_larger_than_it_is(width: int, height: int, shape: Shape) -> None:
    shown_width, shown_height = cut_size(width, height, shape)

    assert shown_width <= width
    assert shown_height <= height
    assert shown_width <= 1200


def test_the_focus_decides_which_part_of_a_tall_picture_is_kept() -> None:
    assert cut_box(600, 2000, Shape.SMALL, Focus.TOP)[1] < cut_box(600, 2000, Shape.SMALL, Focus.CENTRE)[1]
    assert cut_box(600, 2000, Shape.SMALL, Focus.BOTTOM)[3] > cut_box(600, 2000, Shape.SMALL, Focus.CENTRE)[3]


def test_the_focus_decides_which_part_of_a_broad_picture_is_kept() -> None:
    assert cut_box(2000, 500, Shape.SMALL, Focus.LEFT)[0] < cut_box(2000, 500, Shape.SMALL, Focus.RIGHT)[0]


def test_a_picture_of_a_common_form_is_shown_whole_across_the_column() -> None:
    assert cut_box(1200, 800, Shape.WIDE, Focus.CENTRE) == (0, 0, 1200, 800)


def test_a_small_picture_has_two_pixels_for_each_that_any_look_shows() -> None:
    widest = max(design.picture for design in DESIGNS.values())

    assert cut_size(3000, 2000, Shape.SMALL)[0] >= 2 * widest
