"""An article belongs to the first section that wants one of its labels."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roundup.core.sections import (
    SectionRule,
    address_folders,
    all_labels,
    arrange_sections,
    label_key,
    rule_words,
    section_of,
)


@dataclass(frozen=True)
class Item:
    labels: tuple[str, ...]
    section: str = ""
    url: str = ""


ANALYSIS = SectionRule("analysis", "Analysis", rule_words(["analysis"]))
WORLD = SectionRule("world", "World", rule_words(["World", "Weltgeschehen"]))
REST = SectionRule("rest", "The rest")


def test_the_kicker_decides_before_the_section() -> None:
    found = section_of(Item(("Analysis", "World")), [WORLD, ANALYSIS])

    assert found == ANALYSIS


def test_case_accents_and_signs_do_not_count() -> None:
    assert label_key("  Économie & Société ") == "economie-societe"


def test_a_section_without_words_takes_what_no_other_wanted() -> None:
    arranged, unwanted = arrange_sections([Item(("Sport",)), Item(("World",))], [WORLD, REST])

    assert [(rule.key, len(items)) for rule, items in arranged] == [("world", 1), ("rest", 1)]
    assert not unwanted


def test_without_such_a_section_it_is_left_out() -> None:
    arranged, unwanted = arrange_sections([Item(("Sport",))], [WORLD])

    assert (arranged, len(unwanted)) == ([], 1)


def test_without_rules_the_articles_own_sections_are_used_and_singles_come_last() -> None:
    items = [Item((name,), name) for name in ["World", "world", "Culture", "Culture", "Chess"]]

    arranged, unwanted = arrange_sections(items, ())

    assert [(rule.name, len(members)) for rule, members in arranged] == [
        ("Culture", 2),
        ("World", 2),
        ("More stories", 1),
    ]
    assert not unwanted


@pytest.mark.parametrize("name", ["More", "2026", "x" * 61, "—"])
def test_what_is_no_name_of_a_section_makes_none(name: str) -> None:
    items = [Item((each,), each) for each in ["World", "World", "Culture", "Culture", name, name]]
    arranged, unwanted = arrange_sections(items, ())

    told = [(rule.name, len(members)) for rule, members in arranged]
    assert told == [("Culture", 2), ("World", 2), ("More stories", 2)] or told == [("This week", 6)]
    assert not unwanted


def test_a_section_is_spelled_as_it_is_most_often() -> None:
    names = ["WORLD", "WORLD", "World", "Arts &  Ideas", "Arts & Ideas", "arts & ideas"]

    arranged, _ = arrange_sections([Item((name,), name) for name in names], ())

    assert [rule.name for rule, _ in arranged] == ["Arts & Ideas", "WORLD"]


def test_articles_that_name_no_sections_are_this_week() -> None:
    arranged, _ = arrange_sections([Item(()), Item(())], ())

    assert [rule.name for rule, _ in arranged] == ["This week"]


def at(path: str, *labels: str) -> Item:
    return Item(labels, url=f"https://quay.example.org{path}")


BY_FOLDER = SectionRule("abroad", "Abroad", rule_words(["/world/"]))
ASIA = SectionRule("asia", "Asia", rule_words([" /World/asia "]))


@pytest.mark.parametrize(
    "path", ["/world/a-tide", "/2026/11/World/a-tide/", "/en/world/europe/a-tide.html?x=/y/"]
)
def test_a_word_with_a_stroke_fits_a_folder_of_the_address(path: str) -> None:
    assert section_of(at(path), [BY_FOLDER]) == BY_FOLDER


@pytest.mark.parametrize(
    "path", ["/world", "/world/", "/news/world", "/underworld/x", "/news/x?at=/world/", ""]
)
def test_other_parts_of_an_address_are_no_folders(path: str) -> None:
    assert section_of(at(path), [BY_FOLDER]) is None


def test_a_folder_is_no_label_and_a_label_no_folder() -> None:
    assert section_of(at("/x", "world"), [BY_FOLDER]) is None
    assert section_of(at("/world/x"), [WORLD]) is None


def test_more_folders_in_a_row_fit_better_and_labels_best() -> None:
    rules = [BY_FOLDER, ASIA, ANALYSIS, REST]

    assert section_of(at("/world/asia/x"), rules) == ASIA
    assert section_of(at("/world/europe/x"), rules) == BY_FOLDER
    assert section_of(at("/world/asia/x", "Analysis"), rules) == ANALYSIS
    assert section_of(at("/sport/x"), rules) == REST


def test_a_folder_has_a_name_in_any_script() -> None:
    rule = SectionRule("culture", "文化", rule_words(["/文化/"]))

    assert section_of(at("/%E6%96%87%E5%8C%96/1"), [rule]) == rule
    assert section_of(at("/文化/1"), [rule]) == rule


def test_strokes_alone_are_no_word() -> None:
    assert rule_words(["/", "//", " / ", "…"]) == frozenset()


@given(st.text())
def test_any_address_has_folders_or_none(url: str) -> None:
    assert all("/" not in folder for folder in address_folders(url))
    assert address_folders("http://[") == []


@pytest.mark.parametrize(
    ("own", "of_source", "overrides", "section", "labels"),
    [
        ("World", "Blog", False, "World", ("Analysis", "World", "Sea", "Ann")),
        ("World", "Blog", True, "Blog", ("Blog", "Analysis", "Sea", "Ann")),
        ("World", "", True, "World", ("Analysis", "World", "Sea", "Ann")),
        ("", "Blog", False, "Blog", ("Analysis", "Blog", "Sea", "Ann")),
    ],
)
def test_the_section_of_a_source_is_for_articles_without_one_or_overrides_theirs(
    own: str, of_source: str, overrides: bool, section: str, labels: tuple[str, ...]
) -> None:
    assert all_labels("Analysis", own, ["Sea"], ["Ann"], of_source, overrides) == (section, labels)
