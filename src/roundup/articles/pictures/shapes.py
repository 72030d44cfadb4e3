"""The shapes that a picture is cut to, and the part of the picture that a cut keeps."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Literal


class Focus(StrEnum):
    """The part of a picture that must stay visible, as a compass direction.

    The values are part of addresses.
    """

    TOP_LEFT = "nw"
    TOP = "n"
    TOP_RIGHT = "ne"
    LEFT = "w"
    CENTRE = "c"
    RIGHT = "e"
    BOTTOM_LEFT = "sw"
    BOTTOM = "s"
    BOTTOM_RIGHT = "se"


class Shape(StrEnum):
    """Where a picture is shown: across the column, beside a story, on a card of the archive, beside a name
    (as a square) or, whole, to an editor who chooses the focus.

    The values are part of addresses, and the bytes at an address never change: a new size needs a new value.
    """

    WIDE = "wide"
    SMALL = "small"
    # Some older mails show this beside a story, and ask for it for as long as people keep them.
    CARD = "story"
    FACE = "face"
    WHOLE = "whole"


Kind = Literal["jpg", "png"]


@dataclass(frozen=True, slots=True)
class Master:
    """A picture made safe, from which all cuts are made. Sides are in pixels."""

    content: bytes
    kind: Kind
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class _Limits:
    """The greatest useful width (twice the width shown) and the allowed ratios of width to height."""

    width: int
    least_ratio: float
    most_ratio: float


_LIMITS: Final = {
    Shape.WIDE: _Limits(1200, 1.25, 2.2),
    # The widest look shows 210 pixels; a phone shows 96, on a screen that has three pixels for each.
    Shape.SMALL: _Limits(432, 1.5, 1.5),
    # On a phone, it fills a column of 336 pixels.
    Shape.CARD: _Limits(672, 1.5, 1.5),
    Shape.FACE: _Limits(144, 1, 1),
    # No picture that we keep is wider or taller than these ratios.
    Shape.WHOLE: _Limits(640, 0.01, 100),
}
# “Middle” means a little above the middle, where faces are.
_X: Final = {"w": 0.2, "e": 0.8}
_Y: Final = {"n": 0.2, "s": 0.8}
_MIDDLE: Final = (0.5, 0.45)

Box = tuple[int, int, int, int]


def cut_box(width: int, height: int, shape: Shape, focus: Focus) -> Box:
    """Return the box to cut out of a picture of this size: left, top, right, bottom in pixels.

    The cut is the largest that the shape allows, as near to the focus as the edges permit.
    """
    cut_width, cut_height = _cut(width, height, _LIMITS[shape])
    x, y = _point(focus)
    left = min(max(round(x * width - cut_width / 2), 0), width - cut_width)
    top = min(max(round(y * height - cut_height / 2), 0), height - cut_height)
    return left, top, left + cut_width, top + cut_height


def cut_size(width: int, height: int, shape: Shape) -> tuple[int, int]:
    """Return the width and height that a picture of this size has once cut to `shape`. It never grows."""
    limits = _LIMITS[shape]
    cut_width, cut_height = _cut(width, height, limits)
    share = min(1.0, limits.width / cut_width)
    return max(1, round(cut_width * share)), max(1, round(cut_height * share))


def _cut(width: int, height: int, limits: _Limits) -> tuple[int, int]:
    return (
        max(1, min(width, round(height * limits.most_ratio))),
        max(1, min(height, round(width / limits.least_ratio))),
    )


def _point(focus: Focus) -> tuple[float, float]:
    x = next((_X[letter] for letter in focus.value if letter in _X), _MIDDLE[0])
    y = next((_Y[letter] for letter in focus.value if letter in _Y), _MIDDLE[1])
    return x, y
