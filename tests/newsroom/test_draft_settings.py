"""How drafts are made is tried on past editions before it is saved, and the next draft obeys."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.http import HttpResponse
from django.test import Client

from roundup.core.notice_patterns import DEFAULT_PATTERNS
from roundup.editions.assembling import assemble_edition
from roundup.editions.composing import stories_of
from roundup.editions.draft_rules import rules_of
from roundup.publications.models import Publication
from tests.editions.test_replay import article, weeks
from tests.making import NOW
from tests.newsroom.filling_in import SETTINGS, filled_in, save
from tests.newsroom.pages import said, text, tree

pytestmark = pytest.mark.django_db


def test_a_change_is_tried_on_past_editions_and_nothing_is_saved(
    office: Client, publication: Publication
) -> None:
    publication.max_stories = 3
    publication.save()
    weeks(publication, 2)

    page = try_out(office, pinned_words="Chessa\nChessb", pinned="10")

    shown = tree(page)
    assert len(shown.xpath("//article[@class='replayed']")) == 2
    (newest, _) = shown.xpath("//article[@class='replayed']//li[@class='differs'][contains(., 'Chess')]")
    assert "Chessb" in newest.text_content()
    assert Publication.objects.get().weights == {}
    (kept,) = shown.xpath("//textarea[@name='pinned_words']")
    assert kept.value.split() == ["Chessa", "Chessb"]


def test_the_next_draft_obeys_what_is_saved(office: Client, publication: Publication) -> None:
    save(office, "draft/", pinned_words="Chessz", pinned="10", muted_words="Ferryz\n\n Ferryz ", muted="10")
    publication.refresh_from_db()
    publication.max_stories = 1
    publication.save()
    for topic in ("Ferry", "Chess", "Glass"):
        article(publication, topic, 25, NOW - timedelta(hours=5))

    (story,) = stories_of(assemble_edition(publication, NOW))

    assert story.headline.startswith("Chessz")
    assert rules_of(publication).weights.muted_words == {"Ferryz"}


def test_only_what_differs_from_the_usual_is_kept(office: Client, publication: Publication) -> None:
    save(office, "draft/", recency="3")
    assert Publication.objects.get().weights == {"recency": 3}

    save(office, "draft/", recency="8")
    assert Publication.objects.get().weights == {}


def test_a_publication_s_own_list_of_notices_counts_and_can_be_given_back(
    office: Client, publication: Publication
) -> None:
    assert filled_in(office, "draft/")["notice_patterns"].split("\n") == DEFAULT_PATTERNS.strip().split("\n")

    save(office, "draft/", notice_patterns="label: agenda\r\nheadline part: advert")
    assert Publication.objects.get().notice_patterns == "label: agenda\nheadline part: advert"

    save(office, "draft/", notice_patterns="")
    assert Publication.objects.get().notice_patterns == ""


@pytest.mark.parametrize(
    ("field", "typed", "answer"),
    [
        ("notice_patterns", "label: deals\nsponsored", "Line 2, “sponsored”, is not understood"),
        ("recency", "11", "less than or equal to 10"),
        ("recency", "-1", "greater than or equal to 0"),
        ("recency", "much", "whole number"),
    ],
)
@pytest.mark.parametrize("button", ["save", "replay"])
def test_what_makes_no_sense_is_told_at_its_field_and_changes_nothing(
    field: str, typed: str, answer: str, button: str, office: Client, publication: Publication
) -> None:
    act = save if button == "save" else lambda client, _, **changes: try_out(client, **changes)

    page = act(office, "draft/", **{field: typed})

    assert answer in text(page)
    assert Publication.objects.get().weights == {}
    assert Publication.objects.get().notice_patterns == ""


def test_without_any_edition_there_is_nothing_to_try_it_on(office: Client, publication: Publication) -> None:
    assert "There is no edition yet to try it on." in text(try_out(office))


def test_a_draft_that_is_open_keeps_its_stories(office: Client, publication: Publication) -> None:
    article(publication, "Ferry", 25, NOW - timedelta(hours=5))
    edition = assemble_edition(publication, NOW)

    assert said(save(office, "draft/", muted_words="Ferryz", muted="10"))[0].endswith("keeps its stories.")

    assert [story.headline for story in stories_of(edition)] == ["Ferryz opens zyrreF again"]


def try_out(client: Client, **changes: str) -> HttpResponse:
    return client.post(SETTINGS + "draft/", filled_in(client, "draft/") | changes | {"replay": "1"})
