"""The best of a month among the editions and on its own page."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from roundup.editions.best_of_month import assemble_best_of_month, due_month
from roundup.editions.keeping_up import drafts_to_keep_up
from roundup.editions.models import Edition
from roundup.publications.models import Publication
from tests.making import NOW, THURSDAY, make_mailed_edition
from tests.newsroom.pages import text


@pytest.fixture
def best(publication: Publication) -> Edition:
    mailed = make_mailed_edition(publication, "Jo Roe", "Al Fa")
    Edition.objects.filter(pk=mailed.pk).update(mailed_at=NOW - timedelta(days=30), number=1)
    now = THURSDAY + timedelta(minutes=5)
    due = due_month(publication, now)
    assert due
    edition = assemble_best_of_month(publication, due, {}, now)
    assert edition
    return edition


def test_the_editions_say_which_is_the_best_of_a_month(desk: Client, best: Edition) -> None:
    page = text(desk.get(reverse("newsroom:publication", args=["quay"])))

    assert "The best of October 2026. No. 2" in page
    assert "The next one" in page, "The draft of the week is still to come."


def test_its_page_offers_what_an_editor_does_and_never_makes_it_again(desk: Client, best: Edition) -> None:
    page = text(desk.get(reverse("newsroom:edition", args=[best.pk])))

    assert "The best of October 2026" in page
    assert "A headline of Jo Roe" in page
    assert "Make the draft again" not in page
    assert "Skip this edition" in page, "It is not of a week."


def test_no_news_comes_into_it(best: Edition) -> None:
    assert drafts_to_keep_up(best.assembled_at + timedelta(minutes=30)) == []
