"""Whatever colours a magazine chooses, its readers can read them, by day and by night."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roundup.core.errors import RenderError
from roundup.rendering.appearance import appearance_of
from roundup.rendering.colours import ENOUGH, contrast_ratio, readable_colour, text_on
from roundup.rendering.samples import sample_brand

colours = st.integers(0, 0xFFFFFF).map("#{:06x}".format)


def test_contrast_runs_from_1_to_21() -> None:
    assert contrast_ratio("#ffffff", "#000000") == pytest.approx(21)
    assert contrast_ratio("#777777", "#777777") == 1
    assert contrast_ratio("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)


@given(accent=colours, dark=colours)
def test_every_text_of_both_schemes_has_enough_contrast(accent: str, dark: str) -> None:
    look = appearance_of(replace(sample_brand(), accent=accent, accent_dark=dark), "ltr")

    for scheme in (look.light, look.dark):
        for text in (scheme.ink, scheme.dim, scheme.accent):
            assert contrast_ratio(text, scheme.paper) >= ENOUGH
            assert contrast_ratio(text, scheme.tint) >= ENOUGH
        assert contrast_ratio(scheme.button_text, scheme.button) >= ENOUGH


@given(colour=colours, ground=st.sampled_from(["#fffefc", "#191817"]))
def test_a_colour_that_reads_well_is_left_as_it_is(colour: str, ground: str) -> None:
    changed = readable_colour(colour, ground)

    assert contrast_ratio(changed, ground) >= ENOUGH
    assert (changed == colour) == (contrast_ratio(colour, ground) >= ENOUGH)


@given(ground=colours)
def test_some_text_reads_well_on_any_ground(ground: str) -> None:
    assert contrast_ratio(text_on(ground), ground) >= ENOUGH


@pytest.mark.parametrize("colour", ["", "red", "#abc", "#12345g", "#1234567", "#123456\n"])
def test_a_colour_that_is_not_six_digit_hex_is_refused(colour: str) -> None:
    with pytest.raises(RenderError, match="six-digit"):
        contrast_ratio(colour, "#ffffff")
