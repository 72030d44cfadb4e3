"""A form in parts is cut at its boundaries; nothing in it can break the reading."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from roundup.core.errors import Refused
from roundup.providers.posted_form import MOST_PARTS, read_posted_form

KIND = "multipart/form-data; boundary=xYzZY"


def part(name: str, value: str, more: str = "") -> str:
    return f'--xYzZY\r\nContent-Disposition: form-data; name="{name}"{more}\r\n\r\n{value}\r\n'


def form(*parts: str) -> bytes:
    return f"{''.join(parts)}--xYzZY--\r\n".encode()


def test_fields_are_read_by_name_as_they_came() -> None:
    body = form(part("to", "a@b.org"), part("text", "Hello\r\n--xYz\r\n\r\nthere"), part("empty", ""))

    assert read_posted_form(KIND, body) == {
        "to": b"a@b.org",
        "text": b"Hello\r\n--xYz\r\n\r\nthere",
        "empty": b"",
    }


@pytest.mark.parametrize(
    "kind",
    [
        'multipart/form-data; boundary="xYzZY"',
        "Multipart/Form-Data;boundary=xYzZY",
        "multipart/form-data; charset=utf-8; boundary=xYzZY",
    ],
)
def test_the_boundary_is_found_however_it_is_written(kind: str) -> None:
    assert read_posted_form(kind, form(part("to", "x"))) == {"to": b"x"}


@pytest.mark.parametrize(
    "kind",
    ["", "application/json", "multipart/form-data", "multipart/mixed; boundary=xYzZY"],
)
def test_what_is_no_form_in_parts_is_refused(kind: str) -> None:
    with pytest.raises(Refused):
        read_posted_form(kind, form(part("to", "x")))


def test_of_two_fields_with_one_name_the_first_counts() -> None:
    assert read_posted_form(KIND, form(part("to", "first"), part("to", "second"))) == {"to": b"first"}


def test_parts_beyond_the_limit_are_left_out_and_cost_nothing() -> None:
    body = form(*(part(str(number), "x") for number in range(5000)))

    assert len(read_posted_form(KIND, body)) == MOST_PARTS


@given(st.binary(max_size=300), st.text(max_size=40))
@example(b"--xYzZY\r\n" * 40, KIND)
@example(b'--xYzZY\r\n; name="\r\n\r\n', "multipart/form-data; boundary=\udcff")
def test_no_body_breaks_the_reading(body: bytes, kind: str) -> None:
    assert isinstance(read_posted_form(KIND, body), dict)
    with suppress(Refused):
        read_posted_form(kind, body)
