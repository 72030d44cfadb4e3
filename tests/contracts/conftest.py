from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from roundup.providers import PROVIDERS
from tests.contracts.cases import CASES
from tests.contracts.provider_case import ProviderCase


@pytest.fixture(params=sorted(PROVIDERS))
def case(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[ProviderCase]:
    with CASES[request.param](tmp_path) as made:
        yield made
