"""What the checks found leads to a field that is there: on the sheet where it is fixed."""

from __future__ import annotations

import pytest
from django.test import Client

from roundup.editions.form_versions import SPONSOR_WORDS, STORY_WORDS, WORDS
from roundup.editions.models import Edition
from roundup.newsroom.preflight import preflight_of
from roundup.rendering.checks import Finding, Part, Place, Severity
from tests.newsroom.pages import tree

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
# No check is about the focus: it is chosen on the picture, where all of its points have an id.
FIELDS = [
    *((Part.EDITION, name) for name in WORDS),
    *((Part.STORY, name) for name in STORY_WORDS if name != "focus"),
    *((Part.SPONSOR, name) for name in SPONSOR_WORDS),
]


def way_to(edition: Edition, place: Place) -> str:
    finding = Finding("x.y", Severity.WARNING, "A sentence.", (place,))
    (group,) = preflight_of(edition, list(edition.stories.all()), [finding]).groups
    return group.points[0].href


@pytest.mark.parametrize(("part", "field"), FIELDS)
def test_where_a_way_leads_there_is_a_field(part: Part, field: str, desk: Client, edition: Edition) -> None:
    story = edition.stories.all()[1]
    assert story.image
    place = Place(part, field, str(story.pk) if part is Part.STORY else "")

    page, _, mark = way_to(edition, place).partition("#")

    (found,) = tree(desk.get(page)).xpath("//aside[@id='sheet']//*[@id=$mark]", mark=mark)
    assert (found.tag in ("input", "textarea"), found.get("name")) == (True, field)


def test_the_sponsor_as_a_whole_is_met_at_its_headline(desk: Client, edition: Edition) -> None:
    page, _, mark = way_to(edition, Place(Part.SPONSOR)).partition("#")

    assert tree(desk.get(page)).xpath("//aside[@id='sheet']//*[@id=$mark]/@name", mark=mark) == ["headline"]
