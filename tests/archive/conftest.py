"""A publication with a draft and three readers, on a Wednesday; and that edition once it is mailed."""

from __future__ import annotations

import pytest

from roundup.editions.models import Edition
from tests.newsroom.conftest import clock, edition, publication  # noqa: F401 - fixtures
from tests.newsroom.mailings import begin, go
from tests.sending.post import Post


@pytest.fixture
def mailed(edition: Edition) -> Edition:  # noqa: F811
    begin(edition)
    go(Post())
    edition.refresh_from_db()
    return edition
