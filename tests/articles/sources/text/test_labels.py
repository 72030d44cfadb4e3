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


@pytest.mark.parametrize(
    "label",
    [
        "https://mill.example/topics/7",
        "http://schemas.mill.example/kind#post",
        "urn:mill:topic:7",
        "www.mill.example/ports",
        "mill.example/topics/ports",
        "//mill.example/topics",
    ],
)
def test_an_address_is_no_section(label: str) -> None:
    assert sort_labels([label, "Ports"]) == ("", "Ports", ("Ports",))


@pytest.mark.parametrize(
    "label",
    [
        "Uncategorised",
        "Allgemein",
        "Sin categoría",
        "Non classé",
        "non-classe",
        "Sem categoria",
        "Senza categoria",
        "Geen categorie",
        "Ikke kategoriseret",
        "Okategoriserade",
        "Bez kategorii",
        "Без рубрики",
        "غير مصنف",
        "未分類",
        "미분류",
        "Chưa được phân loại",
        "ไม่มีหมวดหมู่",
        "sem-categoria",
    ],
)
def test_what_wordpress_calls_no_category_is_none_in_any_language(label: str) -> None:
    assert sort_labels([label]) == ("", "", ())
    assert sort_labels([label.upper(), "Ports"])[1] == "Ports"


@pytest.mark.parametrize(
    ("labels", "tags"),
    [
        (["Mills, Rivers, Trade"], ("Mills", "Rivers", "Trade")),
        (["Mills; Rivers; Trade", "Ports"], ("Mills", "Rivers", "Trade", "Ports")),
        (["Mills, Rivers"], ("Mills", "Rivers")),
        (["河川、貿易、港"], ("河川", "貿易", "港")),
        (["أنهار، تجارة، موانئ"], ("أنهار", "تجارة", "موانئ")),
        (["Mills, Uncategorized, #mills, mills"], ("Mills",)),
        (["Bread, Wine &amp; Travel"], ("Bread, Wine & Travel",)),
        (["Arts, Letters and Leisure"], ("Arts, Letters and Leisure",)),
        (["Lyon (Rhône, Alps, France)"], ("Lyon (Rhône, Alps, France)",)),
        (["Springfield, Ohio", "Mills"], ("Springfield, Ohio", "Mills")),
    ],
)
def test_a_list_in_one_label_is_taken_apart(labels: list[str], tags: tuple[str, ...]) -> None:
    assert sort_labels(labels) == ("", tags[0], tags)


@pytest.mark.parametrize(
    "label",
    [
        "#members-only",
        "homepage_region_north",
        "home-page-lead",
        "Front page 2",
        "hide-from-feed",
        "0f8fad5bd9cb469f",
    ],
)
def test_what_only_the_publisher_understands_is_never_shown(label: str) -> None:
    assert sort_labels([label, "Ports"]) == ("", "Ports", ("Ports",))
