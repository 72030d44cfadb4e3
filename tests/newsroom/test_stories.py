"""What an editor does to stories and words, by buttons and forms alone."""

from __future__ import annotations

import pytest
from django.test import Client

from roundup.editions.models import Edition, Story
from tests.making import approved
from tests.newsroom.pages import hidden, said

pytestmark = pytest.mark.django_db


def do(client: Client, edition: Edition, act: str, **form: str) -> list[str]:
    """Press a button on the edition's page; return what is said on the next page."""
    return said(client.post(*filled(client, edition, act, form), follow=True))


def filled(client: Client, edition: Edition, act: str, form: dict[str, str]) -> tuple[str, dict[str, str]]:
    """Return where a form of the edition's page goes, and its fields with these values."""
    page = f"/newsroom/editions/{edition.pk}/"
    kind, _, rest = act.partition("/")
    part = f"?sheet=story-{rest.split('/')[0]}" if act.endswith(("/place", "/rewrite")) else ""
    part = "left-out/" if kind == "articles" else part
    return f"{page}{act}/", hidden(client, page + part, f"{page}{act}/") | form


def in_culture(edition: Edition) -> list[Story]:
    return list(edition.stories.filter(section_key="culture", place="section"))


def test_a_story_moves_down_and_up_again(desk: Client, edition: Edition) -> None:
    before = in_culture(edition)

    do(desk, edition, f"stories/{before[0].pk}/move", step="1")
    assert in_culture(edition) == [before[1], before[0], *before[2:]]

    do(desk, edition, f"stories/{before[0].pk}/move", step="-1")
    assert in_culture(edition) == before


def test_after_a_press_one_is_back_at_the_story(desk: Client, edition: Edition) -> None:
    story = in_culture(edition)[0]

    answer = desk.post(*filled(desk, edition, f"stories/{story.pk}/move", {"step": "1"}))

    assert answer["Location"] == f"/newsroom/editions/{edition.pk}/#story-{story.pk}"


def test_a_story_becomes_the_lead(desk: Client, edition: Edition) -> None:
    story = in_culture(edition)[1]

    do(desk, edition, f"stories/{story.pk}/lead")

    assert edition.stories.get(place=Story.Place.LEAD) == story


def test_a_story_moves_to_another_section(desk: Client, edition: Edition) -> None:
    story = in_culture(edition)[0]

    do(desk, edition, f"stories/{story.pk}/place", section="world")

    story.refresh_from_db()
    assert story.section_name == "World"


def test_a_dropped_story_can_be_brought_in_again(desk: Client, edition: Edition) -> None:
    story = in_culture(edition)[0]

    do(desk, edition, f"stories/{story.pk}/drop")
    assert not edition.stories.filter(article=story.article_id)

    do(desk, edition, f"articles/{story.article_id}/bring-in", section="world")
    assert edition.stories.get(article=story.article_id).section_key == "world"


def test_a_story_is_told_in_the_editors_words(desk: Client, edition: Edition) -> None:
    story = in_culture(edition)[0]
    new = {
        "headline": "Tides",
        "blurb": "They turn.",
        "kicker": "Sea",
        "byline": "Ana",
        "image_alt": "A pier",
    }

    assert do(desk, edition, f"stories/{story.pk}/rewrite", **new) == ["The story is saved."]

    story.refresh_from_db()
    told = {"headline": story.headline, "blurb": story.blurb, "kicker": story.kicker, "byline": story.byline}
    assert told | {"image_alt": story.image["alt"]} == new


def test_the_words_of_the_edition_are_saved(desk: Client, edition: Edition) -> None:
    form = {"subject": "Tides", "preheader": "And piers", "note": "One.\r\n\r\nTwo.", "note_signature": "Ana"}

    assert do(desk, edition, "words", **form) == ["The words are saved."]

    edition.refresh_from_db()
    assert (edition.subject, edition.preheader, edition.note) == ("Tides", "And piers", "One.\n\nTwo.")


def test_what_is_refused_is_told_in_a_sentence_and_changes_nothing(desk: Client, edition: Edition) -> None:
    before = list(edition.stories.values())

    assert "no longer in the edition" in do(desk, edition, "stories/999999/drop", version="x")[0]
    assert "no such section" in do(desk, edition, f"stories/{before[0]['id']}/place", section="moon")[0]
    assert "not complete" in do(desk, edition, f"stories/{before[0]['id']}/move")[0]
    assert list(edition.stories.values()) == before


def test_any_change_voids_the_approval(desk: Client, edition: Edition) -> None:
    approved(edition)

    do(desk, edition, f"stories/{in_culture(edition)[0].pk}/move", step="1")

    edition.refresh_from_db()
    assert edition.status == Edition.Status.DRAFT


def test_a_draft_is_made_again_on_request(desk: Client, edition: Edition) -> None:
    do(desk, edition, "words", subject="Mine")

    assert do(desk, edition, "reassemble") == ["The draft was made again from what is known now."]

    edition.refresh_from_db()
    assert edition.subject != "Mine"
