"""No cell of ours begins a formula in any spreadsheet, and what was made safe can be read back."""

from __future__ import annotations

import csv
import io
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roundup.core.csv_cells import csv_line, original_cell, safe_cell

TEXT = st.text(st.one_of(st.sampled_from("=+-@＝＋－＠;,|\t\r\n\"' ax1"), st.characters()), max_size=40)


@given(TEXT)
def test_no_cell_begins_a_formula_wherever_it_is_parted(text: str) -> None:
    for cell in re.split(r"[;,|\t\r\n]", safe_cell(text)):
        assert cell.strip().strip('"').strip()[:1] not in set("=+-@＝＋－＠")


@given(TEXT)
def test_what_was_made_safe_is_read_back(text: str) -> None:
    assert original_cell(safe_cell(text)) == text


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "x;=cmd|' /C calc'!A0;y",
        "＝1",
        "\t=1",
        "a\n=1",
        'x,"=1"',
        " +1",
        "x|@SUM(A1)",
        "a\r\n－1",
        "'=1",
    ],
)
def test_hostile_cells_are_changed(text: str) -> None:
    assert safe_cell(text) != text


@pytest.mark.parametrize(
    "text", ["Ann", "Ann-Marie", "1+1", "a@example.org", "", "O'Neil", "2026-11-20", "a; b"]
)
def test_plain_ones_stay_as_they_are(text: str) -> None:
    assert safe_cell(text) == text


@given(st.lists(TEXT, min_size=1))
def test_a_line_of_a_file_is_read_back_cell_by_cell(cells: list[str]) -> None:
    (row,) = csv.reader(io.StringIO(csv_line(cells), newline=""))

    assert row == [safe_cell(cell) for cell in cells]
