"""Every word on the pages of an edition comes from the catalogue while it is being made."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from roundup.editions import arranging, clustering, editing
from roundup.editions.form_versions import edition_words, order_version, story_words, version_of
from roundup.editions.models import Edition
from roundup.newsroom.views.edition_page import LOOKS
from roundup.publications.models import Publication
from tests.articles.pictures.samples import photograph, written
from tests.making import NOW, make_article
from tests.newsroom.greek_edition import (
    at,
    make_greek_edition,
    make_greek_publication,
    pressed,
    seen,
    untold_on,
)
from tests.newsroom.pages import hidden

pytestmark = [pytest.mark.one_database, pytest.mark.usefixtures("speaks_brackets")]

_EXCHANGE: Final = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def publication(db: None) -> Publication:
    return make_greek_publication()


@pytest.fixture
def edition(publication: Publication) -> Edition:
    return make_greek_edition(publication)


def test_a_draft_with_each_sheet_and_in_each_view(edition: Edition, office: Client) -> None:
    for sheet in ("opening", "sponsor", *(f"story-{story.pk}" for story in edition.stories.all())):
        assert seen(office, edition, sheet=sheet) == [], sheet
    for look in LOOKS:
        assert seen(office, edition, look=look) == [], look


def test_a_draft_with_a_sponsor_and_without_stories(edition: Edition, office: Client) -> None:
    sponsor = {"label": "Χορηγός", "headline": "Ψωμί", "text": "Καλό.", "url": "https://bread.example.org/"}
    picture = {"image_url": "https://bread.example.org/a.jpg", "image_alt": ""}
    arranging.set_sponsor(edition, **sponsor, **picture, starts="", ends="", now=NOW)
    assert seen(office, edition, sheet="sponsor") == []

    for story in edition.stories.all():
        editing.drop_story(edition, story.pk, NOW)
    assert seen(office, edition) == []


@pytest.mark.parametrize("act", ["up", "down", "out", "in", "sideways"])
def test_what_is_done_to_a_block(act: str, edition: Edition, desk: Client) -> None:
    if act == "in":
        arranging.leave_out(edition, "note", NOW)

    assert pressed(desk, edition, "arrange", key="note", act=act) == []


def test_what_is_done_to_stories(edition: Edition, desk: Client) -> None:
    first, second, third, *_ = edition.stories.all()

    assert pressed(desk, edition, "move", second.pk, step="1") == []
    assert pressed(desk, edition, "move", second.pk, step="no number") == []
    assert pressed(desk, edition, "make_lead", third.pk) == []
    assert pressed(desk, edition, "drop", first.pk) == []
    version = order_version(edition.stories.all())
    assert pressed(desk, edition, "bring_in", first.article_id, section="world", version=version) == []
    assert pressed(desk, edition, "undo") == []
    assert pressed(desk, edition, "redo") == []
    assert pressed(desk, edition, "reassemble") == []


def test_what_is_decided_about_an_event(edition: Edition, desk: Client) -> None:
    first, second, third, *_ = edition.stories.all()
    for story in (second, third):
        editing.drop_story(edition, story.pk, NOW)
        clustering.join_article(edition, first.pk, story.article_id, NOW)

    assert seen(desk, edition, sheet=f"story-{first.pk}") == []
    assert untold_on(desk.get(at("left_out", edition), {"reason": "also"})) == []
    assert pressed(desk, edition, "tell_instead", first.pk, second.article_id, version="of before") == []
    clustering.tell_instead(edition, first.pk, second.article_id, NOW)
    assert seen(desk, edition, sheet=f"story-{first.pk}") == []
    version = order_version(edition.stories.all())
    assert pressed(desk, edition, "part", first.pk, third.article_id, version=version) == []
    assert untold_on(desk.get(at("left_out", edition), {"reason": "parted"})) == []
    assert pressed(desk, edition, "join", third.article_id, version=version, story=str(first.pk)) == []
    assert untold_on(desk.get(at("history", edition))) == []
    assert untold_on(desk.get(at("revision", edition, 1))) == []


def test_what_comes_back_in_parts(edition: Edition, desk: Client) -> None:
    story, words = edition.stories.all()[1], edition_words(edition)
    fields = hidden(desk, at("edition", edition), at("move", edition, story.pk)) | {"step": "1"}

    assert untold_on(desk.post(at("move", edition, story.pk), fields, **_EXCHANGE)) == []
    typed = {**words, "note": "Χαίρετε.", "version": version_of(words)}
    assert untold_on(desk.post(at("words", edition), typed, **_EXCHANGE)) == []
    assert untold_on(desk.post(at("words", edition), typed | {"note": "Αντίο."}, **_EXCHANGE)) == []
    assert untold_on(desk.get(at("preflight", edition), **_EXCHANGE)) == []
    assert untold_on(desk.get(at("audience", edition), **_EXCHANGE)) == []
    assert untold_on(desk.get(at("left_out", edition), **_EXCHANGE)) == []


def test_who_else_is_here(edition: Edition, desk: Client, office: Client) -> None:
    office.post(at("others", edition))

    assert untold_on(desk.post(at("others", edition))) == []


def test_words_that_two_have_changed(edition: Edition, desk: Client) -> None:
    words, story = edition_words(edition), edition.stories.all()[1]
    before = story_words(story)
    editing.set_words(edition, subject="Άλλα", now=NOW)
    editing.rewrite_story(edition, story.pk, headline="Άλλο", now=NOW)

    mine = {**words, "subject": "Δικά μου", "version": version_of(words)}
    assert untold_on(desk.post(at("words", edition), mine)) == []
    mine = {**before, "headline": "Δικό μου", "image_decorative": "yes", "version": version_of(before)}
    assert untold_on(desk.post(at("rewrite", edition, story.pk), mine)) == []


def test_the_history_and_what_a_change_did(edition: Edition, desk: Client) -> None:
    editing.drop_story(edition, edition.stories.all()[2].pk, NOW)

    assert untold_on(desk.get(at("history", edition))) == []
    for revision in edition.revisions.all():
        assert untold_on(desk.get(at("revision", edition, revision.number))) == []
    first = at("restore", edition, 1)
    fields = hidden(desk, at("revision", edition, 1), first)
    assert untold_on(desk.post(first, fields, follow=True)) == []


def test_what_was_left_out(edition: Edition, desk: Client, publication: Publication) -> None:
    dropped_one = edition.stories.all()[2]
    editing.drop_story(edition, dropped_one.pk, NOW)
    make_article(publication, 70, title="", first_seen_at=NOW + timedelta(hours=1), authors=[])
    asked: list[dict[str, object]] = [
        {},
        {"find": "νέο"},
        {"reason": "dropped"},
        {"into": dropped_one.article_id},
        {"join": dropped_one.article_id},
    ]

    for each in asked:
        assert untold_on(desk.get(at("left_out", edition), each)) == [], each


def test_a_story_that_is_added(edition: Edition, desk: Client) -> None:
    by_hand = {"headline": "Γραμμένο", "url": "https://quay.example.org/hand", "section": "world"}

    assert untold_on(desk.get(at("add", edition))) == []
    assert untold_on(desk.post(at("add_by_address", edition), {"url": "ftp://quay.example.org/"})) == []
    assert untold_on(desk.post(at("add_by_hand", edition), by_hand | {"headline": " "})) == []
    assert untold_on(desk.post(at("add_by_hand", edition), by_hand, follow=True)) == []


def test_a_picture_that_is_uploaded(edition: Edition, desk: Client) -> None:
    story = edition.stories.all()[1]
    path = at("upload_picture", edition, story.pk)
    version = version_of(story_words(story))

    def file(content: bytes) -> dict[str, object]:
        return {"picture": SimpleUploadedFile("a.jpg", content, "image/jpeg"), "version": version}

    assert untold_on(desk.post(path, file(b"no picture"))) == []
    jpeg = written(photograph(), "JPEG")
    assert untold_on(desk.post(path, file(jpeg), follow=True)) == []
    assert untold_on(desk.post(path, file(jpeg), follow=True)) == []
    assert untold_on(desk.post(at("upload_sponsor_picture", edition), file(jpeg), follow=True)) == []


def test_pictures_that_are_decided_about(edition: Edition, desk: Client) -> None:
    for story in edition.stories.all():
        story.image |= {"alt": "", "credit": ""}
        story.save()
    assert seen(desk, edition) == []
    assert pressed(desk, edition, "decorate", chosen="1") == []
    assert pressed(desk, edition, "decorate") == []
    assert pressed(desk, edition, "take_descriptions") == []


def test_tests_that_are_mailed(edition: Edition, desk: Client) -> None:
    assert pressed(desk, edition, "test", form="a") == []
    assert pressed(desk, edition, "test", form="a") == []
    assert pressed(desk, edition, "test", form="b", addresses="ada@example.org bo@example.org") == []
    assert pressed(desk, edition, "test", form="c", addresses="?") == []
