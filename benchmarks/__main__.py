"""Run all short benchmarks, or one: `python -m benchmarks [NAME [OPTION…]]`.

A benchmark is a module here with a `main(argv)`, listed with a sentence in `BENCHMARKS`; those that take
longer than all the others together are in `LONG`, and are run only by name. Each runs in a process of its
own: Django takes only one database per process.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Any

BENCHMARKS = {
    "variants": "A thousand variants of an edition, against one rendered anew each time.",
    "sending": "Readers a second through Celery, against plainer ways to send.",
    "editors_weeks": "How near our draft comes to what an editor would want, in real weeks.",
    "assembling": "A draft of 500 articles, and a look at a feed of 1,000 items, in processor time.",
    "events": "Events a second at the provider's door, stored and applied.",
}
LONG = {
    "flood": "A minute’s flood of sign-ups against the running server.",
    "scale": "Ten thousand, a hundred thousand and a million readers, prepared and sent.",
    "letter": "From a keystroke to the painted letter, in a browser, by readers and database.",
    "long": "A million readers with 300 ms before each answer, and without.",
}


def main(argv: Sequence[str]) -> int:
    if not argv:
        return max(_in_own_process(name) for name in BENCHMARKS)
    known = BENCHMARKS | LONG
    if argv[0] not in known:
        for name, about in known.items():
            print(f"  {name:14} {about}", file=sys.stderr)
        return 2
    module: Any = import_module(f"benchmarks.{argv[0]}")
    return int(module.main(argv[1:]))


def _in_own_process(name: str) -> int:
    return subprocess.run([sys.executable, "-m", "benchmarks", name], check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
