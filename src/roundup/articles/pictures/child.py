"""Opens one picture within limits, then exits: `python -m roundup.articles.pictures.child`.

On standard input: a line of JSON (`cuts`: pairs of shape and focus), then the bytes of the picture. On
standard output: a line of JSON with lengths, then the files of those lengths, the master first.
"""

from __future__ import annotations

import resource
import sys
from typing import Final

import orjson

from roundup.articles.pictures.cutting import cut_picture, make_master
from roundup.articles.pictures.shapes import Focus, Shape
from roundup.core.errors import SourceError

_CPU_SECONDS: Final = 20
_MEMORY_BYTES: Final = 1536 * 1024 * 1024


def main() -> None:
    _limit()
    head, _, content = sys.stdin.buffer.read().partition(b"\n")
    cuts = [(Shape(shape), Focus(focus)) for shape, focus in orjson.loads(head)["cuts"]]
    sys.stdout.buffer.write(answer(content, cuts))


def answer(content: bytes, cuts: list[tuple[Shape, Focus]]) -> bytes:
    """Return the picture's master and its cuts, or the reason why there are none."""
    try:
        made = make_master(content)
    except SourceError as error:
        return orjson.dumps({"code": error.code, "message": str(error)}) + b"\n"
    parts = [made.content, *(cut_picture(made.content, shape, focus) for shape, focus in cuts)]
    told = {"kind": made.kind, "size": [made.width, made.height], "lengths": [len(part) for part in parts]}
    return orjson.dumps(told) + b"\n" + b"".join(parts)


def _limit() -> None:
    for what, most in (
        (resource.RLIMIT_CPU, _CPU_SECONDS),
        (resource.RLIMIT_AS, _MEMORY_BYTES),
        (resource.RLIMIT_CORE, 0),
    ):
        _, hard = resource.getrlimit(what)
        given = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(what, (given, given))


if __name__ == "__main__":
    main()
