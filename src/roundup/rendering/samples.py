"""Sample content: one of every block, and a whole edition of an invented magazine.

Tests render them and the gallery shows them. `sample_blocks()` is keyed by a block's kind.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from roundup.core.articles import Image
from roundup.core.content import (
    Block,
    Brand,
    Briefs,
    Contributor,
    Contributors,
    EditionContent,
    Footer,
    Lead,
    MostRead,
    Note,
    QuickHits,
    SocialLink,
    Sponsor,
    Stories,
    StoryContent,
)

_SITE = "https://harbour-review.example"
SAMPLE_PICTURES = "https://pictures.harbour-review.example"


def sample_brand() -> Brand:
    return Brand(
        name="The Harbour Review",
        url=f"{_SITE}/",
        tagline="Letters, science and weather from the edge of the land",
        accent="#8a1c1c",
        accent_dark="#f0a8a0",
        postal_address="The Harbour Review\n4 Customs House Lane\nPort Sable 0417",
        social=(
            SocialLink("Mastodon", "https://social.example/@harbour"),
            SocialLink("Bluesky", "https://sky.example/harbour"),
        ),
    )


def sample_blocks() -> dict[str, Block]:
    """Return a sample of every kind of block, by kind."""
    return {block.kind: block for block in _blocks()}


def sample_edition(stories: int = 6) -> EditionContent:
    """Return a whole edition with `stories` pictured stories besides the lead."""
    found = sample_blocks()
    half = (stories + 1) // 2
    told = tuple(_told(place) for place in range(stories))
    return EditionContent(
        brand=sample_brand(),
        subject="The lighthouse keepers who would not leave",
        preheader="Also this week: a library that lends silence, and what the eels know.",
        title="The weekly round-up",
        published_on=date(2026, 3, 12),
        number=41,
        token_prefix="ru5a3391c0de",  # noqa: S106 - marks a place, keeps no secret
        archive_url=f"{_SITE}/weekly/41",
        blocks=(
            found["note"],
            found["lead"],
            Stories("Science and the sea", told[:half]),
            found["sponsor"],
            Stories("Books and arts", told[half:]),
            found["briefs"],
            found["quick_hits"],
            found["most_read"],
            found["contributors"],
            found["footer"],
        ),
    )


def _blocks() -> tuple[Block, ...]:
    return (
        _NOTE,
        Lead(_LEAD),
        Stories("Science and the sea", tuple(_told(place) for place in range(3))),
        Briefs("In brief", _BRIEFS),
        QuickHits("Quick hits", _QUICK_HITS),
        MostRead("Most read this week", _MOST_READ),
        _CONTRIBUTORS,
        _SPONSOR,
        Footer(privacy_url=f"{_SITE}/privacy", subscribe_url=f"{_SITE}/weekly"),
    )


def _told(place: int) -> StoryContent:
    """Return the story at `place`; after the last one they start again with other ids and addresses."""
    story = _TOLD[place % len(_TOLD)]
    again = place // len(_TOLD)
    return replace(story, id=f"s{place}", url=f"{story.url}/{again}") if again else story


def _story(
    slug: str,
    kicker: str,
    headline: str,
    blurb: str,
    byline: str,
    minutes: int | None = None,
    *,
    alt: str = "",
    paywalled: bool = False,
) -> StoryContent:
    image = Image(
        f"{SAMPLE_PICTURES}/{slug}.jpg", alt, credit="Photograph: Ada Quill", width=1200, height=800
    )
    return StoryContent(
        id=slug,
        headline=headline,
        url=f"{_SITE}/2026/03/{slug}",
        blurb=blurb,
        kicker=kicker,
        byline=byline,
        image=image if alt else None,
        minutes=minutes,
        paywalled=paywalled,
    )


_NOTE = Note(
    "Good morning. The first warm week of the year brought the fishing fleet out and half our staff with it, "
    "so this edition smells faintly of diesel.\n\n"
    "We lead with a story that took Oren Vale eleven months to report: what happens to the people who keep "
    "the lights when the lights no longer need keeping. Read it *slowly*, then "
    f"[see the lamps]({_SITE}/lamps)",
    "Mara Lind, editor",
)
_LEAD = _story(
    "keepers",
    "The long read",
    "The lighthouse keepers who would not leave",
    "The state switched the last lamps to automatic in 1998. On three islands nobody came down. Our reporter "
    "spent a winter with the families who still climb the stairs each night, and asked them what they are "
    "watching for.",
    "By Oren Vale",
    18,
    alt="A lighthouse at dusk, one window lit below the lamp",
)
_TOLD = (
    _story(
        "eels",
        "Science",
        "What the eels know about the moon",
        "A marine station has counted every eel in its river since 1931. The oldest notebooks hold a pattern "
        "that satellites have only now confirmed.",
        "By Imani Sorrel",
        7,
        alt="Young eels in a glass tank, lit from behind",
    ),
    _story(
        "silence",
        "Cities",
        "The library that lends silence",
        "In a converted ice house you can borrow an hour without sound. The waiting list is four months.",
        "By Teodor Falk",
        5,
        alt="An empty reading room with felt-covered walls",
        paywalled=True,
    ),
    _story(
        "storm-names",
        "Weather",
        "Who gets to name a storm?",
        "Three countries, one low-pressure system and a row about a grandmother called Wilhelmina.",
        "By Ruth Okonjo and Ilse Brandt",
        6,
        alt="Waves breaking over a harbour wall",
    ),
    _story(
        "translator",
        "Interview",
        "“I translate the pauses first”",
        "Noor Hadi on forty years of carrying poems between languages that disagree about time.",
        "By Pilar Anders",
        9,
        alt="Noor Hadi at her desk, among dictionaries",
    ),
    _story(
        "atlas",
        "Review",
        "An atlas of places that moved",
        "Sandbanks, villages, one whole county: a new book maps what would not stay where it was drawn.",
        "By Casimir Holt",
        4,
        alt="A double page of a hand-drawn atlas",
        paywalled=True,
    ),
    _story(
        "brass",
        "Music",
        "The brass band at the end of the line",
        "The railway closed; its band plays on, to a timetable nobody else keeps.",
        "By June Abara",
        5,
        alt="Tuba players on a disused platform",
    ),
)
_BRIEFS = (
    _story(
        "ferry", "", "The night ferry will run again from June", "after nine years in dock.", "Ilse Brandt"
    ),
    _story(
        "kelp", "", "Kelp farmers win their case", "and with it the right to 400 hectares of cold water.", ""
    ),
    _story(
        "chess", "", "A chess club meets on the ice for the last time.", "", "Teodor Falk", paywalled=True
    ),
)
_QUICK_HITS = (
    _story("tide", "", "The tide tables were wrong for a fortnight", "", ""),
    _story("dredge", "", "A dredger finds somebody’s piano", "", "", paywalled=True),
)
_MOST_READ = (
    _story("bread", "", "Nine loaves and what they cost us", "", ""),
    _story("radio", "", "The woman who answered every letter to the shipping forecast", "", ""),
    _story("fog", "", "A short history of fog", "", "", paywalled=True),
    _story("bridge", "", "Why the new bridge hums in an east wind", "", ""),
    _story("orchard", "", "My father’s orchard, sold", "", ""),
)
_SPONSOR = Sponsor(
    label="From our sponsor",
    headline="Sable Island Woollens",
    text="Jerseys knitted from **one flock**, on one island, by eleven people who will sign the label.",
    url="https://woollens.example/harbour",
)
_CONTRIBUTORS = Contributors(
    "Who wrote this week",
    (
        Contributor(
            "Oren Vale",
            "Has reported from the coast for twenty years, and still cannot swim.",
            f"{_SITE}/people/oren-vale",
            Image(f"{SAMPLE_PICTURES}/oren-vale.jpg", width=144, height=144),
        ),
        Contributor(
            "June Abara", "Writes about music, and plays the euphonium badly.", f"{_SITE}/people/june-abara"
        ),
    ),
)
