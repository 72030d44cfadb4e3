"""What the labels of an article say: its kicker, its section, its tags."""

from __future__ import annotations

import pytest

from roundup.articles.sources.text.labels import sort_labels, split_kicker


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        ("Analysis | Washington Politics", ("Analysis", "Washington Politics")),
        ("Latin America", ("", "Latin America")),
        ("Reporting |", ("Reporting", "")),
    ],
)
def test_a_bar_parts_split_kicker(printed: str, expected: tuple[str, str]) -> None:
    assert split_kicker(printed) == expected


def test_a_kind_of_writing_before_a_bar_gives_kicker_and_section() -> None:
    assert sort_labels(["Rain", "Analysis | Sea Law"]) == (
        "Analysis",
        "Sea Law",
        ("Rain", "Analysis | Sea Law"),
    )


@pytest.mark.parametrize("label", ["Reporting |", "Salt | Pepper"])
def test_a_bar_without_both_gives_no_kicker(label: str) -> None:
    assert sort_labels([label]) == ("", label, (label,))


def test_labels_for_the_publishers_own_use_are_left_out() -> None:
    assert sort_labels(["homepage_regional", "Uncategorized", "Rain", "rain"]) == ("", "Rain", ("Rain",))
