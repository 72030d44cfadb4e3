from __future__ import annotations

from collections.abc import Iterator

import pytest

from roundup.articles.sources.fetch import Fetcher
from tests.articles.web import PATIENT, Web, running_web


@pytest.fixture
def web() -> Iterator[Web]:
    with running_web() as running:
        yield running


@pytest.fixture
def fetcher() -> Fetcher:
    """One that may read this machine."""
    return Fetcher(["127.0.0.0/8"], "roundup tests", timeouts=PATIENT)
