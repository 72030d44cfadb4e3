"""What a provider makes of answers that concern single readers, one of them or several at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from pathlib import Path

import pytest

from roundup.core.errors import (
    ProviderBusy,
    ProviderDivided,
    ProviderError,
    ProviderRefused,
    ProviderUncertain,
)
from roundup.providers import PROVIDERS
from tests.contracts.cases import CASES
from tests.contracts.handing_over import (
    THE_ONE,
    assert_told_truly,
    fates_of,
    handed_over,
    is_called_over_http,
    tells_readers_apart,
)
from tests.contracts.provider_case import GOOD, ONE_READER, Never, ProviderCase, ReaderAnswer, ReaderTrouble
from tests.providers.samples import PEOPLE

MEANS: Mapping[ReaderAnswer, type[ProviderError]] = {
    ReaderAnswer.REFUSED: ProviderRefused,
    ReaderAnswer.BUSY: ProviderBusy,
    ReaderAnswer.UNANSWERED: ProviderUncertain,
    ReaderAnswer.CONTRADICTED: ProviderUncertain,
}
# What each reader is answered, in their order; None who is taken.
Pattern = Sequence[ReaderAnswer | None]


def cases_of(name: str, folder: Path, count: int) -> Iterator[ProviderCase]:
    """Yield so many cases, each with nothing said or taken yet."""
    for place in range(count):
        within = folder / str(place)
        within.mkdir()
        with CASES[name](within) as case:
            yield case


def assert_of_one(answer: ReaderAnswer, trouble: ReaderTrouble, error: ProviderError) -> None:
    """The others were taken, or nobody was because of this reader, or nobody knows of anybody."""
    if isinstance(error, ProviderDivided):
        assert type(error.failed[THE_ONE]) is MEANS[answer]
        assert len(error.failed) < len(PEOPLE), "an answer about one reader says nothing about the others"
    else:
        assert answer is not ReaderAnswer.BUSY, "an answer about one reader says nothing about the others"
        assert type(error) is MEANS[answer]
        assert isinstance(error, ProviderUncertain) or error.index == THE_ONE  # type: ignore[attr-defined]
    if answer is ReaderAnswer.REFUSED and not trouble.wordless:
        assert "(an address)" in str(fates_of(GOOD, error)[THE_ONE]), "keep its words without the address"
    if answer is ReaderAnswer.BUSY:
        wait = fates_of(GOOD, error)[THE_ONE].retry_after  # type: ignore[union-attr]
        assert wait, "say for how long a reader is put off, or the next try comes at once"
        assert trouble.wait in (None, wait)


def assert_never(case: ProviderCase, answer: ReaderAnswer, why: Never) -> None:
    """Believe that an answer never comes, as far as it can be seen."""
    assert why.because
    if PROVIDERS[case.provider.name].keeps_here:
        return
    assert answer is not ReaderAnswer.REFUSED, "show it: whatever is called may answer so"
    # One body about many readers may contradict itself, and has the words that its documents list.
    believed = ReaderAnswer.BUSY if is_called_over_http(case) else ReaderAnswer.CONTRADICTED
    assert answer is believed or not tells_readers_apart(case), "show it: it answers for each reader"


@pytest.mark.parametrize("answer", ReaderAnswer, ids=lambda answer: answer.name.lower())
@pytest.mark.parametrize("name", sorted(PROVIDERS))
def test_an_answer_to_one_reader_concerns_that_reader(
    name: str, answer: ReaderAnswer, tmp_path: Path
) -> None:
    with CASES[name](tmp_path / "first") as case:
        known = case.reader_answers[answer]
        if isinstance(known, Never):
            assert_never(case, answer, known)
            return
        assert known
    for place, case in enumerate(cases_of(name, tmp_path, len(known))):
        trouble = case.reader_troubles(answer)[place]
        error = handed_over(case, lambda: trouble.cause(ONE_READER))  # noqa: B023  # called at once
        assert_told_truly(case, GOOD, error)
        assert_of_one(answer, trouble, error)


def bring_about(case: ProviderCase, pattern: Pattern) -> None:
    for address, answer in zip(PEOPLE, pattern, strict=True):
        if answer:
            case.reader_troubles(answer)[0].cause(address)


def patterns(case: ProviderCase) -> list[Pattern]:
    """Return all ways to answer each reader on its own, with at least one who is not taken."""
    said = [answer for answer in (ReaderAnswer.REFUSED, ReaderAnswer.BUSY) if case.reader_troubles(answer)]
    return [pattern for pattern in product((None, *said), repeat=len(PEOPLE)) if any(pattern)]


@pytest.mark.parametrize("name", sorted(PROVIDERS))
def test_each_of_several_readers_is_told_what_was_answered_to_that_reader(name: str, tmp_path: Path) -> None:
    with CASES[name](tmp_path / "first") as case:
        every = patterns(case)
    for pattern, case in zip(every, cases_of(name, tmp_path, len(every)), strict=True):
        error = handed_over(case, lambda: bring_about(case, pattern))  # noqa: B023  # called at once
        assert_told_truly(case, GOOD, error)
        wanted = {place: MEANS[answer] for place, answer in enumerate(pattern) if answer}
        if isinstance(error, ProviderDivided):
            assert {place: type(each) for place, each in error.failed.items()} == wanted
            assert error.ended_by is None, "an answer to one reader stops nobody else"
        else:
            assert isinstance(error, ProviderRefused)
            assert error.index in wanted
