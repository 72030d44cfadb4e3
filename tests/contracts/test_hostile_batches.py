"""Whatever names, addresses and headers hold: every provider refuses a batch here, or all of it is taken."""

from __future__ import annotations

from dataclasses import replace
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import event, given, settings

from roundup.core.batches import OutgoingBatch
from roundup.core.errors import ProviderHalted, ProviderRefused
from roundup.providers import PROVIDERS
from tests.contracts.cases import CASES
from tests.contracts.provider_case import ProviderCase
from tests.providers.hostile_batches import BATCHES


@pytest.mark.parametrize("name", sorted(PROVIDERS))
def test_a_batch_is_refused_or_taken_whole(name: str) -> None:
    with TemporaryDirectory() as folder, CASES[name](Path(folder)) as case:
        hand_over_anything(case)


def hand_over_anything(case: ProviderCase) -> None:
    attempts = count()

    @settings(max_examples=60)
    @given(outgoing=BATCHES)
    def hand_over(outgoing: OutgoingBatch) -> None:
        before = case.count()
        try:
            case.provider.send(replace(outgoing, attempt=f"a{next(attempts)}"))
        except (ProviderRefused, ProviderHalted):
            event("refused")
            assert case.count() == before
        else:
            event("taken")
            assert case.count() == before + len(outgoing.recipients)

    hand_over()
