"""An article belongs to the first section that wants one of its labels."""

from __future__ import annotations

from dataclasses import dataclass

from roundup.core.sections import SectionRule, arrange_sections, label_key, rule_words, section_of


@dataclass(frozen=True)
class Item:
    labels: tuple[str, ...]
    section: str = ""


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
        ("world", 2),
        ("More stories", 1),
    ]
    assert not unwanted


def test_articles_that_name_no_sections_are_this_week() -> None:
    arranged, _ = arrange_sections([Item(()), Item(())], ())

    assert [rule.name for rule, _ in arranged] == ["This week"]
