"""One publication and its readers."""

from __future__ import annotations

import pytest

from roundup.publications.models import Publication
from tests.making import make_publication
from tests.subscribers.patience import PatientClient


@pytest.fixture
def publication(db: None) -> Publication:
    return make_publication()


@pytest.fixture
def client() -> PatientClient:
    """The browser of somebody who reads before they press."""
    return PatientClient()
