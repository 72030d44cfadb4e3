"""`python -m roundup.providers.sendgrid.standin`: the stand-in as a process."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from roundup.core.errors import Refused
from roundup.providers.sendgrid.standin.running import run_standin


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m roundup.providers.sendgrid.standin", description="A stand-in for SendGrid."
    )
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=0, help="0: any free one")
    parser.add_argument("--webhook", default="", metavar="URL", help="where to send events")
    parser.add_argument("--key", default="", help="the API key to serve; by default a new one")
    parser.add_argument("--latency", type=float, default=0.0, help="seconds before each answer")
    parser.add_argument("--count-only", action="store_true", help="count mails without keeping them")
    asked = parser.parse_args(argv)
    try:
        run_standin(
            asked.host,
            asked.port,
            asked.webhook,
            key=asked.key,
            latency=asked.latency,
            keep_mails=not asked.count_only,
        )
    except Refused as refused:
        sys.stderr.write(f"{refused}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
