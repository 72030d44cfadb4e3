from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from roundup.providers import PROVIDERS
from tests.contracts.cases import CASES, REPORTING, REPORTS
from tests.contracts.provider_case import ProviderCase
from tests.contracts.report_case import Reporting


@pytest.fixture(params=sorted(PROVIDERS))
def case(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[ProviderCase]:
    with CASES[request.param](tmp_path) as made:
        yield made


@pytest.fixture(params=sorted(REPORTING))
def reporting(request: pytest.FixtureRequest) -> Reporting:
    return request.param, REPORTING[request.param], REPORTS[request.param]
