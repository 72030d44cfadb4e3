from __future__ import annotations

import pytest

from roundup.editions.models import Edition
from tests.config.commands import Terminal
from tests.making import make_edition, make_publication, make_readers


@pytest.fixture
def terminal(capsys: pytest.CaptureFixture[str]) -> Terminal:
    return Terminal(capsys)


@pytest.fixture
def edition(db: None) -> Edition:
    """The Quay's draft, with three readers."""
    publication = make_publication()
    make_readers(publication, ["ada", "bo", "cleo"])
    return make_edition(publication)
