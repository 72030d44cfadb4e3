"""What readers are told about the editions when they choose what they get."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from roundup.core.bylines import authors_from, writer_keys
from roundup.core.writer_names import each_writer_once, is_name, name_key
from roundup.editions.composing import stories_of
from roundup.editions.models import Edition, Story
from roundup.editions.newest import newest_mailed
from roundup.publications.models import Publication
from roundup.publications.newest_edition import ComingMailings, ReadersWeek, WeekStory

# A year of editions: writers who have not written since then are not offered.
_EDITIONS: Final = 52
_MOST_WRITERS: Final = 500


def readers_week(publication: Publication, coming: ComingMailings) -> ReadersWeek:
    """Return the newest edition's stories, the recent writers, and what comes next."""
    newest = newest_mailed(publication)
    stories = stories_of(newest) if newest else []
    return ReadersWeek(
        stories=tuple(map(_week_story, sorted(stories, key=lambda story: story.place != Story.Place.LEAD))),
        writers=writers_of_late(publication),
        coming=coming,
    )


def writers_of_late(publication: Publication) -> tuple[str, ...]:
    """Return the names in the bylines of the last year, the latest first, each once."""
    mailed = Edition.objects.of_weeks().filter(publication=publication, status=Edition.Status.MAILED)
    late = list(mailed.order_by("-mailed_at", "-pk").values_list("pk", flat=True)[:_EDITIONS])
    rows = Story.objects.filter(edition__in=late).order_by("-edition__mailed_at", "position", "pk")
    told = rows.values_list("byline", "article__authors")
    house = name_key(publication.name)
    names = (name for byline, authors in told for name in _names_in(byline, authors))
    return each_writer_once(name for name in names if name_key(name) != house)[:_MOST_WRITERS]


def _names_in(byline: str, authors: list[str]) -> Iterator[str]:
    """Yield the names in a byline by which its writers can be followed, as the article spells them."""
    keys = writer_keys(byline)
    found = [name for name in map(str, authors) if name_key(name) in keys]
    yield from filter(is_name, found or authors_from([byline]))


def _week_story(story: Story) -> WeekStory:
    return WeekStory(story.headline, story.section_key, writer_keys(story.byline))
