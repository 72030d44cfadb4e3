"""Each kind of edit after an approval says at once that it voids it, and can be undone there."""

from __future__ import annotations

import pytest
from django.test import Client

from roundup.editions.form_versions import (
    drop_version,
    edition_words,
    layout_version,
    order_version,
    sponsor_words,
    story_words,
    version_of,
)
from roundup.editions.models import Edition
from roundup.editions.revisions import revision_number
from tests.making import approved, make_article

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
EXCHANGE = {"HX-Request": "true"}


def edits(edition: Edition) -> dict[str, tuple[str, dict[str, str]]]:
    """Return the path and the form of each kind of edit, by its name."""
    stories = list(edition.stories.order_by("position", "pk"))
    story, order = stories[2], order_version(stories)
    layout = {"version": layout_version(edition), "key": "section:world"}
    at = f"stories/{story.pk}/"
    article = make_article(edition.publication, 40, published_at=None)
    return {
        "words": ("words/", {"version": version_of(edition_words(edition)), "note": "Hello"}),
        "story": (f"{at}rewrite/", {"version": version_of(story_words(story)), "headline": "Mine"}),
        "move": (f"{at}move/", {"version": order, "step": "1"}),
        "place": (f"{at}place/", {"version": order, "section": "culture", "position": "0"}),
        "lead": (f"{at}lead/", {"version": order}),
        "drop": (f"{at}drop/", {"version": drop_version(stories, story)}),
        "bring in": (f"articles/{article.pk}/bring-in/", {"version": order, "section": "world"}),
        "block": ("blocks/", layout | {"act": "place", "position": "4"}),
        "leave out": ("blocks/", layout | {"act": "out"}),
        "sponsor": (
            "sponsor/",
            {"version": version_of(sponsor_words(edition)), "label": "Paid", "headline": "Tea"}
            | {"url": "https://tea.example/", "text": "", "image_url": "", "image_alt": ""},
        ),
    }


@pytest.mark.parametrize(
    "kind",
    ["words", "story", "move", "place", "lead", "drop", "bring in", "block", "leave out", "sponsor"],
)
def test_an_edit_after_approval_says_that_it_voids_it_and_can_be_undone_there(
    kind: str, edition: Edition, desk: Client
) -> None:
    path, form = edits(edition)[kind]
    approved(edition)
    page = f"/newsroom/editions/{edition.pk}/"

    answer = desk.post(page + path, form | {"sheet": "opening"}, headers=EXCHANGE).content.decode()

    assert Edition.objects.get(pk=edition.pk).status == "draft"
    assert "This change voided the approval." in answer
    assert f'hx-post="{page}undo/"' in answer.split('id="messages"')[1]

    seen = revision_number(Edition.objects.get(pk=edition.pk))
    undone = desk.post(f"{page}undo/", {"version": seen, "sheet": "opening"}, headers=EXCHANGE)
    assert "The approval is valid again." in undone.content.decode()
    assert Edition.objects.get(pk=edition.pk).status == "approved"
