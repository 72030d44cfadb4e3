"""How a publication's brand looks in a message: a design, colours that read well, fonts that are safe."""

from __future__ import annotations

import re
from dataclasses import dataclass

from roundup.core.content import Brand
from roundup.core.errors import RenderError
from roundup.core.newsroom_language import tell
from roundup.rendering.colours import readable_colour, text_on
from roundup.rendering.designs import Design, Ground, design_of

WIDTH = 640
GUTTER = 20
TEXT_WIDTH = WIDTH - 2 * GUTTER
PICTURE_GAP = 16

_FONTS = re.compile(r"[\w ,'\"-]+", re.ASCII)
_DIRECTIONS = ("ltr", "rtl")


@dataclass(frozen=True, slots=True)
class Palette:
    """One scheme's colours, each with a contrast of at least 4.5:1 against its background."""

    page: str
    paper: str
    tint: str
    rule: str
    ink: str
    dim: str
    accent: str
    button: str
    button_text: str


@dataclass(frozen=True, slots=True)
class Appearance:
    """Everything the templates need to know about looks. Sizes are in pixels."""

    design: Design
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
    picture_gap: int = PICTURE_GAP

    @property
    def align(self) -> str:
        """How the masthead and the names of sections are aligned: `center`, `left` or `right`."""
        return "center" if self.design.align == "center" else self.start

    @property
    def lead_align(self) -> str:
        """How the lead's headline, byline and button are aligned: `center`, `left` or `right`."""
        return "center" if self.design.lead_align == "center" else self.start

    @property
    def slant(self) -> str:
        """The font style of words set apart: right-to-left scripts have no italics, only slanted letters."""
        return "italic" if self.direction == "ltr" else "normal"

    @property
    def picture_share(self) -> int:
        """How many per cent of the text's width a story's picture takes.

        A width in pixels would leave no room for words on a phone whose mail program drops style sheets.
        """
        return round(100 * self.design.picture / self.text_width)

    @property
    def picture_direction(self) -> str:
        """The direction in which picture and words follow each other: reversed if the picture comes last."""
        against = {"ltr": "rtl", "rtl": "ltr"}[self.direction]
        return self.direction if self.design.picture_side == "start" else against

    @property
    def towards_words(self) -> str:
        """The side of a story's picture that faces its words."""
        return self.end if self.design.picture_side == "start" else self.start


def appearance_of(brand: Brand, direction: str) -> Appearance:
    """Return the look of `brand`.

    Raises RenderError for a look, colour, font or direction that cannot be used.
    """
    if direction not in _DIRECTIONS:
        raise RenderError(
            tell(
                "The writing direction %(direction)s is neither ltr nor rtl; correct it.",
                direction=repr(direction),
            )
        )
    start, end = ("left", "right") if direction == "ltr" else ("right", "left")
    design = design_of(brand.look)
    return Appearance(
        design=design,
        light=_palette(design.light, brand.accent),
        dark=_palette(design.dark, brand.accent_dark),
        heading_font=_unquoted_fonts(brand.heading_font or design.heading_font),
        body_font=_unquoted_fonts(brand.body_font or design.body_font),
        ui_font=_unquoted_fonts(brand.ui_font or design.ui_font),
        direction=direction,
        start=start,
        end=end,
    )


def _unquoted_fonts(stack: str) -> str:
    """Return a font stack without its quotes: CSS needs none here, and each costs five bytes per use."""
    if not _FONTS.fullmatch(stack):
        raise RenderError(
            tell(
                "The font stack %(stack)s contains more than names and commas; correct it in the brand.",
                stack=repr(stack),
            )
        )
    return ",".join(name.strip(" '\"") for name in stack.split(","))


def _palette(ground: Ground, accent: str) -> Palette:
    return Palette(
        page=ground.page,
        paper=ground.paper,
        tint=ground.tint,
        rule=ground.rule,
        ink=ground.ink,
        dim=ground.dim,
        accent=readable_colour(accent, ground.tint),
        button=accent,
        button_text=text_on(accent),
    )
