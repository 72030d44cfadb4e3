"""Measures events a second at SendGrid's webhook: stored, applied, and applied again as copies.

All are stored; a body signed by somebody else is refused; a body that is posted again changes nothing, and
neither does a copy with new ids from SendGrid. Anything else ends the run with an error.
"""

from __future__ import annotations

import argparse
import logging
from collections.abc import Sequence

from benchmarks.databases import one_at_a_time
from benchmarks.desk import DATABASES, desk


def main(argv: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks events", description=__doc__)
    parser.add_argument("--events", type=int, default=100_000)
    parser.add_argument("--database", choices=DATABASES)
    options = parser.parse_args(argv)
    if options.database is None:
        return one_at_a_time("events", argv)
    _measure(options.database, options.events)
    return 0


def _measure(database: str, events: int) -> None:
    with desk(database):
        from benchmarks.door import run

        # The webhook logs a warning for what it refuses, as it should.
        for name in ("roundup.events.views", "django.request"):
            logging.getLogger(name).setLevel(logging.ERROR)
        found = run(events)
    print(f"\n{database}: {found.events:,} events in {found.bodies} bodies, on one core")
    print(f"  stored at the door   {found.stored_per_second:9,.0f} a second")
    print(f"  applied              {found.applied_per_second:9,.0f} a second")
    print(f"  copies, passed over  {found.copies_per_second:9,.0f} a second")
    print(f"  summed up in {found.counted * 1000:.0f} ms", flush=True)
