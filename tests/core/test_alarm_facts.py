"""When a dismissed alarm says something new."""

from __future__ import annotations

import pytest

from roundup.core.alarm_facts import says_something_new

DROPPED = "The provider took {} copies and then dropped them."


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (DROPPED.format(3), DROPPED.format(29)),
        ("Silent since 09:05, Thursday 1 October.", "Silent since 23:59, Thursday 9 October."),
        ("It answered 500 (id 7f3a).", "It answered 502 (id 99bc)."),
        ("The feed gives nothing.", "The  feed gives\nnothing."),
    ],
)
def test_other_numbers_are_nothing_new(before: str, after: str) -> None:
    assert not says_something_new(before, after)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("It answered 500.", "It does not answer."),
        (DROPPED.format(3), DROPPED.format(30)),
        (DROPPED.format("300"), DROPPED.format("3,000")),
        (DROPPED.format(0), DROPPED.format(10)),
    ],
)
def test_other_words_are_new_and_so_is_a_number_ten_times_as_large(before: str, after: str) -> None:
    assert says_something_new(before, after)


def test_a_number_of_thousands_of_digits_does_no_harm() -> None:
    assert not says_something_new("It says 1.", f"It says {'9' * 5000}.")
