from __future__ import annotations

import itertools
from types import SimpleNamespace

import pytest

from roundup.providers import wire


@pytest.fixture
def counted_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a second pass whenever a call looks how much of its time is left, however busy the machine is."""
    looks = itertools.count()
    monkeypatch.setattr(wire, "time", SimpleNamespace(monotonic=lambda: float(next(looks))))
