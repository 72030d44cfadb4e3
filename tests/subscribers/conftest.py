"""One publication and its readers."""

from __future__ import annotations

from datetime import timedelta

import pytest

from roundup.publications.models import Publication
from roundup.subscribers import pressed_by_people
from tests.making import make_publication
from tests.subscribers.patience import PatientClient


@pytest.fixture
def publication(db: None) -> Publication:
    return make_publication()


@pytest.fixture
def client() -> PatientClient:
    """The browser of somebody who reads before they press."""
    return PatientClient()


@pytest.fixture
def quick_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a press count at once, for tests that are about something else."""
    monkeypatch.setattr(pressed_by_people, "SHOWN_FOR", timedelta())
