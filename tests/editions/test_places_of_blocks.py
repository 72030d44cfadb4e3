"""Blocks keep their places, whatever becomes of their stories."""

from __future__ import annotations

import pytest

from roundup.editions import editing
from roundup.editions.arranging import move_block
from roundup.editions.layout import blocks_of
from roundup.editions.models import Edition
from roundup.editions.revision_differences import differences_between
from tests.making import NOW, make_edition, make_publication

pytestmark = pytest.mark.django_db


@pytest.fixture
def edition() -> Edition:
    return make_edition(make_publication())


def test_blocks_keep_their_places_whatever_becomes_of_their_stories(edition: Edition) -> None:
    order = blocks_of(edition)
    (lead,) = edition.stories.filter(place="lead")
    other = edition.stories.filter(section_key="culture").order_by("position").first()
    assert other

    editing.make_lead(edition, other.pk, NOW)
    assert blocks_of(edition) == order

    for story in edition.stories.filter(section_key="world"):
        editing.place_story(edition, story.pk, "culture", 0, NOW)
    assert blocks_of(edition) == [key for key in order if key != "section:world"]

    editing.place_story(edition, lead.pk, "world", 0, NOW)
    assert blocks_of(edition) == order


def test_the_history_mentions_another_order_only_if_somebody_moved_a_block(edition: Edition) -> None:
    other = edition.stories.filter(section_key="culture").first()
    assert other
    editing.make_lead(edition, other.pk, NOW)
    assert not any("order of the blocks" in each for each in last_differences(edition))

    move_block(edition, "sponsor", +1, NOW)
    assert any("order of the blocks" in each for each in last_differences(edition))


def last_differences(edition: Edition) -> list[str]:
    revision = Edition.objects.get(pk=edition.pk).revision
    assert revision
    assert revision.follows
    return [each.what for each in differences_between(revision.follows.content, revision.content)]
