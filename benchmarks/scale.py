"""From ten thousand readers to a million: how long preparing and sending take, and how much memory.

Each size gets a new database. A separate process prepares the mailing, as the worker's tick does, and the
worker of `roundup up` sends it; the peak memory of each is measured. Everybody is mailed once, or the run
ends with an error. The rows are those of the table in docs/SCALE.md.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks import cores
from benchmarks.desk import DATABASES, desk, edition_on_its_way, subscribe
from benchmarks.mailing import Run, hold, send, start_worker

_HEAD = (
    "| database | readers | prepared in | readers/s | its peak | sent in | readers/s | its peak | on disk |\n"
    "|---|---|---|---|---|---|---|---|---|"
)


@dataclass(frozen=True, slots=True)
class Preparation:
    """What the preparation took: seconds, and megabytes at its peak."""

    seconds: float
    megabytes: float


def main(argv: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks scale", description=__doc__)
    parser.add_argument("--readers", type=int, action="append")
    parser.add_argument("--database", choices=DATABASES)
    options = parser.parse_args(argv)
    sizes = options.readers or [10_000, 100_000, 1_000_000]
    databases = [options.database] if options.database else DATABASES
    if len(sizes) * len(databases) == 1:
        _measure(databases[0], sizes[0])
        return 0
    print(_HEAD, flush=True)
    again = [sys.executable, "-m", "benchmarks", "scale"]
    runs = [
        subprocess.run([*again, "--database", database, "--readers", str(size)], check=False)
        for database in databases
        for size in sizes
    ]
    return max(run.returncode for run in runs)


def _measure(database: str, readers: int) -> None:
    with desk(database) as (supervisor, office):
        from tests.making import make_publication

        publication = make_publication()
        subscribe(publication, readers)
        mailing = edition_on_its_way(publication)
        prepared = _prepare(mailing.pk)
        hold(mailing.pk)
        worker = start_worker(supervisor)
        sent = send(mailing.pk, worker, office)
        print(_row(database, prepared, sent, cores.peak_megabytes(worker), _megabytes_on_disk()), flush=True)


def _prepare(mailing_id: int) -> Preparation:
    """Prepare in a separate process, so that its peak memory is its own."""
    argv = [sys.executable, "-m", "benchmarks.preparation", str(mailing_id)]
    with cores.on(cores.SENDER):
        said = subprocess.run(argv, check=True, stdout=subprocess.PIPE, text=True).stdout
    seconds, megabytes = map(float, said.split())
    return Preparation(seconds, megabytes)


def _megabytes_on_disk() -> float:
    from django.conf import settings
    from django.db import connection

    if connection.vendor == "sqlite":
        name = str(settings.DATABASES["default"]["NAME"])
        return sum(os.path.getsize(name + end) for end in ("", "-wal") if os.path.exists(name + end)) / 1e6
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database())")
        return float(cursor.fetchone()[0]) / 1e6


def _row(database: str, prepared: Preparation, sent: Run, peak: float, disk: float) -> str:
    cells = (
        database,
        f"{sent.readers:,}",
        f"{prepared.seconds:.1f} s",
        f"{sent.readers / prepared.seconds:,.0f}",
        f"{prepared.megabytes:.0f} MB",
        f"{sent.seconds:.1f} s",
        f"{sent.rate:,.0f}",
        f"{peak:.0f} MB",
        f"{disk:.0f} MB",
    )
    return f"| {' | '.join(cells)} |"
