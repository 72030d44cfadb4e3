"""`make chaos`: the failure table on both databases, then random runs; exits 1 where one fails.

RUNS and READERS say how much, SEED where to begin: a run that failed is repeated by its own seed
with RUNS=1. Every eleventh run has READERS, so that both databases see some, the others a tenth of
them. ROWS=0 leaves the table out.
"""

from __future__ import annotations

import os
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from tests.chaos.children import Nursery
from tests.chaos.databases import Databases, PostgreSQL, SQLite
from tests.chaos.judge import Verdict
from tests.chaos.row import Row
from tests.chaos.rows import ROWS
from tests.chaos.runs import COUNTED, Run, run
from tests.services.postgres import CannotRunError, running_server

_AT_ONCE = 3
# Seconds: the promise itself, on a machine that is not busy.
_GO_ON_WITHIN = 30.0


def main() -> int:
    runs, readers = int(os.environ.get("RUNS") or 200), int(os.environ.get("READERS") or 20_000)
    seed = int(os.environ.get("SEED") or time.time())
    _say(f"SEED={seed} RUNS={runs} READERS={readers}")
    began = time.monotonic()
    # So that whoever is told to stop takes its processes with it.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    with _databases() as databases, Nursery() as nursery, ThreadPoolExecutor(_AT_ONCE) as pool:
        failed = _play_rows(databases, nursery, pool) if os.environ.get("ROWS") != "0" else []

        def live(number: int) -> Run:
            one = seed + number
            many = readers if one % 11 == 0 or runs == 1 else max(readers // 10, 1)
            done = run(one, databases[one % len(databases)], nursery, many)
            _say(str(done))
            return done

        try:
            done = list(pool.map(live, range(runs)))
        finally:
            pool.shutdown(cancel_futures=True)
    _sum_up(done, (time.monotonic() - began) / 60)
    failed += [
        f"SEED={one.seed} RUNS=1 READERS={one.readers} ROWS=0 make chaos: {'; '.join(one.story)}"
        for one in done
        if one.verdict.problems
    ]
    for line in failed:
        _say(f"failed: {line}")
    return 1 if failed else 0


@contextmanager
def _databases() -> Iterator[list[Databases]]:
    with tempfile.TemporaryDirectory(prefix="chaos-db-") as folder:
        sqlite = SQLite(Path(folder))
        try:
            with running_server() as server:
                yield [sqlite, PostgreSQL(server)]
        except CannotRunError as error:
            _say(f"Not run on PostgreSQL: {error}")
            yield [sqlite]


def _play_rows(databases: Sequence[Databases], nursery: Nursery, pool: ThreadPoolExecutor) -> list[str]:
    """Play every row on every database, some at a time; return what failed."""

    def play(trial: tuple[Row, Databases]) -> str:
        row, kind = trial
        with row.house(kind, nursery) as built:
            try:
                verdict = row.play(built)
            except AssertionError as error:
                verdict = Verdict([repr(error)])
        if built.paused > _GO_ON_WITHIN * built.pace:
            verdict.problems.append(f"the others stood still for {built.paused:.0f} s")
        waited = f" (others went on after {built.paused:.1f} s)" if built.paused else ""
        _say(f"row {row.row} {kind.kind}: {row.says}: {verdict}{waited}")
        return f"row {row.row} on {kind.kind}: {row.says}" if verdict.problems else ""

    trials = [(row, kind) for row in ROWS for kind in databases if row.only in ("", kind.kind)]
    return [said for said in pool.map(play, trials) if said]


def _sum_up(done: Sequence[Run], minutes: float) -> None:
    """Say in a table what was done to the engine, and how that ended."""
    _say(f"\n{'':12} {'SQLite':>12} {'PostgreSQL':>12}")
    sums = {kind: _sums([one for one in done if one.database == kind]) for kind in ("sqlite", "postgresql")}
    for word in (
        "runs",
        "readers",
        *COUNTED,
        "samples",
        "decided",
        "uncertain",
        "twice",
        "missing",
        "failed",
    ):
        _say(f"{word:14}" + "".join(f"{sums[kind][word]:>12,}" for kind in sums))
    _say(f"{minutes:.1f} minutes")


def _sums(done: Sequence[Run]) -> Counter[str]:
    sums: Counter[str] = Counter(runs=len(done))
    for one in done:
        sums += one.done
        sums += Counter(readers=one.readers, samples=one.samples, decided=one.left)
        sums += Counter(twice=one.verdict.twice, missing=one.verdict.missing)
        sums += Counter(uncertain=one.verdict.where["uncertain"], failed=bool(one.verdict.problems))
    return sums


def _say(line: str) -> None:
    print(line, flush=True)  # noqa: T201 - a program of the command line


if __name__ == "__main__":
    sys.exit(main())
