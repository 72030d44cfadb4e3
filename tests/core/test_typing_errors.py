"""A slip in the name of a great mail house is noticed; what may be right is left alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roundup.core.typing_errors import is_one_slip, likely_meant


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("gmial.com", "gmail.com"),
        ("gmail.con", "gmail.com"),
        ("gmail.co", "gmail.com"),
        ("gmail.cmo", "gmail.com"),
        ("gmial.con", "gmail.com"),
        ("GMAI.COM", "gmail.com"),
        ("gmaill.com", "gmail.com"),
        ("hotmial.com", "hotmail.com"),
        ("hotmal.fr", "hotmail.fr"),
        ("outlok.es", "outlook.es"),
        ("yaho.com.br", "yahoo.com.br"),
        ("yahoo.con", "yahoo.com"),
        ("iclould.com", "icloud.com"),
        ("wanado.fr", "wanadoo.fr"),
        ("t-onlin.de", "t-online.de"),
    ],
)
def test_a_slip_is_noticed(typed: str, meant: str) -> None:
    assert likely_meant(f"Ann.B@{typed}") == f"Ann.B@{meant}"


@pytest.mark.parametrize(
    "domain",
    [
        "gmail.com",
        "ymail.com",
        "mail.com",
        "email.com",
        "hotmail.se",
        "yahoo.dk",
        "yahoo.ca",
        "outlook.be",
        "orange.com",
        "example.org",
        "gmail.example.org",
        "harbour.example",
        "",
    ],
)
def test_what_may_be_right_is_left_alone(domain: str) -> None:
    assert likely_meant(f"ann@{domain}") == ""


def test_what_is_no_address_is_left_alone() -> None:
    assert likely_meant("gmial.com") == ""
    assert likely_meant("@gmial.com") == ""


@given(st.text("abc", max_size=6), st.text("abc", max_size=6))
def test_a_slip_is_one_edit_or_one_exchange(one: str, other: str) -> None:
    assert is_one_slip(one, other) == (one != other and other in _edits(one))


def _edits(word: str) -> set[str]:
    places = range(len(word) + 1)
    more = {word[:n] + letter + word[n:] for n in places for letter in "abc"}
    less = {word[:n] + word[n + 1 :] for n in places}
    other = {word[:n] + letter + word[n + 1 :] for n in places[:-1] for letter in "abc"}
    swapped = {word[:n] + word[n + 1 : n + 2] + word[n : n + 1] + word[n + 2 :] for n in places}
    return more | less | other | swapped


@given(st.text())
def test_any_text_can_be_asked_about(text: str) -> None:
    assert likely_meant(text) == "" or "@" in likely_meant(text)
