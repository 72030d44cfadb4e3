from __future__ import annotations

from typing import Any

import pytest

from tests.events.mailed import Mailed, mailed
from tests.events.provider import KEY
from tests.making import make_edition, make_publication, make_readers
from tests.providers.set_up import give


@pytest.fixture(autouse=True)
def _webhook_key(settings: Any) -> None:
    give(settings, SENDGRID_WEBHOOK_KEY=KEY)


@pytest.fixture
def mailing(db: None) -> Mailed:
    """The Quay's edition, handed over in one batch to five readers."""
    publication = make_publication()
    readers = make_readers(publication, ["ada", "bo", "cleo", "dag", "edda"])
    return mailed(make_edition(publication), readers)
