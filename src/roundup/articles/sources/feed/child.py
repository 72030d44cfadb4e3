"""Reads one feed within limits, and ends: `python -m roundup.articles.sources.feed.child`.

On standard input: a line of JSON (`url`, `charset`), then the bytes of the feed. On standard
output: what `handover` unpacks. How it ends when a limit is passed, `endings` tells apart: the kernel
sends SIGXCPU after the computing time, and an allocation that fails ends it with OUT_OF_MEMORY.
"""

from __future__ import annotations

import resource
import sys
from typing import Final

import orjson

from roundup.articles.sources.base import Document
from roundup.articles.sources.feed.endings import OUT_OF_MEMORY
from roundup.articles.sources.feed.handover import packed, packed_error
from roundup.articles.sources.feed.reading import read_feed
from roundup.core.errors import SourceError

# A long feed on a slow machine gives its first articles rather than none.
_READING_SECONDS: Final = 2.5
_CPU_SECONDS: Final = 4
_MEMORY_BYTES: Final = 512 * 1024 * 1024


def main() -> None:
    _limit()
    head, _, content = sys.stdin.buffer.read().partition(b"\n")
    told = orjson.loads(head)
    document = Document(url=told["url"], content=content, charset=told["charset"])
    try:
        sys.stdout.buffer.write(answer(document))
    except MemoryError:
        sys.exit(OUT_OF_MEMORY)


def answer(document: Document) -> bytes:
    """Return the reading of a feed, or why there is none, as JSON."""
    try:
        return packed(read_feed(document, _READING_SECONDS))
    except SourceError as error:
        return packed_error(error)


def _limit() -> None:
    for what, most, end in (
        # At the end itself the kernel sends SIGKILL, which says nothing: the step before says why.
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
