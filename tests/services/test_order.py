"""Files that wait come first, and nothing moves within a file."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

from tests.services.order import pytest_collection_modifyitems


def item(name: str, *marks: str) -> SimpleNamespace:
    path = Path(name.partition("::")[0])
    return SimpleNamespace(name=name, path=path, get_closest_marker=lambda mark: mark in marks)


def test_files_with_processes_come_first_then_those_with_a_browser() -> None:
    items = [
        item("a.py::1"),
        item("b.py::1"),
        item("b.py::2", "browser"),
        item("a.py::2"),
        item("c.py::1", "browser"),
        item("c.py::2", "process"),
    ]

    pytest_collection_modifyitems(items)  # type: ignore[arg-type]

    told = [each.name for each in items]
    assert told == ["c.py::1", "c.py::2", "b.py::1", "b.py::2", "a.py::1", "a.py::2"]
