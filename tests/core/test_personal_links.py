"""Each reader's copy holds that reader's links and nothing else is changed."""

from __future__ import annotations

import pytest

from roundup.core.errors import Refused
from roundup.core.personal_links import personalise_text
from roundup.core.tokens import PersonalTokens

TOKENS = PersonalTokens("ru0123456789")


def test_every_mark_is_replaced_wherever_it_stands() -> None:
    mark = TOKENS.mark("unsubscribe")

    assert personalise_text(f'<a href="{mark}">x</a>\n{mark}\n', {mark: "https://m.example/u/A/"}) == (
        '<a href="https://m.example/u/A/">x</a>\nhttps://m.example/u/A/\n'
    )


def test_a_value_that_looks_like_a_mark_is_not_replaced_again() -> None:
    first, second = TOKENS.mark("unsubscribe"), TOKENS.mark("browser")

    assert personalise_text(f"{first} {second}", {first: second, second: "https://m.example/"}) == (
        f"{second} https://m.example/"
    )


def test_text_without_marks_stays_as_it_is() -> None:
    assert personalise_text("-ru0123456789.other-", {TOKENS.mark("browser"): "https://m.example/"}) == (
        "-ru0123456789.other-"
    )
    assert personalise_text("as it is", {}) == "as it is"


@pytest.mark.parametrize("value", ['https://m.example/"onclick=', "https://a/\nb", "https://a/?b&c", "<a"])
def test_a_value_that_would_need_escaping_is_refused(value: str) -> None:
    with pytest.raises(Refused):
        personalise_text("x", {TOKENS.mark("browser"): value})
