"""Records which promise was kept on which database, and makes a table of that."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

KEPT, BROKEN, NOT_LOOKED_AT = "kept", "BROKEN", "-"
_TOLD = 6


class Verdicts:
    """What was found on one database: for each promise how it was broken, or '' if it was kept."""

    def __init__(self) -> None:
        self.found: dict[str, str] = {}

    @contextmanager
    def about(self, promise: str) -> Iterator[list[str]]:
        """Check whether a promise is kept: the block adds whatever breaks it. An error breaks it, too."""
        problems: list[str] = []
        try:
            yield problems
        except Exception as error:
            problems.append(f"{type(error).__name__}: {error}")
        more = [f"and {len(problems) - _TOLD} more"] if len(problems) > _TOLD else []
        self.found[promise] = "; ".join([*problems[:_TOLD], *more])

    @property
    def broken(self) -> bool:
        return any(self.found.values())


def shown(by_database: Mapping[str, Verdicts]) -> str:
    """Return the table, with a line for each promise, and below it how the broken ones were broken."""
    promises = list(dict.fromkeys(promise for each in by_database.values() for promise in each.found))
    width = max(map(len, promises), default=0)
    lines = ["  ".join([" " * width, *(f"{name:10}" for name in by_database)]).rstrip()]
    for promise in promises:
        words = [_word(each, promise) for each in by_database.values()]
        lines.append("  ".join([f"{promise:{width}}", *(f"{word:10}" for word in words)]).rstrip())
    for name, each in by_database.items():
        lines += [f"{name}: {promise}: {why}" for promise, why in each.found.items() if why]
    return "\n".join(lines)


def _word(verdicts: Verdicts, promise: str) -> str:
    if promise not in verdicts.found:
        return NOT_LOOKED_AT
    return BROKEN if verdicts.found[promise] else KEPT


def until(awaited: Callable[[], str], seconds: float = 600, every: float = 0.2) -> None:
    """Wait until nothing is missing any more. Raises TimeoutError, which says what did not come."""
    ends = time.monotonic() + seconds
    while what := awaited():
        if time.monotonic() > ends:
            raise TimeoutError(f"not within {seconds:.0f} seconds: {what}")
        time.sleep(every)
