"""How a publication's brand looks in a message: colours that read well, fonts that are safe, sides."""

from __future__ import annotations

import re
from dataclasses import dataclass

from roundup.core.content import Brand
from roundup.core.errors import RenderError
from roundup.rendering.colours import readable, text_on

WIDTH = 640
GUTTER = 20
TEXT_WIDTH = WIDTH - 2 * GUTTER
PICTURE = 216
PICTURE_GAP = 20

_FONTS = re.compile(r"[\w ,'\"-]+", re.ASCII)
_DIRECTIONS = ("ltr", "rtl")


@dataclass(frozen=True, slots=True)
class Palette:
    """One scheme's colours, each with at least 4.5:1 against the paper it stands on."""

    paper: str
    tint: str
    rule: str
    ink: str
    dim: str
    accent: str
    button: str
    button_text: str


@dataclass(frozen=True, slots=True)
class Look:
    """Everything that the templates need to know about form. Sizes are pixels."""

    light: Palette
    dark: Palette
    heading_font: str
    body_font: str
    ui_font: str
    direction: str
    start: str
    end: str
    width: int = WIDTH
    gutter: int = GUTTER
    text_width: int = TEXT_WIDTH
    picture: int = PICTURE
    picture_gap: int = PICTURE_GAP


def look_of(brand: Brand, direction: str) -> Look:
    """Return the look of `brand`. Raises RenderError for a colour, font or direction that will not do."""
    if direction not in _DIRECTIONS:
        raise RenderError(f"The writing direction {direction!r} is neither ltr nor rtl; correct it.")
    start, end = ("left", "right") if direction == "ltr" else ("right", "left")
    return Look(
        light=_light(brand.accent),
        dark=_dark(brand.accent_dark),
        heading_font=fonts(brand.heading_font),
        body_font=fonts(brand.body_font),
        ui_font=fonts(brand.ui_font),
        direction=direction,
        start=start,
        end=end,
    )


def fonts(stack: str) -> str:
    """Return a font stack without its quotes: CSS needs none here, and each costs five bytes a use."""
    if not _FONTS.fullmatch(stack):
        raise RenderError(
            f"The font stack {stack!r} holds more than names and commas; correct it in the brand."
        )
    return ",".join(name.strip(" '\"") for name in stack.split(","))


def _light(accent: str) -> Palette:
    tint = "#f5f1ea"
    return Palette(
        paper="#fffefc",
        tint=tint,
        rule="#d8d2c8",
        ink="#1f1d1b",
        dim="#5f5a54",
        accent=readable(accent, tint),
        button=accent,
        button_text=text_on(accent),
    )


def _dark(accent: str) -> Palette:
    tint = "#262422"
    return Palette(
        paper="#191817",
        tint=tint,
        rule="#45413c",
        ink="#ebe7e0",
        dim="#b5afa6",
        accent=readable(accent, tint),
        button=accent,
        button_text=text_on(accent),
    )
