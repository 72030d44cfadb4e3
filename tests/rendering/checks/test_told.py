"""What the checks say is in the catalogue of the newsroom: here its language is made of brackets."""

from __future__ import annotations

import pytest

from roundup.core.content import StoryContent
from roundup.core.newsroom_language import tell, tell_count
from roundup.rendering.checks import registered_checks
from roundup.rendering.checks.link_answers import SAID, Tried, finding_of
from tests.newsroom.brackets import brackets, speaks_brackets  # noqa: F401 - fixtures
from tests.rendering.checks.faults import FAULTS
from tests.rendering.checks.planting import Fault, good
from tests.services.told_whole import is_told_whole

GOOD = good()
pytestmark = pytest.mark.usefixtures("speaks_brackets")


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: f"{fault.code}: {fault.name}")
def test_every_finding_is_told_whole(fault: Fault) -> None:
    untold = [found.message for found in fault.plant(GOOD).findings() if not is_told_whole(found.message)]

    assert untold == []


def test_what_is_said_of_several_things_is_told_whole() -> None:
    many = [rule.many for rule in registered_checks().values()] + [said.many for said in SAID.values()]

    assert [words for words in many if words and not is_told_whole(tell_count(words, words, 2))] == []


def test_what_a_publication_chooses_is_told_with_its_reason() -> None:
    chosen = [rule for rule in registered_checks().values() if rule.choice]

    assert [
        r.code for r in chosen if not (is_told_whole(tell(r.choice)) and is_told_whole(tell(r.reason)))
    ] == []


def test_every_finding_about_a_link_that_was_tried_is_told_whole() -> None:
    story = StoryContent("7", "The keepers", "https://example.org/a")
    tried = Tried(story.url, story.headline, story, False)

    assert [answer for answer in SAID if not is_told_whole(finding_of(tried, answer).message)] == []
