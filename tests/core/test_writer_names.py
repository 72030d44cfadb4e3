"""Writers are known by one key, whatever a byline says beside their names and however it spells them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roundup.core.bylines import writer_keys
from roundup.core.language import SPOKEN, Language
from roundup.core.writer_names import each_writer_once, is_name, listed_names, name_key


@pytest.mark.parametrize(
    "spellings",
    [
        ("José Núñez", "JOSE NUNEZ", "jose\u0301 nun\u0303ez", " José  Núñez "),
        ("Maeve O’Brien", "Maeve O'Brien", "maeve obrien"),
        ("Jean-Luc Ek", "Jean Luc Ek"),
        ("J.R. Roe", "J. R. Roe"),
        ("Фёдор Ильин", "ФЕДОР ИЛЬИН"),
        ("أَحْمَد وليد", "احمد وليد", "أحـمد وليد"),
        ("ＪＯ Roe", "Jo Roe"),
        ("İpek Işık", "i\u0307pek ışık"),
    ],
)
def test_a_name_is_known_however_it_is_spelled(spellings: tuple[str, ...]) -> None:
    assert len({name_key(each) for each in spellings}) == 1


@pytest.mark.parametrize(
    ("one", "other"), [("कि शर्मा", "का शर्मा"), ("ガク", "カク"), ("Jo Roe", "Jo Row"), ("李明", "李月")]
)
def test_marks_that_make_another_letter_make_another_name(one: str, other: str) -> None:
    assert name_key(one) != name_key(other)


@pytest.mark.parametrize("tag", SPOKEN)
def test_everybody_in_a_byline_has_their_key_in_every_language(tag: str) -> None:
    names = ["Ana Ruiz", "Luis Gil", "Eva Mar"]

    assert writer_keys(Language(tag).listed(names)) >= {name_key(name) for name in names}


@pytest.mark.parametrize(
    ("byline", "names"),
    [
        ("By Jo Roe, Lisbon", {"Jo Roe"}),
        ("Roe, Jo", {"Jo Roe"}),
        ("JO ROE and Al Fa, staff writers", {"Jo Roe", "Al Fa"}),
        ("Jo Roe (Porto)", {"Jo Roe"}),
        ("Jo Roe and others", {"Jo Roe"}),
        ("José Ortega y Gasset y Ana Ruiz", {"José Ortega y Gasset", "Ana Ruiz"}),
        ("李明、王芳", {"李明", "王芳"}),
        ("أحمد وليد وسارة علي", {"أحمد وليد", "سارة علي"}),
        ("Sammy Doe, Jr.", {"Sammy Doe, Jr."}),
    ],
)
def test_whoever_a_byline_names_can_be_followed(byline: str, names: set[str]) -> None:
    assert writer_keys(byline) >= {name_key(name) for name in names}


def test_who_took_the_pictures_wrote_nothing() -> None:
    assert name_key("Al Fa") not in writer_keys("Words by Jo Roe, photos by Al Fa")


@given(st.text(max_size=700))
def test_any_byline_has_few_keys_and_any_name_one(text: str) -> None:
    keys = writer_keys(text)

    assert all(key == name_key(key) for key in keys)
    assert name_key(name_key(text)) == name_key(text)


def test_a_name_stands_alone_on_one_line() -> None:
    assert all(map(is_name, ["Jo Roe", "李明", "أحمد", "O’Brien", "Sammy Doe, Jr."]))
    assert not any(map(is_name, ["", "?", "12", "Jo\nRoe", "Jo;Al", "a@b", "Jo\u202eRoe", "x" * 81]))


def test_a_list_of_names_keeps_what_belongs_to_one() -> None:
    assert listed_names("Jo Roe;  Al  Fa, Sammy Doe, Jr. |") == ["Jo Roe", "Al Fa", "Sammy Doe, Jr."]


def test_of_two_spellings_the_first_stays_in_its_place() -> None:
    assert each_writer_once(["José Ek", "Al Fa", "JOSE EK"]) == ("José Ek", "Al Fa")
