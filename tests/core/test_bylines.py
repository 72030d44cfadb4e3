"""A byline gives names of persons, and nothing else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roundup.core.bylines import authors_from, known_writers_in, name_key
from roundup.core.language import SPOKEN, Language


@pytest.mark.parametrize(
    ("byline", "names"),
    [
        ("By Jane Doe and John Roe", ("Jane Doe", "John Roe")),
        ("Anne Apple, David Frost, and Tom Nickel", ("Anne Apple", "David Frost", "Tom Nickel")),
        ("Jane Doe, Martin King, Jr., and John Roe Jr.", ("Jane Doe", "Martin King, Jr.", "John Roe Jr.")),
        ("Jane Doe; John Roe", ("Jane Doe", "John Roe")),
        ("Doe, Jane", ("Jane Doe",)),
        ("JANE DOE | AP", ("JANE DOE",)),
        ("theweek@futurenet.example (Justin Klawans, The Week US)", ("Justin Klawans",)),
        ("noreply@blogger.example (Paul)", ("Paul",)),
        ("Jane Doe <jane@x.example>", ("Jane Doe",)),
        ("Jane Doe (jane@x.example)", ("Jane Doe",)),
        ("jane@x.example", ()),
        ("https://www.facebook.com/magazine", ()),
        ("https://orcid.org/0000-0002-1825-0097", ()),
        ("Staff", ()),
        ("The Week Staff", ()),
        ("admin", ()),
        ("Reuters", ("Reuters",)),
        ("Jane Doe, Reuters", ("Jane Doe",)),
        ("Words by Jane Doe; photos by John Roe", ("Jane Doe",)),
        ("Andy Anderson", ("Andy Anderson",)),
        ("", ()),
    ],
)
def test_a_byline_gives_its_persons(byline: str, names: tuple[str, ...]) -> None:
    assert authors_from([byline]) == names


@pytest.mark.parametrize("tag", SPOKEN)
@pytest.mark.parametrize(
    "names", [["Ana Ruiz"], ["Ana Ruiz", "Luis Gil"], ["Ana Ruiz", "Luis Gil", "Eva Mar"]]
)
def test_whoever_is_known_is_found_however_a_language_joins(tag: str, names: list[str]) -> None:
    keys = [name_key(name) for name in names]

    assert list(known_writers_in(Language(tag).listed(names), keys)) == keys
    assert known_writers_in(Language(tag).listed(["A. Stranger", *names]), keys[-1:]) == (keys[-1],)


@pytest.mark.parametrize(
    ("byline", "names"),
    [
        ("José Ortega y Gasset y Ana Ruiz", ("josé ortega y gasset", "ana ruiz")),
        ("José Ortega", ("josé ortega",)),
        ("أحمد وليد وسارة علي", ("أحمد وليد", "سارة علي")),
        ("Ana Ruizye Gil", ()),
        ("Ruiz y Ana", ()),
        ("By ANA  RUIZ & Staff <ana@x.example>", ("ana ruiz",)),
    ],
)
def test_of_the_known_the_longest_name_counts(byline: str, names: tuple[str, ...]) -> None:
    known = {"josé ortega y gasset", "josé ortega", "ana ruiz", "أحمد وليد", "سارة علي"}

    assert known_writers_in(byline, known) == names


def test_of_two_spellings_the_one_in_mixed_case_is_kept_once() -> None:
    assert authors_from(["JANE DOE", "John Roe", "Jane Doe", "john roe"]) == ("Jane Doe", "John Roe")


def test_the_name_of_the_house_gives_way_to_a_person_only() -> None:
    assert authors_from(["The Magazine", "Jane Doe"], house=["The Magazine"]) == ("Jane Doe",)
    assert authors_from(["The Magazine"], house=["The Magazine"]) == ("The Magazine",)


@given(
    st.text(max_size=20),
    st.from_regex(r"[a-z.+]{1,10}@[a-z]{1,10}\.(com|example)", fullmatch=True),
    st.sampled_from(["{t} {m}", "{m} ({t})", "{t} <{m}>", "mailto:{m} {t}", "{t}, {m} and {t}", "({m})"]),
)
def test_no_mail_address_survives(text: str, mail: str, shape: str) -> None:
    names = authors_from([shape.format(t=text, m=mail)])

    assert not any("@" in name for name in names)
    assert all(name == " ".join(name.split()) != "" for name in names)
