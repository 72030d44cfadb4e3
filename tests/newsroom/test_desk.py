"""One edition's page: the stories in their places, and every other article with its reason."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.test import Client

from roundup.editions import editing, lifecycle
from roundup.editions.models import Edition, Story
from roundup.editions.proof import proof_of
from roundup.newsroom.desk import listed_blocks
from tests.making import NOW
from tests.newsroom.pages import text, tree

pytestmark = pytest.mark.django_db


def page(edition: Edition, client: Client, query: str = "") -> str:
    return text(client.get(f"/newsroom/editions/{edition.pk}/{query}"))


def test_the_lead_stands_first_and_the_sections_follow_as_readers_get_them(edition: Edition) -> None:
    blocks = [block for block in listed_blocks(edition, list(edition.stories.all())) if block.cards]

    assert [block.row.name for block in blocks] == ["Lead", "World", "Culture"]
    assert blocks[0].cards[0].story.place == Story.Place.LEAD


def test_stories_can_be_put_into_sections_and_the_lead_and_nowhere_else(edition: Edition) -> None:
    blocks = listed_blocks(edition, list(edition.stories.all()))

    assert [(block.row.name, block.section) for block in blocks if block.has_stories] == [
        ("Lead", ""),
        ("World", "world"),
        ("Culture", "culture"),
    ]


def test_a_picture_without_words_or_credit_is_pointed_out(edition: Edition, desk: Client) -> None:
    story = edition.stories.all()[1]
    story.image = {"url": "https://quay.example.org/x.jpg", "alt": "", "credit": "", "caption": ""}
    story.save()

    assert "no description, no credit" in page(edition, desk)
    found = page(edition, desk, f"?sheet=story-{story.pk}")
    assert "Missing: say what it shows." in found
    assert "Missing: say who made it." in found


def test_an_edition_without_stories_says_what_to_do(edition: Edition, desk: Client) -> None:
    for story in edition.stories.all():
        editing.drop_story(edition, story.pk, NOW)
    assert "bring some in from what was left out" in page(edition, desk)

    edition.verdicts.all().delete()
    assert "see how the sources are doing" in page(edition, desk)
    assert "No article was found for this week." in page(edition, desk, "left-out/")


def test_the_list_the_letter_and_the_sheet_are_read_in_this_order(edition: Edition, desk: Client) -> None:
    found = tree(desk.get(f"/newsroom/editions/{edition.pk}/"))
    parts = ["bar", "preflight", "list", "rest", "proof", "sheet"]

    assert [mark for mark in found.xpath("//main//@id") if mark in parts] == parts


@pytest.mark.parametrize(
    ("by_schedule", "told"), [(True, "by the schedule, as its settings ask"), (False, "on the command line")]
)
def test_it_says_what_approved_it(by_schedule: bool, told: str, edition: Edition, desk: Client) -> None:
    lifecycle.approve_edition(edition, proof_of(edition).hash, None, NOW, by_schedule=by_schedule)

    assert page(edition, desk).count(f"Approved {told}") == 1


def test_it_says_who_approved_it(edition: Edition, desk: Client, editor: User) -> None:
    lifecycle.approve_edition(edition, proof_of(edition).hash, editor, NOW)

    assert page(edition, desk).count("Approved by ana@quay.example.org") == 1


def test_words_of_an_article_stay_words(edition: Edition, desk: Client) -> None:
    hostile = '"><script>alert(1)</script><img src=x onerror=alert(2)>'
    story = edition.stories.all()[1]
    story.headline = story.blurb = story.kicker = story.byline = hostile
    story.image = {"url": hostile, "alt": hostile, "credit": hostile, "caption": ""}
    story.save()
    edition.verdicts.filter(article_id=story.article_id).update(chosen=False, detail=hostile)
    story.article.title, story.article.url = hostile, "javascript:alert(3)"
    story.article.save()

    for sheet in ("", f"?sheet=story-{story.pk}"):
        found = tree(desk.get(f"/newsroom/editions/{edition.pk}/{sheet}"))
        assert all(script.get("src").startswith("/static/") for script in found.iter("script"))
        assert not found.xpath("//@onerror | //a[starts-with(@href, 'javascript')] | //img[@src='x']")
        assert hostile in found.text_content()


def test_a_page_loads_nothing_from_elsewhere_and_runs_nothing_of_its_own_text(
    edition: Edition, desk: Client
) -> None:
    answer = desk.get(f"/newsroom/editions/{edition.pk}/")

    assert "script-src 'self'" in answer["Content-Security-Policy"]
    assert not tree(answer).xpath("//@style | //@onclick | //script[not(@src)]")


@pytest.mark.parametrize("sheet", ["opening", "sponsor", "story"])
def test_every_field_has_a_name_and_no_two_have_the_same_id(
    sheet: str, edition: Edition, desk: Client
) -> None:
    name = f"story-{edition.stories.all()[1].pk}" if sheet == "story" else sheet
    found = tree(desk.get(f"/newsroom/editions/{edition.pk}/?sheet={name}"))
    ids = found.xpath("//@id")
    fields = found.xpath("//input[not(@type='hidden')] | //select | //textarea")

    assert len(ids) == len(set(ids))
    assert fields
    assert {field.get("id") for field in fields} <= set(found.xpath("//label/@for"))
