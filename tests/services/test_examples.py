"""`make test` tries a rule with the same examples every time, wherever and after whatever it runs."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

import hypothesis
import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st


def drawn() -> list[tuple[int, str]]:
    found = []

    @given(st.integers(), st.text())
    def look(number: int, text: str) -> None:
        found.append((number, text))

    look()
    return found


def test_two_runs_try_the_same_examples() -> None:
    assert drawn() == drawn()


def test_what_else_was_loaded_changes_no_example(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = drawn()
    path = tmp_path / "wares.py"
    path.write_text("".join(f"X{n} = {n + 1}{n}{n}7\nY{n} = 'wares no {n}'\n" for n in range(500)))
    spec = importlib.util.spec_from_file_location("wares", path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, "wares", module)
    spec.loader.exec_module(module)

    assert drawn() == before


def test_no_run_learns_from_another_and_none_is_in_a_hurry() -> None:
    now = hypothesis.settings()

    assert now.database is None
    assert now.deadline is None
    assert HealthCheck.too_slow in now.suppress_health_check
