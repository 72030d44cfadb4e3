"""What a picture shows, in words: described, decorative, or not decided yet."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from roundup.articles.models import Article
from roundup.core.errors import Refused
from roundup.editions.descriptions import (
    Proposal,
    description_version,
    mark_decorative,
    proposed_description,
    take_proposals,
)
from roundup.editions.editing import rewrite_story
from roundup.editions.form_versions import DECORATIVE, StaleForm, story_words, version_of
from roundup.editions.lifecycle import approve_edition
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


def test_an_earlier_picture_without_a_word_about_it_is_undecided(edition: Edition) -> None:
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


def test_a_picture_that_is_no_longer_decoration_is_undecided(edition: Edition) -> None:
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


def found_in(story: Story, **said: object) -> Story:
    """Let the article of a story say this of its picture."""
    image = {"url": (story.image or {})["url"], "alt": "", "caption": "", "credit": ""}
    Article.objects.filter(pk=story.article_id).update(
        image=image | {name: text for name, text in said.items() if name in image},
        content_html=said.get("content_html", ""),
    )
    return Story.objects.select_related("article").get(pk=story.pk)


def test_nothing_is_proposed_where_nobody_has_said_anything(edition: Edition) -> None:
    (story,) = bare(edition)

    assert proposed_description(found_in(story)) is None


@pytest.mark.parametrize(
    ("said", "text", "source"),
    [
        ({"alt": "A crane at night"}, "A crane at night", "the article’s own description"),
        (
            {"caption": "The crane, lit from below."},
            "The crane, lit from below.",
            "its caption in the article",
        ),
        ({"alt": "A crane", "caption": "The crane, again."}, "A crane", "the article’s own description"),
        (
            {"content_html": f'<p>…</p><figure><img src="{URL}?0" alt="A crane"></figure>'},
            "A crane",
            "the article’s own description",
        ),
        (
            {"content_html": f'<img src="{URL}?0"><figcaption>The crane in rain</figcaption>'},
            "The crane in rain",
            "its caption in the article",
        ),
        ({"alt": "crane " * 100}, "crane " * 32 + "crane…", "the article’s own description"),
    ],
)
def test_what_its_publisher_says_of_the_picture_is_proposed(
    said: dict[str, str], text: str, source: str, edition: Edition
) -> None:
    (story,) = bare(edition)

    assert proposed_description(found_in(story, **said)) == Proposal(text, source)


@pytest.mark.parametrize(
    "said",
    [
        {"url": "https://quay.example.org/other.jpg", "alt": "Another picture"},
        {"content_html": '<img src="https://quay.example.org/other.jpg" alt="Another picture">'},
        {"content_html": f'<img src="{URL}?0" alt="IMG_2041.jpg">'},
        {"alt": "   "},
        {"alt": "The headline of article number 1!"},
        {"caption": "THE HEADLINE of article number 1"},
    ],
)
def test_other_pictures_file_names_and_the_headline_are_not_a_description(
    said: dict[str, str], edition: Edition
) -> None:
    (story,) = bare(edition)

    assert proposed_description(found_in(story, **said)) is None


def chosen(*stories: Story) -> dict[int, str]:
    return {story.pk: description_version(Story.objects.get(pk=story.pk)) for story in stories}


def described(edition: Edition) -> list[tuple[str, bool]]:
    images = [story.image or {} for story in edition.stories.order_by("position")]
    return [(image.get("alt", ""), image.get("decorative", False)) for image in images]


def test_several_pictures_are_marked_decorative_at_once_and_void_one_approval(edition: Edition) -> None:
    stories = bare(edition, 4)
    approve_edition(edition, proof_of(edition).hash, None, NOW, override="It is late.")

    mark_decorative(edition, chosen(*stories[:3]), NOW)

    assert described(edition)[:4] == [("", True)] * 3 + [("", False)]
    assert edition.status == Edition.Status.DRAFT
    assert undescribed(edition) == [str(stories[3].pk)]


def test_several_proposals_are_taken_at_once(edition: Edition) -> None:
    stories = bare(edition, 2)
    for number, story in enumerate(stories):
        found_in(story, alt=f"Crane {number}")

    take_proposals(edition, chosen(*stories), NOW)

    assert described(edition)[:2] == [("Crane 0", False), ("Crane 1", False)]


@pytest.mark.parametrize("decide", [take_proposals, mark_decorative])
def test_all_are_decided_or_none(decide: Callable[..., None], edition: Edition) -> None:
    first, second = bare(edition, 2)
    for story in (first, second):
        found_in(story, alt="A crane")
    seen = chosen(first, second)
    rewrite_story(edition, second.pk, image_alt="A pier", now=NOW)

    with pytest.raises(StaleForm, match="Somebody else has changed one of these pictures"):
        decide(edition, seen, NOW)

    assert described(edition)[:2] == [("", False), ("A pier", False)]


def test_what_somebody_else_says_in_the_headline_does_not_matter(edition: Edition) -> None:
    (story,) = bare(edition)
    seen = chosen(story)
    rewrite_story(edition, story.pk, headline="Quite another headline", now=NOW)

    mark_decorative(edition, seen, NOW)

    assert described(edition)[0] == ("", True)


def test_a_proposal_that_has_changed_since_it_was_seen_is_not_taken(edition: Edition) -> None:
    (story,) = bare(edition)
    found_in(story, alt="A crane")
    seen = chosen(story)
    found_in(story, alt="Buy now!")

    with pytest.raises(StaleForm):
        take_proposals(edition, seen, NOW)

    assert described(edition)[0] == ("", False)


def test_without_a_proposal_there_is_nothing_to_take(edition: Edition) -> None:
    (story,) = bare(edition)

    with pytest.raises(Refused, match="write what it shows"):
        take_proposals(edition, chosen(story), NOW)


@pytest.mark.parametrize("decide", [take_proposals, mark_decorative])
def test_a_dropped_story_no_choice_and_an_edition_that_has_left_are_refused(
    decide: Callable[..., None], edition: Edition
) -> None:
    (story,) = bare(edition)
    seen = chosen(story)

    with pytest.raises(Refused, match="No picture was chosen"):
        decide(edition, {}, NOW)
    with pytest.raises(Refused, match="no longer in the edition"):
        decide(edition, {story.pk: seen[story.pk], 10**14: "x"}, NOW)
    Edition.objects.update(status=Edition.Status.MAILED)
    with pytest.raises(Refused, match="can no longer be changed"):
        decide(edition, seen, NOW)

    assert described(edition)[0] == ("", False)


def test_the_picture_of_another_edition_is_not_touched(edition: Edition) -> None:
    other = make_edition(make_publication(name="The Pier", slug="pier"))
    (story,) = bare(other)

    with pytest.raises(Refused, match="no longer in the edition"):
        mark_decorative(edition, chosen(story), NOW)

    assert described(other)[0] == ("", False)
