"""Readers a second: roundup through Celery, a naive Celery task, and bare loops, side by side.

The sender has one core, and everything else the other. All ways are run several times in turn, so that a
busy machine slows all of them; the result is the ratio of the medians.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from statistics import median

from benchmarks import cores
from benchmarks.databases import one_at_a_time
from benchmarks.desk import DATABASES, desk, edition_on_its_way, prepare, subscribe
from benchmarks.mailing import Run, check, hold, send, start_worker
from benchmarks.office import Office
from tests.services.processes import stop

LATENCY = 0.3
WAYS = {
    "roundup": "(a) roundup: worker of `roundup up`, account and ledger",
    "naive": "(b) a Celery task with the sendgrid Mail helper",
    "bodies": "(c) a bare loop that posts prebuilt bodies",
    "ledger": "(d) a loop that builds bodies and keeps a ledger",
    "latency": f"(a) with {LATENCY * 1000:.0f} ms before each answer",
}


def main(argv: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks sending", description=__doc__)
    parser.add_argument("--readers", type=int, default=100_000)
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--database", choices=DATABASES)
    parser.add_argument("--only", choices=WAYS, action="append")
    options = parser.parse_args(argv)
    if options.database is None:
        return one_at_a_time("sending", argv)
    _measure(options)
    return 0


def _measure(options: argparse.Namespace) -> None:
    with desk(options.database) as (supervisor, office):
        from tests.making import make_publication

        publication = make_publication()
        subscribe(publication, options.readers)
        mailing = edition_on_its_way(publication)
        prepare(mailing)
        hold(mailing.pk)
        worker = start_worker(supervisor)
        runs: dict[str, list[Run]] = defaultdict(list)
        wanted = options.only or list(WAYS)
        for _ in range(options.repeat):
            for way in wanted:
                runs[way].append(_run(way, mailing.pk, worker, office))
        _print(options.database, runs, cores.peak_megabytes(worker))


def _run(way: str, mailing_id: int, worker: int, office: Office) -> Run:
    if way in ("bodies", "ledger"):
        return _loop(way, office)
    if way == "naive":
        return _naive(office)
    if way == "roundup":
        return send(mailing_id, worker, office)
    office.answer_after(LATENCY)
    try:
        return send(mailing_id, worker, office)
    finally:
        office.answer_after(0)


def _loop(way: str, office: Office) -> Run:
    office.clear()
    with cores.on(cores.SENDER):
        argv = [sys.executable, "-m", "benchmarks.loops", way]
        said = subprocess.run(argv, check=True, stdout=subprocess.PIPE).stdout
    run = Run(*json.loads(said))
    check(office, run.readers)
    return run


def _naive(office: Office) -> Run:
    from roundup.sending.models import Variant
    from roundup.subscribers.models import Subscriber

    ids = list(Subscriber.objects.order_by("pk").values_list("pk", flat=True))
    words = Variant.objects.values_list("subject", "text", "html")[0]
    office.clear()
    with _naive_worker() as pid:
        from benchmarks.naive import send as task

        task.delay(ids[:1], *words)  # Its first task loads what later tasks find loaded.
        _wait_for(office, 1)
        office.clear()
        began, cpu = time.perf_counter(), cores.cpu_seconds(pid)
        for start in range(0, len(ids), 1000):
            task.delay(ids[start : start + 1000], *words)
        _wait_for(office, len(ids))
        run = Run(len(ids), time.perf_counter() - began, cores.cpu_seconds(pid) - cpu)
    check(office, len(ids))
    return run


@contextmanager
def _naive_worker() -> Iterator[int]:
    """Run Celery's worker with one process that works, as there is one core; yield that one's pid."""
    argv = [sys.executable, "-m", "celery", "--quiet", "-A", "benchmarks.naive", "worker"]
    argv += ["--pool", "solo", "--queues", "naive", "--loglevel", "error"]
    with cores.on(cores.SENDER):
        child = subprocess.Popen(argv)
    try:
        yield child.pid
    finally:
        stop(child)


def _wait_for(office: Office, copies: int) -> None:
    while office.copies() < copies:
        time.sleep(0.02)


def _print(database: str, runs: dict[str, list[Run]], megabytes: float) -> None:
    rates = {way: median(run.rate for run in found) for way, found in runs.items()}
    print(f"\n{database}: {next(iter(runs.values()))[0].readers:,} readers, one core for the sender")
    print(f"  {'':55} readers/s   CPU ms a batch   runs")
    for way, found in runs.items():
        cpu = median(run.cpu / run.readers for run in found) * 1e6
        each = " ".join(f"{run.rate:,.0f}" for run in found)
        print(f"  {WAYS[way]:55} {rates[way]:9,.0f}   {cpu:14.1f}   {each}")
    for other in ("naive", "ledger", "bodies", "latency"):
        if other in rates and "roundup" in rates:
            print(f"  roundup / {other}: {rates['roundup'] / rates[other]:.2f}")
    print(f"  the worker held {megabytes:.0f} MB at the most", flush=True)
