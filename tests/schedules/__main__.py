"""`make schedules`: ten years of every rhythm in every zone, counted again by hand; exits 1 if one fails.

YEARS says how long they live, SEED by which chances, and ONLY chooses the lives whose names contain it:
`ONLY="Europe/Dublin monthly"` repeats one that failed.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from itertools import product
from multiprocessing import get_context

from tests.schedules.by_hand import ZONES
from tests.schedules.own_database import live_apart, set_up
from tests.services import migrated

_RHYTHMS = ("twice-weekly", "weekly", "n-weekly", "monthly")


def main() -> int:
    years, seed = float(os.environ.get("YEARS") or 10), int(os.environ.get("SEED") or time.time())
    only = os.environ.get("ONLY") or ""
    lives = [life for life in product(ZONES, _RHYTHMS) if only in " ".join(life)]
    _say(f"SEED={seed} YEARS={years:g}")
    begun, failed = time.monotonic(), 0
    sums = {rhythm: Counter[str]() for rhythm in _RHYTHMS}
    for (zone, rhythm), (faults, counted) in zip(lives, _all_lived(lives, years, seed), strict=True):
        sums[rhythm] += counted
        failed += bool(faults)
        _say(f"{zone} {rhythm}: {counted['editions']} editions, {len(faults)} faults")
        for fault in faults[:5]:
            _say(f"  {fault}")
    _sum_up(sums)
    _say(f"{failed} of {len(lives)} failed; {(time.monotonic() - begun) / 60:.1f} minutes")
    return 1 if failed else 0


def _all_lived(
    lives: Iterable[tuple[str, str]], years: float, seed: int
) -> Iterable[tuple[list[str], Counter[str]]]:
    """Yield what became of each, in order."""
    zones, rhythms = zip(*lives, strict=True)
    migrated.begin_run()
    with (
        tempfile.TemporaryDirectory(prefix="years-") as folder,
        ProcessPoolExecutor(os.cpu_count(), get_context("spawn"), set_up, (folder,)) as pool,
    ):
        yield from pool.map(live_apart, zones, rhythms, [years] * len(zones), [seed] * len(zones))


def _sum_up(sums: dict[str, Counter[str]]) -> None:
    _say(f"\n{'':16}" + "".join(f"{rhythm:>14}" for rhythm in sums))
    for word in dict.fromkeys(word for counted in sums.values() for word in counted):
        _say(f"{word:16}" + "".join(f"{counted[word]:>14,}" for counted in sums.values()))


def _say(line: str) -> None:
    print(line, flush=True)  # noqa: T201 - a program of the command line


if __name__ == "__main__":
    sys.exit(main())
