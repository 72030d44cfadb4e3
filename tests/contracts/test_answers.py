"""What a provider makes of each answer to a batch, over all providers and all answers.

Who got a copy is seen at the other end, and nobody may be said to be taken who was not, or the other way.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from roundup.core.batches import OutgoingBatch
from roundup.core.errors import (
    ProviderBusy,
    ProviderDivided,
    ProviderError,
    ProviderHalted,
    ProviderRefused,
    ProviderUncertain,
)
from roundup.providers import PROVIDERS
from tests.contracts.cases import CASES
from tests.contracts.provider_case import ONE_READER, Answer, Never, ProviderCase, Trouble
from tests.providers.samples import PEOPLE
from tests.services.waiting import until

# After these nobody can know whether it was taken, so a case shows each after it was.
UNKNOWN = (Answer.SILENCE, Answer.CUT, Answer.NONSENSE)
OF_ALL: Mapping[Answer, type[ProviderError]] = {
    Answer.UNREACHED: ProviderBusy,
    Answer.BUSY: ProviderBusy,
    Answer.HALTED: ProviderHalted,
    Answer.BATCH_REFUSED: ProviderRefused,
    **dict.fromkeys(UNKNOWN, ProviderUncertain),
}
OF_ONE: Mapping[Answer, type[ProviderError]] = {
    Answer.READER_REFUSED: ProviderRefused,
    Answer.READER_BUSY: ProviderBusy,
    Answer.READER_UNANSWERED: ProviderUncertain,
}
THE_ONE = PEOPLE.index(ONE_READER)
# What a protocol may lack. Every other answer comes from whatever is called, over any line.
MAY_NEVER_COME = {Answer.BATCH_REFUSED, Answer.READER_BUSY, Answer.READER_UNANSWERED}


def handed_over(case: ProviderCase, trouble: Trouble) -> ProviderError:
    """Return what the provider raises. Its sentence names no reader."""
    trouble.cause()
    with pytest.raises(ProviderError) as raised:
        (trouble.by or case.provider).send(trouble.batch)
    assert "@" not in str(raised.value)
    return raised.value


def fates_of(batch: OutgoingBatch, error: ProviderError) -> list[ProviderError | None]:
    """Return for each reader the error that concerns this one, or None who was certainly taken."""
    failed = error.failed if isinstance(error, ProviderDivided) else None
    return [error if failed is None else failed.get(place) for place in range(len(batch.recipients))]


def assert_told_truly(case: ProviderCase, batch: OutgoingBatch, error: ProviderError) -> None:
    """Whoever is said to be taken got one copy, and whoever surely was not got none."""
    got, fates = case.counts(), fates_of(batch, error)
    told = {
        reader.email: int(fate is None)
        for reader, fate in zip(batch.recipients, fates, strict=True)
        if not isinstance(fate, ProviderUncertain)
    }
    assert told == {email: got[email] for email in told}


def assert_of_all(answer: Answer, error: ProviderError) -> None:
    assert type(error) is OF_ALL[answer]
    assert getattr(error, "index", None) is None


def assert_of_one(answer: Answer, error: ProviderError) -> None:
    """The others were taken, or nobody was because of this reader, or nobody knows of anybody."""
    if isinstance(error, ProviderDivided):
        assert type(error.failed[THE_ONE]) is OF_ONE[answer]
        assert len(error.failed) < len(PEOPLE), "an answer about one reader says nothing about the others"
    else:
        assert answer is not Answer.READER_BUSY, "an answer about one reader says nothing about the others"
        assert type(error) is OF_ONE[answer]
        assert isinstance(error, ProviderUncertain) or error.index == THE_ONE  # type: ignore[attr-defined]


def assert_never(case: ProviderCase, answer: Answer, why: Never) -> None:
    """Believe that an answer never comes, as far as it can be seen."""
    assert why.because
    if PROVIDERS[case.provider.name].keeps_here:
        return
    assert answer in MAY_NEVER_COME, "show it: whatever is called may answer so"
    divides = isinstance(handed_over(case, case.troubles(Answer.READER_REFUSED)[0]), ProviderDivided)
    if answer is Answer.BATCH_REFUSED:
        assert divides, "show it: it answers for all readers at once"
    if answer is Answer.READER_UNANSWERED:
        assert not divides, "show it: it answers for each reader"


def assert_shown(case: ProviderCase, answer: Answer, trouble: Trouble) -> None:
    error = handed_over(case, trouble)
    if answer in UNKNOWN and trouble.taken:
        until(case.copies)
    assert_told_truly(case, trouble.batch, error)
    if answer in OF_ALL:
        assert_of_all(answer, error)
    else:
        assert_of_one(answer, error)


@pytest.mark.parametrize("answer", Answer, ids=lambda answer: answer.name.lower())
@pytest.mark.parametrize("name", sorted(PROVIDERS))
def test_it_makes_of_each_answer_what_that_proves(name: str, answer: Answer, tmp_path: Path) -> None:
    with CASES[name](tmp_path / "first") as case:
        known = case.answers[answer]
        if isinstance(known, Never):
            assert_never(case, answer, known)
            return
        assert any(trouble.taken for trouble in known), "show it at least once, after readers got it"
    for place in range(len(known)):
        folder = tmp_path / str(place)
        folder.mkdir()
        with CASES[name](folder) as case:
            assert_shown(case, answer, case.troubles(answer)[place])


@pytest.mark.parametrize("name", sorted(PROVIDERS))
def test_it_shows_what_it_says_where_it_takes_nothing(name: str, tmp_path: Path) -> None:
    with CASES[name](tmp_path) as case:
        assert case.troubles(Answer.BUSY) or case.troubles(Answer.HALTED)
