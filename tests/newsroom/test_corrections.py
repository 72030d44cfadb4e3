"""On the edition's page a story tells what its source now says: take it, or keep yours."""

from __future__ import annotations

import pytest
from django.test import Client

from roundup.articles.models import Article
from roundup.editions.models import Edition, Story
from roundup.editions.source_reading import keep_records
from tests.making import NOW, approved
from tests.newsroom.pages import hidden, said, text, tree

pytestmark = pytest.mark.django_db
NEW = "The headline as its source corrected it"


def at(edition: Edition, act: str = "") -> str:
    return f"/newsroom/editions/{edition.pk}/{act}"


def corrected(edition: Edition, title: str = NEW) -> Story:
    keep_records(edition)
    story = edition.stories.all()[1]
    Article.objects.filter(pk=story.article_id).update(title=title)
    return story


def press(client: Client, edition: Edition, story: Story, act: str) -> list[str]:
    path = at(edition, f"stories/{story.pk}/correction/{act}/")
    return said(client.post(path, hidden(client, at(edition), path), follow=True))


def test_the_story_shows_the_old_and_the_new_words(edition: Edition, desk: Client) -> None:
    story = corrected(edition)

    [box] = tree(desk.get(at(edition))).xpath("//div[@class='correction']")

    told = " ".join(box.text_content().split())
    assert box.get("id") == f"correction-{story.pk}"
    assert told.startswith("The source now says:")
    assert f"Now: {NEW}" in told
    assert f"Before: {story.headline}" in told


def test_other_stories_show_nothing_of_the_kind(edition: Edition, desk: Client) -> None:
    keep_records(edition)
    assert "The source now says" not in text(desk.get(at(edition)))


def test_take_it_tells_the_story_in_the_new_words_and_can_be_undone(edition: Edition, desk: Client) -> None:
    story = corrected(edition)

    assert press(desk, edition, story, "take") == ["The story now says what its source says."]
    assert edition.stories.get(pk=story.pk).headline == NEW
    assert "The source now says" not in text(desk.get(at(edition)))
    assert "Took what the source now says" in text(desk.get(at(edition, "history/")))

    desk.post(at(edition, "undo/"), hidden(desk, at(edition), at(edition, "undo/")), follow=True)
    assert edition.stories.get(pk=story.pk).headline == story.headline
    assert "The source now says" in text(desk.get(at(edition)))


def test_keep_mine_keeps_the_words_and_the_approval(edition: Edition, desk: Client) -> None:
    approved(edition, NOW)
    story = corrected(edition)

    assert press(desk, edition, story, "keep") == ["Your words are kept."]
    edition.refresh_from_db()
    assert edition.status == Edition.Status.APPROVED
    assert edition.stories.get(pk=story.pk).headline == story.headline
    assert "The source now says" not in text(desk.get(at(edition)))
    assert "Kept our words, not the source’s" in text(desk.get(at(edition, "history/")))


def test_taking_it_takes_an_approval_back_and_says_so(edition: Edition, desk: Client) -> None:
    approved(edition, NOW)
    story = corrected(edition)

    assert any("voided the approval" in each for each in press(desk, edition, story, "take"))


def test_words_of_a_source_are_never_markup(edition: Edition, desk: Client) -> None:
    corrected(edition, "<script>alert(1)</script> a new headline")
    assert "<script>alert(1)" not in desk.get(at(edition)).content.decode()


def test_an_approval_may_say_that_a_story_may_be_left_out(edition: Edition, desk: Client) -> None:
    publication = edition.publication
    assert "may-drop" not in desk.get(at(edition)).content.decode()
    publication.last_looks, publication.look_policies = "5", {"retracted": "drop"}
    publication.save()
    [tick] = tree(desk.get(at(edition))).xpath("//input[@id='may-drop']")
    form = hidden(desk, at(edition), at(edition, "approve/"))

    desk.post(at(edition, "approve/"), form | {tick.get("name"): "on"})

    approval = edition.approval
    assert approval
    assert approval.may_drop
