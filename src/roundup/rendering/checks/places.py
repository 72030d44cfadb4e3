"""Where a fault that was found can be fixed, in terms that a page can turn into a link."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from roundup.core.content import Note, Sponsor, StoryContent


class Part(StrEnum):
    """What a field belongs to."""

    EDITION = "edition"
    STORY = "story"
    SPONSOR = "sponsor"
    PUBLICATION = "publication"


@dataclass(frozen=True, slots=True)
class Place:
    """One field where something can be fixed; an empty `field` means the whole of its part.

    The fields of an edition, a story and a sponsor have the names of `editions.form_versions`, those of a
    publication the names of its settings. `story` is the id of the story, if it is a story's field.
    """

    part: Part
    field: str = ""
    story: str = ""


# What a check can be about: anything with words that an editor can change.
Told = StoryContent | Sponsor | Note
_NOTE_FIELDS: Final = {"text": "note", "signature": "note_signature"}


def place_of(told: Told, field: str) -> Place:
    """Return the place of a field of a story, the sponsor or the note, by its name in the content."""
    if isinstance(told, StoryContent):
        return in_story(field, told.id)
    return in_sponsor(field) if isinstance(told, Sponsor) else in_edition(_NOTE_FIELDS.get(field, "note"))


def in_edition(field: str) -> Place:
    return Place(Part.EDITION, field)


def in_story(field: str = "", story: str = "") -> Place:
    """Return a field of one story or, without an id, of each story that a check will name."""
    return Place(Part.STORY, field, story)


def in_sponsor(field: str = "") -> Place:
    return Place(Part.SPONSOR, field)


def in_publication(field: str) -> Place:
    return Place(Part.PUBLICATION, field)
