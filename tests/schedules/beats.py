"""`make beats`: many schedulers at once for many weeks, killed, and clocks that jump; exits 1 on a fault.

WEEKS says how many, MANY how many schedulers, SEED by which chances. BEATS of the schedulers are Celery
workers, which tick when one of as many beats asks for it over a Valkey; all others tick by themselves.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from tests.chaos.children import Nursery
from tests.services import environment, migrated
from tests.services.postgres import running_server
from tests.services.valkey import running_valkey


def main() -> int:
    weeks, many = int(os.environ.get("WEEKS") or 200), int(os.environ.get("MANY") or 20)
    beats = int(os.environ.get("BEATS") or 3)
    seed, begun = int(os.environ.get("SEED") or time.time()), time.monotonic()
    parts = {"scheduler": many - beats, "worker": beats, "beat": beats}
    _say(f"SEED={seed} WEEKS={weeks} MANY={many} BEATS={beats}")
    migrated.begin_run()
    with tempfile.TemporaryDirectory(prefix="beats-") as folder, running_server() as server:
        # Whatever is made from here on goes with this folder.
        tempfile.tempdir = folder
        with Nursery() as nursery, migrated.postgres_copy(server.url, "beats"), running_valkey() as broker:
            url = urlunsplit(urlsplit(server.url)._replace(path="/beats"))
            faults = _live(nursery, Path(folder), (url, broker), seed, weeks, parts)
    _say(f"{len(faults)} faults; {(time.monotonic() - begun) / 60:.1f} minutes")
    return 1 if faults else 0


def _live(
    nursery: Nursery, folder: Path, servers: tuple[str, str], seed: int, weeks: int, parts: Mapping[str, int]
) -> list[str]:
    os.environ["ROUNDUP_TEST_DATABASE_URL"] = servers[0]
    environment.enter()
    from django.db import connection

    from tests.schedules.crowd import Crowd

    crowd = Crowd(nursery, folder, *servers, seed, parts)
    try:
        crowd.live(weeks)
    finally:
        crowd.end()
        connection.close()
    _say(", ".join(f"{count:,} {word}" for word, count in crowd.counted.items()))
    for fault in crowd.faults[:20]:
        _say(f"  {fault}")
    return crowd.faults


def _say(line: str) -> None:
    print(line, flush=True)  # noqa: T201 - a program of the command line


if __name__ == "__main__":
    sys.exit(main())
