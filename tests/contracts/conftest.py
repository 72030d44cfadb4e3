from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from roundup.providers import PROVIDERS
from tests.contracts.posts import POSTS, Post


@pytest.fixture(params=sorted(PROVIDERS))
def post(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Post]:
    with POSTS[request.param](tmp_path) as made:
        yield made
