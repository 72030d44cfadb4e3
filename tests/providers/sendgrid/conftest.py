from __future__ import annotations

import itertools
from types import SimpleNamespace

import pytest

from roundup.core import deadlines


@pytest.fixture
def counted_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a second pass whenever a call looks how much of its time is left, however busy the machine is."""
    looks = itertools.count()
    clock = SimpleNamespace(monotonic=lambda: float(next(looks)), time=lambda: 0.0)
    monkeypatch.setattr(deadlines, "time", clock)
