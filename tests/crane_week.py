"""A week in which three desks tell of one crane; each of the other articles tells of something else."""

from __future__ import annotations

from roundup.editions.assembling import assemble_edition
from roundup.editions.models import Edition, Story
from roundup.publications.models import Publication
from tests.making import NOW, make_article

HEADLINES = (
    "Crane falls on the ferry quay of Setúbal",
    "Ferry quay of Setúbal shut after crane falls",
    "After the crane: Setúbal asks who checked the ferry quay",
    "Orchestra plays Brahms for dockers",
    "A library that lends tools and ladders",
    "Chess returns to the park benches",
    "Why bakers rise at three",
    "Tram drivers vote for shorter shifts",
    "Night swimmers want warmer lamps",
    "Museum opens its attic of clocks",
    "Beekeepers count a mild winter",
    "Seven poets share one typewriter",
    "Council buys back an old brewery",
)
# Every opening has the common words that real ones have.
_REST = "What the desk of the quay heard about it on the day after, in one sentence."


def crane_week(publication: Publication) -> Edition:
    """Return the draft of that week: the crane has one story, and two articles below it."""
    publication.sections.update(cap=20)
    for number, headline in enumerate(HEADLINES, start=1):
        make_article(publication, number, title=headline, summary=f"{headline}. {_REST}", section="World")
    return assemble_edition(publication, NOW)


def crane_story(edition: Edition) -> Story:
    """Return the first story about the crane."""
    return edition.stories.filter(headline__contains="rane").order_by("position")[0]
