"""Reads one document within limits, then exits: `python -m roundup.articles.sources.child`.

On standard input: a line of JSON (what `reader` asks), then the bytes of the document. On standard output:
what `child_answer` unpacks. `child_failures` recognises a child that exceeded a limit: the kernel sends
SIGXCPU when its computing time is used up, and a failed allocation makes it exit with OUT_OF_MEMORY.
"""

from __future__ import annotations

import resource
import sys
from typing import Any, Final

import orjson

from roundup.articles.sources.base import Document
from roundup.articles.sources.child_answer import pack_error, pack_reading
from roundup.articles.sources.child_failures import OUT_OF_MEMORY
from roundup.articles.sources.registry import read_here
from roundup.core.errors import SourceError

# With this limit, a long feed on a slow machine gives its first articles rather than none.
_READING_SECONDS: Final = 2.5
_CPU_SECONDS: Final = 4
_MEMORY_BYTES: Final = 512 * 1024 * 1024


def main() -> None:
    _limit()
    head, _, content = sys.stdin.buffer.read().partition(b"\n")
    try:
        sys.stdout.buffer.write(answer(orjson.loads(head), content))
    except MemoryError:
        sys.exit(OUT_OF_MEMORY)


def answer(asked: dict[str, Any], content: bytes, cpu_seconds: float = _READING_SECONDS) -> bytes:
    """Return the reading of a document, or why there is none, as JSON."""
    document = Document(asked["url"], content, asked["media_type"], asked["charset"], asked["zone"])
    try:
        return pack_reading(read_here(document, asked["kind"], cpu_seconds))
    except SourceError as error:
        return pack_error(error)


def _limit() -> None:
    for what, most, end in (
        # At the hard limit, the kernel sends SIGKILL, which gives no reason; the signal of the soft limit
        # gives one.
        (resource.RLIMIT_CPU, _CPU_SECONDS, _CPU_SECONDS + 1),
        (resource.RLIMIT_AS, _MEMORY_BYTES, _MEMORY_BYTES),
        (resource.RLIMIT_CORE, 0, 0),
        (resource.RLIMIT_NPROC, 0, 0),
    ):
        _, hard = resource.getrlimit(what)
        given = hard if hard != resource.RLIM_INFINITY else end
        resource.setrlimit(what, (min(most, given), min(end, given)))


if __name__ == "__main__":
    main()
