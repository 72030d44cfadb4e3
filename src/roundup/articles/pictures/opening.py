"""Lets a child process without keys open and cut a picture within limits."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import orjson

from roundup.articles.child_process import ask_child
from roundup.articles.pictures.shapes import Focus, Master, Shape
from roundup.core.errors import SourceError
from roundup.core.newsroom_language import tell

_CHILD: Final = "roundup.articles.pictures.child"
# This only keeps us from waiting for ever; the child limits its work itself.
_WALL_SECONDS: Final = 90


@dataclass(frozen=True, slots=True)
class OpenedPicture:
    """A master, and its cuts in the order asked for."""

    master: Master
    cuts: tuple[bytes, ...]


def open_picture(content: bytes, cuts: Sequence[tuple[Shape, Focus]]) -> OpenedPicture:
    """Return the picture in `content`, made safe and cut as asked.

    Raises SourceError if it cannot be shown as a picture, or if opening it takes too much time or memory.
    """
    head = orjson.dumps({"cuts": [[shape.value, focus.value] for shape, focus in cuts]})
    told, _, rest = _asked(head + b"\n" + content).partition(b"\n")
    found = orjson.loads(told)
    if "message" in found:
        raise SourceError(found["code"], found["message"])
    parts = _parted(rest, found["lengths"])
    return OpenedPicture(Master(parts[0], found["kind"], *found["size"]), tuple(parts[1:]))


def _asked(question: bytes) -> bytes:
    try:
        child = ask_child(_CHILD, question, _WALL_SECONDS)
    except (OSError, subprocess.TimeoutExpired):
        raise SourceError("busy-here", tell("The picture could not be opened here this time.")) from None
    if child.returncode != 0:
        raise SourceError(
            "too-heavy", tell("The picture takes too much time or memory to open: use another.")
        )
    return child.stdout


def _parted(whole: bytes, lengths: Sequence[int]) -> list[bytes]:
    parts, start = [], 0
    for length in lengths:
        parts.append(whole[start : start + length])
        start += length
    return parts
