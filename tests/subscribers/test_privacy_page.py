"""Every publication has a page about its readers' data: its own words, or what is true of every one."""

from __future__ import annotations

import pytest
from django.test import Client

from roundup.publications.models import Publication
from tests.making import make_reader


@pytest.mark.parametrize("language", ["en", "de", "fr", "es", "pt", "ar"])
def test_without_words_of_its_own_a_publication_says_what_is_kept(
    language: str, client: Client, publication: Publication
) -> None:
    Publication.objects.update(language=language)

    page = client.get("/privacy/?publication=quay").content.decode()

    assert f'lang="{language}"' in page
    assert page.count("<p>") >= 6
    assert ("We do not record" in page) is (language == "en")
    assert "weekly@quay.example.org" in page


def test_own_words_take_the_place_of_ours_and_are_only_words(
    client: Client, publication: Publication
) -> None:
    Publication.objects.update(privacy_text="We keep little.\r\n\r\n<script>x</script>")

    page = client.get("/privacy/").content.decode()

    assert "We keep little." in page
    assert "<script>" not in page
    assert "We do not record" not in page


def test_readers_pages_lead_there_unless_the_publication_has_a_page(
    client: Client, publication: Publication
) -> None:
    make_reader(publication, "ann")
    assert 'href="/privacy/?publication=quay"' in client.get("/subscribe/").content.decode()

    Publication.objects.update(privacy_url="https://quay.example.org/privacy")
    page = client.get("/subscribe/").content.decode()
    assert "https://quay.example.org/privacy" in page
    assert "/privacy/?publication" not in page


@pytest.mark.parametrize("slug", ["nobody", "%00"])
def test_an_unknown_publication_has_none(slug: str, client: Client, publication: Publication) -> None:
    assert client.get(f"/privacy/?publication={slug}").status_code == 404
