"""The order of the files: who waits most comes first, so that no core is idle while the last one ends."""

from __future__ import annotations

from pathlib import Path

import pytest

# Whole installations wait for each other, browsers for their pages; all others are short.
_FIRST = ("process", "browser")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put files with real processes first, then those with a browser; within a file nothing moves."""
    ranks: dict[Path, int] = {}
    for item in items:
        ranks[item.path] = min(_rank(item), ranks.get(item.path, len(_FIRST)))
    items.sort(key=lambda item: ranks[item.path])


def _rank(item: pytest.Item) -> int:
    found = [place for place, name in enumerate(_FIRST) if item.get_closest_marker(name)]
    return min(found, default=len(_FIRST))
