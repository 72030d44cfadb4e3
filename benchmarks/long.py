"""A million readers, sent with 300 ms before each answer and without: how much of the rate is left.

A provider is far away: a sender that waits for its answers one by one loses most of the rate. Exits 1 if
less is left than promised.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from benchmarks.databases import one_at_a_time
from benchmarks.desk import DATABASES, desk, edition_on_its_way, prepare, subscribe
from benchmarks.mailing import hold, send, start_worker
from benchmarks.sending import LATENCY

PROMISED = 0.8


def main(argv: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks long", description=__doc__)
    parser.add_argument("--readers", type=int, default=1_000_000)
    parser.add_argument("--database", choices=DATABASES)
    options = parser.parse_args(argv)
    if options.database is None:
        return one_at_a_time("long", argv)
    return _measure(options.database, options.readers)


def _measure(database: str, readers: int) -> int:
    with desk(database) as (supervisor, office):
        from django.db import connection

        from tests.making import make_publication

        publication = make_publication()
        subscribe(publication, readers)
        mailing = edition_on_its_way(publication)
        prepare(mailing)
        hold(mailing.pk)
        worker = start_worker(supervisor)
        near = send(mailing.pk, worker, office).rate
        office.answer_after(LATENCY)
        far = send(mailing.pk, worker, office).rate
        connection.close()  # PostgreSQL stops when nobody is connected to it.
    left = far / near
    print(
        f"{database}: {readers:,} readers at {near:,.0f}/s; {far:,.0f}/s with {LATENCY} s before each answer"
    )
    print(f"  {left:.2f} of the rate is left; {PROMISED} is promised", flush=True)
    return int(left < PROMISED)
