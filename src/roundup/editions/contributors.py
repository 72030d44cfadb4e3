"""Finds the contributors whose names are in the bylines of an edition."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from roundup.articles.pictures.copying import image_at_our_address
from roundup.articles.pictures.shapes import Focus, Shape
from roundup.core.articles import Image
from roundup.core.bylines import known_writers_in
from roundup.core.content import (
    Block,
    Briefs,
    Contributors,
    Lead,
    MostRead,
    QuickHits,
    Stories,
)
from roundup.core.content import Contributor as Person
from roundup.core.writer_names import name_key
from roundup.editions.models import Contributor, Edition
from roundup.publications.brand import language_of


class Writers:
    """The contributors of one edition's publication, read once for all of its variants."""

    def __init__(self, edition: Edition) -> None:
        rows = Contributor.objects.filter(publication_id=edition.publication_id).select_related("picture")
        self._people = {name_key(row.name): row for row in rows}
        self._title = language_of(edition.publication).say("Who wrote this week")

    def of(self, blocks: Sequence[Block]) -> Contributors | None:
        """Return the contributors who wrote the stories in `blocks`, in order of appearance, or else None."""
        if not self._people:
            return None
        names = dict.fromkeys(
            name for line in _bylines(blocks) for name in known_writers_in(line, self._people)
        )
        people = tuple(_person(self._people[name]) for name in names)
        return Contributors(self._title, people) if people else None


def _bylines(blocks: Sequence[Block]) -> Iterator[str]:
    for block in blocks:
        if isinstance(block, Lead):
            yield block.story.byline
        elif isinstance(block, Stories | Briefs | QuickHits | MostRead):
            yield from (story.byline for story in block.stories)


def _person(row: Contributor) -> Person:
    """Return a contributor as readers see them, with a photo cut to a square once we have a copy."""
    image = (
        image_at_our_address(Image(row.image_url), row.picture, Shape.FACE, Focus.CENTRE)
        if row.picture and row.image_url
        else None
    )
    return Person(row.name, row.about, row.url, image)
