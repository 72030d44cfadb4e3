"""What an edition says: the blocks that `rendering` turns into a message.

A story's `blurb` and the `text` of a note or a sponsor are in the small Markdown of `rendering.rich_text`.
Every other text is plain; rendering escapes it. Links are absolute http(s) URLs. To add a kind of block, add
a dataclass with its `kind` here, the twin templates `templates/email/blocks/<kind>.mjml.j2` and `.txt.j2`,
and a sample in `rendering/samples.py`; a test says what is missing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from roundup.core.articles import Image


@dataclass(frozen=True, slots=True)
class SocialLink:
    name: str
    url: str


@dataclass(frozen=True, slots=True)
class Brand:
    """How a publication looks. Colours are six-digit hex; without a logo the name is set in type.

    `look` names one of `rendering.designs`; an empty font means the look's own.
    """

    name: str
    look: str = "review"
    url: str = ""
    tagline: str = ""
    logo_url: str = ""
    logo_dark_url: str = ""
    logo_width: int = 240
    accent: str = "#8a1c1c"
    accent_dark: str = "#f0a8a0"
    heading_font: str = ""
    body_font: str = ""
    ui_font: str = ""
    postal_address: str = ""
    social: tuple[SocialLink, ...] = ()


@dataclass(frozen=True, slots=True)
class StoryContent:
    """A story as readers see it. `id` is the story's stable key within its edition."""

    id: str
    headline: str
    url: str
    blurb: str = ""
    kicker: str = ""
    byline: str = ""
    section: str = ""
    image: Image | None = None
    minutes: int | None = None
    paywalled: bool = False


@dataclass(frozen=True, slots=True)
class Lead:
    kind: ClassVar[str] = "lead"
    story: StoryContent


@dataclass(frozen=True, slots=True)
class Stories:
    """A section of stories with blurbs; `more` says how many others are only on the site.

    `credits` say who owns the small pictures; rendering fills them in, in the last section for all sections.
    """

    kind: ClassVar[str] = "stories"
    title: str
    stories: tuple[StoryContent, ...]
    more: int = 0
    credits: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Briefs:
    """A section that tells each story in one line; `more` says how many others are only on the site."""

    kind: ClassVar[str] = "briefs"
    title: str
    stories: tuple[StoryContent, ...]
    more: int = 0


@dataclass(frozen=True, slots=True)
class Note:
    """The editor's own words."""

    kind: ClassVar[str] = "note"
    text: str
    signature: str = ""


@dataclass(frozen=True, slots=True)
class MostRead:
    """A numbered list of headlines."""

    kind: ClassVar[str] = "most_read"
    title: str
    stories: tuple[StoryContent, ...]


@dataclass(frozen=True, slots=True)
class QuickHits:
    """A few linked headlines without further words."""

    kind: ClassVar[str] = "quick_hits"
    title: str
    stories: tuple[StoryContent, ...]


@dataclass(frozen=True, slots=True)
class Contributor:
    """Somebody who wrote for this edition, introduced in two lines; `url` leads to all their stories."""

    name: str
    about: str = ""
    url: str = ""
    image: Image | None = None


@dataclass(frozen=True, slots=True)
class Contributors:
    """The contributors introduced below an edition."""

    kind: ClassVar[str] = "contributors"
    title: str
    people: tuple[Contributor, ...]


@dataclass(frozen=True, slots=True)
class Sponsor:
    """The one paid item, labelled as such."""

    kind: ClassVar[str] = "sponsor"
    label: str
    headline: str
    text: str
    url: str
    image: Image | None = None


@dataclass(frozen=True, slots=True)
class Footer:
    kind: ClassVar[str] = "footer"
    reason: str = ""
    privacy_url: str = ""
    subscribe_url: str = ""


Block = Lead | Stories | Briefs | QuickHits | Note | MostRead | Contributors | Sponsor | Footer


@dataclass(frozen=True, slots=True)
class EditionContent:
    """One variant of an edition, complete. `token_prefix` keeps its personal tokens from being mistaken.

    `language` and `direction` are those of the stories; `spoken` is the language of the words around them if
    a reader has chosen a different one.
    """

    brand: Brand
    subject: str
    preheader: str
    title: str
    published_on: date
    blocks: tuple[Block, ...]
    number: int | None = None
    language: str = "en"
    direction: str = "ltr"
    spoken: str = ""
    token_prefix: str = "ru0000000000"
    archive_url: str = ""
