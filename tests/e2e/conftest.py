from __future__ import annotations

import pytest

from roundup.articles.pictures import copying
from roundup.editions import tasks


@pytest.fixture(autouse=True)
def _nobody_looks_beyond(monkeypatch: pytest.MonkeyPatch) -> None:
    """Read no source, copy no picture and ask no link in this process: those of feeds lie elsewhere."""
    monkeypatch.setattr(tasks, "look_before_assembling", lambda publication, now, fetcher: True)
    monkeypatch.setattr(copying, "urls_to_copy", lambda urls, now: [])
    monkeypatch.setattr(tasks, "drafts_with_unasked_links", lambda now: [])
