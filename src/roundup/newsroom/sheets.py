"""The sheets of an edition's page: what is edited beside the letter, one thing at a time.

A sheet has a name that is part of the page's address: `opening`, `sponsor`, or `story-12` by a story's id.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Final

from roundup.core.sections import Style
from roundup.editions.form_versions import (
    STORY_WORDS,
    drop_version,
    edition_words,
    sponsor_words,
    story_words,
    version_of,
)
from roundup.editions.models import Edition, Story
from roundup.editions.proposing import other_subjects
from roundup.newsroom.blocks import sponsor_label
from roundup.newsroom.events import event_of
from roundup.newsroom.pictures import FOCI, pictures_of, sponsor_picture

OPENING: Final = "opening"
SPONSOR: Final = "sponsor"
_STORY = re.compile(r"story-([0-9]{1,18})")


def story_sheet(story_id: int) -> str:
    return f"story-{story_id}"


def sheet_of(edition: Edition, stories: Sequence[Story], name: str) -> dict[str, Any]:
    """Return what a sheet shows; an unknown name, or a story that is gone, gives the opening."""
    if name == SPONSOR:
        return {"sheet": SPONSOR, **_sponsor(edition)}
    if (found := _STORY.fullmatch(name)) and (
        story := next((each for each in stories if each.pk == int(found[1])), None)
    ):
        return {"sheet": name, **_story(edition, stories, story)}
    return {"sheet": OPENING, **_opening(edition, stories)}


def _opening(edition: Edition, stories: Sequence[Story]) -> dict[str, Any]:
    """The edition's own words, and those of the lead: what most editors write first."""
    lead = next((story for story in stories if story.place == Story.Place.LEAD), None)
    return {
        "words": edition_words(edition),
        "words_version": version_of(edition_words(edition)),
        "other_subjects": other_subjects(edition),
        "lead": lead,
        "lead_version": version_of(story_words(lead)) if lead else "",
        "story_fields": STORY_WORDS,
    }


def _story(edition: Edition, stories: Sequence[Story], story: Story) -> dict[str, Any]:
    return {
        "story": story,
        "event": event_of(edition, stories, story),
        "drop_version": drop_version(stories, story),
        "story_version": version_of(story_words(story)),
        "story_fields": STORY_WORDS,
        "picture": pictures_of(edition, [story]).get(story.pk),
        "is_told": story.place == Story.Place.LEAD or Style(story.section_style).is_told,
        "foci": FOCI,
    }


def _sponsor(edition: Edition) -> dict[str, Any]:
    words = sponsor_words(edition)
    return {
        "sponsor": words,
        "sponsor_version": version_of(words),
        "sponsor_picture": sponsor_picture(edition),
        "sponsor_label": sponsor_label(edition),
    }
