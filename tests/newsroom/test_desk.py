"""One edition's page: the stories in their places, and every other article with its reason."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from roundup.editions import editing
from roundup.editions.models import Edition, Story
from roundup.newsroom.desk import groups_of, others_of, reasons_of
from tests.making import NOW, make_article
from tests.newsroom.pages import text, tree

pytestmark = pytest.mark.django_db


def page(edition: Edition, client: Client, query: str = "") -> str:
    return text(client.get(f"/newsroom/editions/{edition.pk}/{query}"))


def test_the_lead_stands_first_and_the_sections_follow_as_readers_get_them(edition: Edition) -> None:
    groups = groups_of(list(edition.stories.all()))

    assert [group.name for group in groups] == ["Lead", "World", "Culture"]
    assert groups[0].cards[0].story.place == Story.Place.LEAD


def test_only_the_ends_of_a_section_have_no_way_on(edition: Edition) -> None:
    *_, culture = groups_of(list(edition.stories.all()))

    assert [(card.is_first, card.is_last) for card in culture.cards] == [
        (True, False),
        (False, False),
        (False, True),
    ]


def test_a_picture_without_words_or_credit_is_pointed_out(edition: Edition, desk: Client) -> None:
    story = edition.stories.all()[1]
    story.image = {"url": "https://quay.example.org/x.jpg", "alt": "", "credit": "", "caption": ""}
    story.save()

    found = page(edition, desk)
    assert "The image has no words for those who cannot see it." in found
    assert "The image has no credit." in found


def test_a_dropped_article_is_listed_with_its_reason_and_can_come_back(
    edition: Edition, desk: Client
) -> None:
    story = edition.stories.all()[2]
    editing.drop_story(edition, story.pk, NOW)

    assert [(other.article, other.reason) for other in others_of(edition)] == [(story.article, "dropped")]
    assert "Out: dropped by an editor." in page(edition, desk)


def test_an_article_found_after_the_draft_was_made_can_be_brought_in(
    edition: Edition, desk: Client, clock: time_machine.Coordinates
) -> None:
    later = make_article(edition.publication, 77, first_seen_at=NOW + timedelta(hours=1))

    assert [other.article for other in others_of(edition)] == [later]
    assert "Out: found since the draft was made." in page(edition, desk)


def test_the_rest_can_be_narrowed_to_one_reason(edition: Edition, desk: Client) -> None:
    editing.drop_story(edition, edition.stories.all()[2].pk, NOW)
    old = make_article(
        edition.publication, 78, title="Yesterday's paper", first_seen_at=NOW + timedelta(hours=1)
    )

    assert {each.key: each.count for each in reasons_of(others_of(edition))} == {"new": 1, "dropped": 1}
    assert old.title in page(edition, desk, "?reason=new")
    assert old.title not in page(edition, desk, "?reason=dropped")


def test_what_is_mailed_already_cannot_be_brought_in(edition: Edition, desk: Client) -> None:
    verdict = edition.verdicts.all()[0]
    edition.stories.filter(article_id=verdict.article_id).delete()
    edition.verdicts.filter(pk=verdict.pk).update(chosen=False, reason="already-sent", detail="edition 3")

    found = desk.get(f"/newsroom/editions/{edition.pk}/")
    assert "Out: already sent: edition 3." in text(found)
    assert f"articles/{verdict.article_id}/bring-in" not in found.content.decode()


def test_words_of_an_article_stay_words(edition: Edition, desk: Client) -> None:
    hostile = '"><script>alert(1)</script><img src=x onerror=alert(2)>'
    story = edition.stories.all()[1]
    story.headline = story.blurb = story.kicker = story.byline = hostile
    story.image = {"url": hostile, "alt": hostile, "credit": hostile, "caption": ""}
    story.save()
    edition.verdicts.filter(article_id=story.article_id).update(chosen=False, detail=hostile)
    story.article.title, story.article.url = hostile, "javascript:alert(3)"
    story.article.save()

    answer = desk.get(f"/newsroom/editions/{edition.pk}/")

    found = tree(answer)
    assert [script.get("src") for script in found.iter("script")] == ["/static/newsroom/newsroom.js"]
    assert not found.xpath("//@onerror | //a[starts-with(@href, 'javascript')]")
    assert hostile in found.text_content()


def test_a_page_loads_nothing_from_elsewhere_and_runs_nothing_of_its_own_text(
    edition: Edition, desk: Client
) -> None:
    answer = desk.get(f"/newsroom/editions/{edition.pk}/")

    assert "script-src 'self'" in answer["Content-Security-Policy"]
    assert not tree(answer).xpath("//@style | //@onclick | //script[not(@src)]")


def test_every_field_has_a_name_and_no_two_have_the_same_id(edition: Edition, desk: Client) -> None:
    found = tree(desk.get(f"/newsroom/editions/{edition.pk}/"))
    ids = found.xpath("//@id")
    fields = found.xpath("//input[not(@type='hidden')] | //select | //textarea")

    assert len(ids) == len(set(ids))
    assert fields
    assert {field.get("id") for field in fields} <= set(found.xpath("//label/@for"))
