"""What a provider that reports events posts to its hook, how it signs that, and what it means."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from roundup.core.deliveries import EventKind


@dataclass(frozen=True)
class ReportCase:
    """What a provider posts to its hook: rows that mean these kinds, and one of a word that nobody knows.

    Every field that the hook reads stands in one of the rows, so that odd values are tried in it.
    """

    environment: Mapping[str, str]
    rows: Sequence[tuple[Mapping[str, Any], EventKind]]
    unknown: Mapping[str, Any]
    body: Callable[[Sequence[Any]], bytes]
    signed: Callable[[bytes], Mapping[str, str]]

    def whole(self) -> bytes:
        return self.body([row for row, _ in self.rows])

    def with_odd(self, odd: str) -> Iterator[bytes]:
        """Yield a body for each value in each row, and each row, that is replaced by `odd` as it stands.

        Each body ends with the first row as it was.
        """
        for row, _ in self.rows:
            for changed in _marked(row):
                body = self.body([changed, self.rows[0][0]])
                for marked in (f'"{_MARK}"', _MARK):
                    body = body.replace(marked.encode(), odd.encode("utf-8", "surrogateescape"))
                yield body


# What stands for an odd value until a body is written: no writer of JSON would write all of them.
_MARK = "what-is-odd"


def _marked(value: Any) -> Iterator[Any]:
    """Yield what becomes of a value with the mark in its place, and in the place of each value within."""
    yield _MARK
    places = value.keys() if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()
    for place in places:
        for inner in _marked(value[place]):
            changed = value.copy()
            changed[place] = inner
            yield changed
