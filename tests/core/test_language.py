"""Words, days and numbers in the language that a reader is spoken to in."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from roundup.core.language import SPOKEN, Language

FRIDAY = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("tag", "day"),
    [
        ("en", "Friday, 20 November 2026"),
        ("en-US", "Friday, November 20, 2026"),
        ("de", "Freitag, 20. November 2026"),
        ("fr", "vendredi 20 novembre 2026"),
        ("es", "viernes, 20 de noviembre de 2026"),
        ("pt-BR", "sexta-feira, 20 de novembro de 2026"),
        ("ar", "الجمعة، 20 نوفمبر 2026"),
    ],
)
def test_a_day_is_written_as_people_write_it_there(tag: str, day: str) -> None:
    assert Language(tag).day(FRIDAY) == day


def test_a_language_that_we_do_not_speak_gets_english_all_through() -> None:
    dutch = Language("nl")

    assert (dutch.spoken, dutch.say("Save"), dutch.day(FRIDAY)) == ("en", "Save", "Friday, 20 November 2026")


@pytest.mark.parametrize(("tag", "direction"), [("ar", "rtl"), ("he", "rtl"), ("de", "ltr"), ("zz", "ltr")])
def test_the_direction_is_that_of_the_script(tag: str, direction: str) -> None:
    assert Language(tag).direction == direction


def test_values_are_put_into_the_translation() -> None:
    assert Language("de").say("No. %(n)s", n=12) == "Nr. 12"


def test_a_percent_sign_in_a_name_stays_one() -> None:
    assert "100 % Pop" in Language("fr").say("All editions of %(name)s", name="100 % Pop")


def test_markup_among_the_values_makes_all_else_safe() -> None:
    said = Language("en").say(
        "%(name)s sends nothing to %(address)s.", name="<i>", address=Markup("<b>a</b>")
    )

    assert said == "&lt;i&gt; sends nothing to <b>a</b>."


def test_arabic_has_a_form_for_two() -> None:
    one, many = "%(n)s week, until %(day)s", "%(n)s weeks, until %(day)s"

    assert Language("ar").count(one, many, 2, day="x") == "أسبوعان، حتى x"


@pytest.mark.parametrize(
    ("tag", "line"),
    [
        ("en", "Ana, Luis and Eva"),
        ("en-US", "Ana, Luis and Eva"),
        ("nl", "Ana, Luis and Eva"),
        ("es-MX", "Ana, Luis y Eva"),
        ("fr", "Ana, Luis et Eva"),
        ("de", "Ana, Luis und Eva"),
        ("pt-BR", "Ana, Luis e Eva"),
        ("ar", "Ana وLuis وEva"),
    ],
)
def test_names_are_joined_as_people_join_them_there(tag: str, line: str) -> None:
    assert Language(tag).listed(["Ana", "Luis", "Eva"]) == line


@given(st.sampled_from(SPOKEN), st.integers(0, 10**6))
def test_every_number_has_a_form_in_every_language(tag: str, n: int) -> None:
    assert Language(tag).count("%(n)s week, until %(day)s", "%(n)s weeks, until %(day)s", n, day="x")


@given(st.text(max_size=20))
def test_no_tag_breaks_the_page(tag: str) -> None:
    language = Language(tag)

    assert language.spoken in SPOKEN
    assert language.day(FRIDAY)
    assert language.direction in ("ltr", "rtl")
