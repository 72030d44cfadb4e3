"""The order of the tests: what takes long begins first, so that no worker ends alone with it."""

from __future__ import annotations

import pytest

_LONGEST_FIRST = ("process", "browser")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    files: dict[str, int] = {}
    for item in items:
        place = min((_place(mark.name) for mark in item.iter_markers()), default=len(_LONGEST_FIRST))
        files[item.location[0]] = min(place, files.get(item.location[0], place))
    items.sort(key=lambda item: files[item.location[0]])


def _place(mark: str) -> int:
    return _LONGEST_FIRST.index(mark) if mark in _LONGEST_FIRST else len(_LONGEST_FIRST)
