"""What a provider makes of each answer to a batch, over all providers and all answers.

Who got a copy is seen at the other end, and nobody may be said to be taken who was not, or the other way.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

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
from tests.contracts.handing_over import (
    THE_ONE,
    assert_told_truly,
    fates_of,
    handed_over,
    is_called_over_http,
    tells_readers_apart,
)
from tests.contracts.provider_case import Answer, Never, ProviderCase, Trouble
from tests.services.waiting import until

# After these nobody can know whether it was taken, so a case shows each after it was.
UNKNOWN = (Answer.SILENCE, Answer.CUT, Answer.NONSENSE)
MEANS: Mapping[Answer, type[ProviderError]] = {
    Answer.UNREACHED: ProviderBusy,
    Answer.BUSY: ProviderBusy,
    Answer.HALTED: ProviderHalted,
    Answer.BATCH_REFUSED: ProviderRefused,
    Answer.STOPPED: ProviderDivided,
    **dict.fromkeys(UNKNOWN, ProviderUncertain),
}


def assert_never(case: ProviderCase, answer: Answer, why: Never) -> None:
    """Believe that an answer never comes, as far as it can be seen."""
    assert why.because
    if PROVIDERS[case.provider.name].keeps_here:
        return
    # Every other answer comes from whatever is called, over any line.
    assert answer in (Answer.BATCH_REFUSED, Answer.STOPPED), "show it: whatever is called may answer so"
    if answer is Answer.BATCH_REFUSED:
        assert tells_readers_apart(case), "show it: it answers for all readers at once"
    elif not is_called_over_http(case):
        assert not tells_readers_apart(case), "show it: it answers for each reader, until the line ends"


def assert_shown(case: ProviderCase, answer: Answer, trouble: Trouble) -> None:
    error = handed_over(case, trouble.cause, trouble.batch, trouble.by)
    if answer in UNKNOWN and trouble.taken:
        until(case.copies)
    assert_told_truly(case, trouble.batch, error)
    assert type(error) is MEANS[answer]
    assert getattr(error, "index", None) is None
    if answer is Answer.UNREACHED:
        assert getattr(error, "retry_after", None) is None, "nobody was there who could ask us to wait"
    if isinstance(error, ProviderDivided):
        assert_stopped(error, fates_of(trouble.batch, error))


def assert_stopped(error: ProviderDivided, fates: list[ProviderError | None]) -> None:
    """Those before the end were taken; it concerns everybody after them, and is named."""
    assert not any(fates[:THE_ONE])
    assert all(fates[THE_ONE:])
    assert isinstance(error.ended_by, ProviderHalted | ProviderBusy), "`ended_by` says what stopped the batch"
    assert {type(fate) for fate in fates[THE_ONE:]} == {type(error.ended_by)}


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
