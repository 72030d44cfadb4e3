"""Run all benchmarks, or one: `python -m benchmarks [NAME [OPTION…]]`.

A benchmark is a module here with a `main(argv)`, named with a sentence in `BENCHMARKS`.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Any

BENCHMARKS = {
    "variants": "A thousand variants of an edition, against one rendered anew each time.",
    "sending": "Readers a second through Celery, against plainer ways to send.",
}


def main(argv: Sequence[str]) -> int:
    if not argv:
        return max(_module(name).main([]) for name in BENCHMARKS)
    if argv[0] not in BENCHMARKS:
        for name, about in BENCHMARKS.items():
            print(f"  {name:10} {about}", file=sys.stderr)
        return 2
    return int(_module(argv[0]).main(argv[1:]))


def _module(name: str) -> Any:
    return import_module(f"benchmarks.{name}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
