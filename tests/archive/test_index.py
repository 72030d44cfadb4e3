"""The list of editions: one publication's, page by page, and those with some words."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from roundup.articles.models import Picture
from roundup.editions.models import Edition
from roundup.publications.models import Publication
from tests.archive.several import mail_earlier
from tests.making import FRIDAY, make_publication
from tests.newsroom.pages import text, tree

pytestmark = pytest.mark.django_db


def found(client: Client, words: str) -> list[str]:
    page = tree(client.get("/archive/", {"publication": "quay", "q": words}))
    return [heading.text_content() for heading in page.xpath("//h2")]


def test_the_list_shows_a_page_at_a_time_and_leads_to_the_next(client: Client, mailed: Edition) -> None:
    mail_earlier(mailed, 14)

    first = tree(client.get("/archive/"))
    (older,) = first.xpath("//a[@rel='next']/@href")
    second = tree(client.get(f"/archive/{older}"))

    assert [len(page.xpath("//h2")) for page in (first, second)] == [12, 3]
    assert second.xpath("//a[@rel='prev']")
    assert set(first.xpath("//h2/a/@href")).isdisjoint(second.xpath("//h2/a/@href"))


def test_words_are_found_in_subjects_and_headlines_without_capitals_and_accents(
    client: Client, mailed: Edition
) -> None:
    mail_earlier(mailed, 1, subject="Été à Córdoba", headlines=["The GRÜNE ferry", "جدار الميناء"])

    assert found(client, "ete CORDOBA") == ["Été à Córdoba"]
    assert found(client, "grune été") == ["Été à Córdoba"]
    assert found(client, "الميناء") == ["Été à Córdoba"]
    assert found(client, "ferry zebra") == []
    assert "Nothing was found for “zebra”." in text(client.get("/archive/?q=zebra"))


@pytest.mark.parametrize("words", ["%00", "%25", "_", "x" * 5000, "<script>", "%20%20"])
def test_any_words_can_be_asked_for(words: str, client: Client, mailed: Edition) -> None:
    answer = client.get(f"/archive/?q={words}")

    assert answer.status_code == 200
    assert b"<script" not in answer.content


def test_only_this_publication_is_listed_named_and_searched(client: Client, mailed: Edition) -> None:
    make_publication(name="The Pier", slug="pier")

    here, there = client.get("/archive/?publication=quay"), client.get("/archive/?publication=pier&q=article")

    assert "The Pier" not in text(here)
    assert mailed.subject not in text(there)


def test_a_search_is_not_for_search_engines_and_the_list_is(client: Client, mailed: Edition) -> None:
    plain, search = client.get("/archive/"), client.get("/archive/?q=ebb")

    assert b'name="robots"' not in plain.content
    assert b'<link rel="canonical" href="http://127.0.0.1:8000/archive/?publication=quay">' in plain.content
    assert b'<meta name="robots" content="noindex">' in search.content
    assert search["X-Robots-Tag"] == "noindex"


def pictures(client: Client) -> list[str]:
    return tree(client.get("/archive/")).xpath("//main//img/@src")


def test_a_picture_is_shown_if_it_is_ours_or_the_magazines(client: Client, mailed: Edition) -> None:
    assert [source.split("/")[2] for source in pictures(client)] == ["quay.example.org"]

    mailed.stories.update(image={"url": "https://pictures.example.net/1.jpg"})
    assert pictures(client) == []

    copy = Picture.objects.create(
        url="https://pictures.example.net/1.jpg",
        digest="a" * 64,
        width=1600,
        height=1000,
        kind="jpg",
        kept_at=FRIDAY,
        next_try_at=FRIDAY + timedelta(days=1),
    )
    mailed.stories.update(picture=copy)
    (source,) = pictures(client)
    assert source.startswith("http://127.0.0.1:8000/pictures/")


def test_the_list_speaks_the_language_of_its_publication(client: Client, mailed: Edition) -> None:
    Publication.objects.update(language="ar")

    page = tree(client.get("/archive/"))

    assert (page.get("lang"), page.get("dir")) == ("ar", "rtl")
    assert page.findtext(".//h1") == "كل الأعداد"
    assert "newsroom" not in client.get("/archive/").content.decode()
