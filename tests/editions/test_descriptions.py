"""What a picture shows, in words: described, decorative, or not decided yet."""

from __future__ import annotations

import pytest

from roundup.core.errors import Refused
from roundup.editions.editing import rewrite_story
from roundup.editions.form_versions import DECORATIVE, StaleForm, story_words, version_of
from roundup.editions.models import Edition, Story
from roundup.editions.proof import proof_of
from tests.making import NOW, approved, make_edition, make_publication

pytestmark = pytest.mark.django_db

URL = "https://quay.example.org/x.jpg"


@pytest.fixture
def edition() -> Edition:
    return make_edition(make_publication())


def bare(edition: Edition, count: int = 1, **words: str) -> list[Story]:
    """Take away the descriptions of the first stories, and return these."""
    stories = list(edition.stories.order_by("position")[:count])
    for place, story in enumerate(stories):
        story.image = {"url": f"{URL}?{place}", "alt": "", "credit": "A. Lens", "caption": ""} | words
        story.save()
    return stories


def undescribed(edition: Edition) -> list[str]:
    return [
        place.story
        for finding in proof_of(edition).findings
        if finding.code == "images.described"
        for place in finding.places
    ]


def test_a_picture_of_before_without_a_word_about_it_is_undecided(edition: Edition) -> None:
    (story,) = bare(edition)
    assert "decorative" not in (story.image or {})

    assert undescribed(edition) == [str(story.pk)]


def test_a_decorative_picture_is_decided_and_voids_the_approval_it_changes(edition: Edition) -> None:
    (story,) = bare(edition, alt="A quay")
    approved(edition)

    rewrite_story(edition, story.pk, image_decorative=DECORATIVE, now=NOW)

    story.refresh_from_db()
    assert edition.status == Edition.Status.DRAFT
    assert (story.image or {})["alt"] == ""
    assert undescribed(edition) == []
    assert 'alt=""' in proof_of(edition).rendered.html


def test_a_description_that_is_written_makes_a_picture_no_decoration(edition: Edition) -> None:
    (story,) = bare(edition)
    rewrite_story(edition, story.pk, image_decorative=DECORATIVE, now=NOW)

    rewrite_story(edition, story.pk, image_alt="A quay", now=NOW)

    words = story_words(Story.objects.get(pk=story.pk))
    assert (words["image_alt"], words["image_decorative"]) == ("A quay", "")


def test_a_picture_that_is_no_decoration_any_more_is_undecided(edition: Edition) -> None:
    (story,) = bare(edition)
    rewrite_story(edition, story.pk, image_decorative=DECORATIVE, now=NOW)

    rewrite_story(edition, story.pk, image_decorative="", now=NOW)

    assert undescribed(edition) == [str(story.pk)]


def test_another_picture_is_undecided(edition: Edition) -> None:
    (story,) = bare(edition)
    rewrite_story(edition, story.pk, image_decorative=DECORATIVE, now=NOW)

    rewrite_story(edition, story.pk, image_url=f"{URL}?other", now=NOW)

    assert undescribed(edition) == [str(story.pk)]


def test_the_credit_of_a_decorative_picture_changes_alone(edition: Edition) -> None:
    (story,) = bare(edition)
    rewrite_story(edition, story.pk, image_decorative=DECORATIVE, now=NOW)

    rewrite_story(edition, story.pk, image_credit="B. Lens", image_alt="", now=NOW)

    assert undescribed(edition) == []


@pytest.mark.parametrize("said", ["no", "YES", "true", "yes, please", "<b>"])
def test_only_yes_and_nothing_say_whether_it_is_decoration(edition: Edition, said: str) -> None:
    (story,) = bare(edition)

    with pytest.raises(Refused, match="not complete"):
        rewrite_story(edition, story.pk, image_decorative=said, now=NOW)

    assert undescribed(edition) == [str(story.pk)]


def test_two_editors_who_describe_and_decorate_see_each_other(edition: Edition) -> None:
    (story,) = bare(edition)
    seen = version_of(story_words(story))
    rewrite_story(edition, story.pk, image_alt="A quay", now=NOW, seen=seen)

    with pytest.raises(StaleForm) as stale:
        rewrite_story(edition, story.pk, image_alt="A pier", now=NOW, seen=seen)

    assert [field.name for field in stale.value.torn] == ["image_alt"]
