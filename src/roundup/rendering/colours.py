"""Colours that people can read: contrast as WCAG 2 defines it, and the nearest colour with enough of it."""

from __future__ import annotations

import re

from roundup.core.errors import RenderError
from roundup.core.newsroom_language import tell

ENOUGH = 4.5
_HEX = re.compile(r"#[0-9a-fA-F]{6}")
# White first; then the softer black before the pure one, which always has enough contrast.
_TEXTS = ("#ffffff", "#141312", "#000000")


def contrast_ratio(one: str, other: str) -> float:
    """Return the contrast ratio of two colours, from 1 to 21."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def text_on(background: str) -> str:
    """Return white or a black with at least 4.5:1 on `background`; one of them always has that."""
    return next(text for text in _TEXTS if contrast_ratio(text, background) >= ENOUGH)


def readable_colour(colour: str, background: str, ratio: float = ENOUGH) -> str:
    """Return `colour`, moved towards black or white just as far as `ratio` on `background` requires."""
    goal = (0, 0, 0) if _luminance(background) > 0.18 else (255, 255, 255)
    start = channels(colour)
    for step in range(101):
        mixed = tuple(round(a + (b - a) * step / 100) for a, b in zip(start, goal, strict=True))
        candidate = "#{:02x}{:02x}{:02x}".format(*mixed)
        if contrast_ratio(candidate, background) >= ratio:
            return candidate
    raise RenderError(
        tell(
            "No shade of %(colour)s reads well on %(background)s; choose a lighter or darker background.",
            colour=colour,
            background=background,
        )
    )


def channels(colour: str) -> tuple[int, int, int]:
    """Return red, green and blue. Raises RenderError for anything but six-digit hex."""
    if not _HEX.fullmatch(colour):
        raise RenderError(
            tell(
                "The colour %(colour)s is not six-digit hex like #8a1c1c; correct it in the brand.",
                colour=repr(colour),
            )
        )
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(value / 255) for value in channels(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(value: float) -> float:
    return value / 12.92 if value <= 0.04045 else float(((value + 0.055) / 1.055) ** 2.4)
