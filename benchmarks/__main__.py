"""Run all short benchmarks, or one: `python -m benchmarks [NAME [OPTION…]]`.

A benchmark is a module here with a `main(argv)`, listed with a sentence in `BENCHMARKS`; those that take
longer than all the others together are in `LONG`, and are run only by name.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Any

BENCHMARKS = {
    "variants": "A thousand variants of an edition, against one rendered anew each time.",
    "sending": "Readers a second through Celery, against plainer ways to send.",
    "events": "Events a second at the provider's door, stored and applied.",
}
LONG = {
    "scale": "Ten thousand, a hundred thousand and a million readers, prepared and sent.",
    "letter": "From a keystroke to the painted letter, in a browser, by readers and database.",
    "long": "A million readers with 300 ms before each answer, and without.",
}


def main(argv: Sequence[str]) -> int:
    if not argv:
        return max(int(_module(name).main([])) for name in BENCHMARKS)
    known = BENCHMARKS | LONG
    if argv[0] not in known:
        for name, about in known.items():
            print(f"  {name:10} {about}", file=sys.stderr)
        return 2
    return int(_module(argv[0]).main(argv[1:]))


def _module(name: str) -> Any:
    return import_module(f"benchmarks.{name}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
