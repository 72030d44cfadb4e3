"""`make chaos`: the failure table on both databases, then random runs; exits 1 where one fails.

RUNS and READERS say how much, SEED where to begin: a run that failed is repeated by its own seed
with RUNS=1. ROWS=0 leaves the table out.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from tests.chaos.children import Nursery
from tests.chaos.databases import Databases, PostgreSQL, SQLite
from tests.chaos.house import house
from tests.chaos.row import Row
from tests.chaos.rows import ROWS
from tests.chaos.runs import run
from tests.services.postgres import running_postgres


def main() -> int:
    runs, readers = int(os.environ.get("RUNS") or 200), int(os.environ.get("READERS") or 20_000)
    seed = int(os.environ.get("SEED") or time.time())
    began = time.monotonic()
    failed = []
    with _both() as databases, Nursery() as nursery:
        if os.environ.get("ROWS") != "0":
            failed += _play_rows(databases, nursery)
        for number in range(runs):
            done = run(seed + number, databases[(seed + number) % 2], nursery, readers)
            _say(str(done))
            if done.verdict.problems:
                failed.append(
                    f"SEED={seed + number} RUNS=1 READERS={readers} ROWS=0: {'; '.join(done.story)}"
                )
    minutes = (time.monotonic() - began) / 60
    _say(f"{runs} runs of {readers} readers from seed {seed} in {minutes:.1f} minutes: {len(failed)} failed")
    for one in failed:
        _say(one)
    return 1 if failed else 0


@contextmanager
def _both() -> Iterator[list[Databases]]:
    with tempfile.TemporaryDirectory(prefix="chaos-db-") as folder, running_postgres() as url:
        yield [SQLite(Path(folder)), PostgreSQL(url)]


def _play_rows(databases: list[Databases], nursery: Nursery) -> list[str]:
    """Play every row on every database, some at a time; return what failed."""

    def play(kind: Databases, row: Row) -> str:
        with house(kind, nursery) as built:
            verdict = row.play(built)
        _say(f"row {row.row} {kind.kind}: {row.says}: {verdict}")
        return f"row {row.row} on {kind.kind}: {row.says}" if verdict.problems else ""

    with ThreadPoolExecutor(6) as pool:
        return [
            said for said in pool.map(play, databases * len(ROWS), sorted(ROWS * 2, key=ROWS.index)) if said
        ]


def _say(line: str) -> None:
    print(line, flush=True)  # noqa: T201 - a program of the command line


if __name__ == "__main__":
    sys.exit(main())
