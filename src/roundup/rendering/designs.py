"""The looks that a publication can choose from, as data. Templates read the data, never the name.

A new one is an entry in `DESIGNS`, and a masthead in `templates/email/mastheads/<name>.mjml.j2`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from roundup.core.errors import RenderError
from roundup.core.newsroom_language import tell, tell_later

_SERIF: Final = "Georgia, 'Times New Roman', serif"
# Outlook sets the whole text in Times if it does not know the first font of a stack.
_SANS: Final = "Helvetica, Arial, sans-serif"


@dataclass(frozen=True, slots=True)
class Ground:
    """One scheme's colours except the accent: the page, the paper on it, a tint, rules and two inks."""

    page: str
    paper: str
    tint: str
    rule: str
    ink: str
    dim: str


@dataclass(frozen=True, slots=True)
class Design:
    """What makes up a look. Type is CSS's `size/line-height`; widths and radii are in pixels.

    `rule` is how a section begins: below a line across the column, beside a bar in the accent colour, or
    with its name alone. `picture_side` is the side of a story's picture, and `picture` its greatest width;
    `between` puts a line before each story, and `air` is the space there; `headline_first` puts the lead's
    picture below its headline. Headlines are links; a thin line below them (`underlined`) shows that if their
    place and weight do not. `lead_phone` and `story_phone` are for narrow screens.
    """

    name: str
    label: str
    light: Ground
    dark: Ground
    heading_font: str
    body_font: str
    ui_font: str = _SANS
    align: Literal["center", "start"] = "center"
    lead_align: Literal["center", "start"] = "start"
    rule: Literal["line", "bar", "name"] = "line"
    picture_side: Literal["start", "end"] = "start"
    picture: int = 186
    radius: int = 0
    button_radius: int = 3
    lead: str = "32px/38px"
    lead_phone: str = "26px/31px"
    story: str = "20px/26px"
    story_phone: str = "16px/20px"
    section: str = "15px/20px"
    body: str = "17px/26px"
    told: str = "16px/24px"
    weight: Literal["bold", "normal"] = "bold"
    capitals: bool = True
    underlined: bool = True
    between: bool = False
    air: int = 16
    headline_first: bool = False
    note_card: bool = False


DESIGNS: Final = {
    design.name: design
    for design in (
        Design(
            name="review",
            label=tell_later("Review: a serious paper, set in serif under thin lines"),
            light=Ground("#fffefc", "#fffefc", "#f5f1ea", "#d8d2c8", "#1f1d1b", "#5f5a54"),
            dark=Ground("#191817", "#191817", "#262422", "#45413c", "#ebe7e0", "#b5afa6"),
            heading_font=_SERIF,
            body_font=_SERIF,
            lead_align="center",
            between=True,
        ),
        Design(
            name="news",
            label=tell_later("News: bold headlines without serifs, under a bar in your colour"),
            light=Ground("#fdfdfd", "#fdfdfd", "#f1f3f5", "#d5d9de", "#16191d", "#545b64"),
            dark=Ground("#14171a", "#14171a", "#20252a", "#3c434b", "#eceff2", "#a9b1ba"),
            heading_font=_SANS,
            body_font=_SANS,
            align="start",
            rule="bar",
            picture_side="end",
            picture=162,
            button_radius=2,
            lead="34px/39px",
            lead_phone="27px/31px",
            story="19px/24px",
            section="19px/24px",
            body="16px/25px",
            capitals=False,
            underlined=False,
            air=14,
            between=True,
            headline_first=True,
        ),
        Design(
            name="letter",
            label=tell_later("Letter: a warm small magazine on coloured paper"),
            light=Ground("#f3e9dc", "#fffaf2", "#f8efe2", "#e3d5c1", "#33291f", "#6b5c4b"),
            dark=Ground("#15110d", "#211b15", "#2c241c", "#4c4034", "#f1e7d9", "#c0b09c"),
            heading_font="'Palatino Linotype', Palatino, 'Book Antiqua', Georgia, serif",
            body_font="'Palatino Linotype', Palatino, 'Book Antiqua', Georgia, serif",
            ui_font="'Trebuchet MS', Verdana, sans-serif",
            align="start",
            rule="name",
            picture=210,
            radius=8,
            button_radius=24,
            lead="31px/38px",
            lead_phone="26px/32px",
            story="22px/28px",
            story_phone="17px/21px",
            section="24px/30px",
            body="18px/28px",
            told="17px/26px",
            weight="normal",
            capitals=False,
            air=26,
            note_card=True,
        ),
    )
}


def design_of(look: str) -> Design:
    """Return the design with this name. Raises RenderError if there is none."""
    found = DESIGNS.get(look)
    if found is None:
        raise RenderError(
            tell(
                "There is no look %(look)s: choose one of %(looks)s.",
                look=repr(look),
                looks=", ".join(DESIGNS),
            )
        )
    return found
