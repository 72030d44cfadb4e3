"""A number is never given out twice, whatever the clock and the database do."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

from hypothesis import given
from hypothesis import strategies as st

from roundup.core.identifiers import LEAST, Identifiers

# A moment of November 2026, in seconds.
NOW = 1_795_000_000.5


def ticking(*moments: float) -> Identifiers:
    clock: Iterator[float] = iter(moments)
    return Identifiers(lambda: next(clock), lambda bits: 5)


@given(st.lists(st.floats(-1e12, 4e9), min_size=1))
def test_numbers_grow_however_the_clock_jumps(moments: list[float]) -> None:
    identifiers = ticking(*moments)

    numbers = [identifiers.fresh() for _ in moments]

    assert numbers == sorted(set(numbers))
    assert numbers[0] >= LEAST
    assert numbers[-1] < 2**56


def test_a_database_that_was_set_back_gives_out_no_number_again() -> None:
    before = Identifiers(lambda: NOW, lambda bits: (1 << bits) - 1)
    given_out = {before.fresh() for _ in range(5000)}

    after = Identifiers(lambda: NOW + 1, lambda bits: 0)

    assert min(after.fresh() for _ in range(5000)) > max(given_out)


def test_of_two_processes_in_one_second_each_begins_somewhere_else() -> None:
    one, other = Identifiers(lambda: NOW, lambda bits: 1000), Identifiers(lambda: NOW, lambda bits: 2000)

    assert not {one.fresh() for _ in range(1000)} & {other.fresh() for _ in range(1000)}


def test_threads_never_get_the_same_number() -> None:
    identifiers = Identifiers(lambda: NOW, lambda bits: 0)

    with ThreadPoolExecutor(8) as threads:
        numbers = list(threads.map(lambda _: identifiers.fresh(), range(4000)))

    assert len(set(numbers)) == 4000


def test_a_number_fits_into_a_token_and_an_event() -> None:
    in_2156 = Identifiers(lambda: 1_577_836_800 + 2**32 - 1, lambda bits: (1 << bits) - 1).fresh()

    assert in_2156 < 2**56
    assert len(str(in_2156)) == 17
