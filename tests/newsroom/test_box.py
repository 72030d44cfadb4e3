"""The settings of the box: its words and sites, what to copy, and the box itself as readers see it."""

from __future__ import annotations

import re

import pytest
from django.http import HttpResponse
from django.test import Client
from playwright.sync_api import expect

from roundup.publications.models import Publication
from roundup.subscribers.box_places import MOST_ORIGINS
from roundup.subscribers.box_wording import known_text, wording_of
from roundup.subscribers.models import Box
from tests.newsroom.filling_in import SETTINGS, save
from tests.newsroom.pages import tree
from tests.newsroom.visiting import Visit

pytestmark = [pytest.mark.django_db]
PAGE = "/newsroom/publications/quay/settings/box/"
IN_ANY_SCRIPT = "اشتركوا — подпишитесь — 購読 🎏"


def copies(page: HttpResponse) -> list[str]:
    return [str(each.text) for each in tree(page).xpath("//textarea[@readonly]")]


def test_words_in_any_script_are_saved_shown_and_copied(office: Client, publication: Publication) -> None:
    page = save(office, "box/", box_words=f" {IN_ANY_SCRIPT}\r\n")

    assert wording_of(publication).words == IN_ANY_SCRIPT
    with_script, form, frame = copies(page)
    assert IN_ANY_SCRIPT in form
    assert wording_of(publication).version in form
    assert form.strip() in with_script
    assert "/subscribe/box/quay/frame/" in frame
    assert IN_ANY_SCRIPT in Client().get("/subscribe/box/quay/frame/").content.decode()


@pytest.mark.parametrize("empty", ["", " \n "])
def test_without_words_it_has_those_that_come_with_roundup(
    empty: str, office: Client, publication: Publication
) -> None:
    usual = wording_of(publication)
    save(office, "box/", box_words="Ours.")
    save(office, "box/", box_words=empty)

    assert wording_of(publication) == usual
    assert Box.objects.get().words == ""


def test_the_words_of_each_save_stay_known(office: Client, publication: Publication) -> None:
    versions = []
    for words in ("One.", "Two.", "Three."):
        save(office, "box/", box_words=words)
        versions.append(wording_of(publication).version)
    save(office, name="The Pier")

    publication.refresh_from_db()
    shown = [known_text(publication, version).splitlines()[0] for version in versions]
    assert shown == ["One.", "Two.", "Three."]
    assert wording_of(publication).version not in versions


def test_sites_are_kept_as_browsers_name_them(office: Client, publication: Publication) -> None:
    save(office, "box/", box_origins="https://Blog.example.org/\r\n\r\nhttps://quay.example.org:443")

    assert Box.objects.get().origins == "https://blog.example.org\nhttps://quay.example.org"


@pytest.mark.parametrize(
    "site",
    [
        "blog.example.org",
        "*",
        "https://*.example.org",
        "https://blog.example.org/path",
        "https://blog.example.org?a=b",
        "https://ann:secret@blog.example.org",
        "javascript:alert(1)",
        "null",
        "\n".join(f"https://a{n}.example.org" for n in range(MOST_ORIGINS + 1)),
    ],
)
def test_what_is_no_site_is_marked_and_not_saved(site: str, office: Client, publication: Publication) -> None:
    page = save(office, "box/", box_origins=site)

    assert tree(page).xpath("//*[@id='id_box_origins_error']")
    assert not Box.objects.exists()


def test_words_that_are_too_long_are_marked_and_not_saved(office: Client, publication: Publication) -> None:
    page = save(office, "box/", box_words="x" * 601)

    assert tree(page).xpath("//*[@id='id_box_words_error']")
    assert not Box.objects.exists()


def test_an_editor_who_is_no_admin_changes_no_box(desk: Client, publication: Publication) -> None:
    assert desk.post(SETTINGS + "box/", {"box_words": "Ours."}).status_code in (302, 403)

    assert not Box.objects.exists()


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_the_box_shows_the_words_as_they_are_typed_and_says_that_the_copies_do_not(
    visit: Visit, publication: Publication
) -> None:
    page = visit(PAGE)
    shown = page.frame_locator("iframe[data-box]").locator(".words")
    expect(shown).to_contain_text("don't miss a beat")
    expect(page.get_by_role("button", name="Copy").first).to_be_visible()

    page.get_by_label("Words").fill("Low tide, every Friday.")

    expect(shown).to_have_text("Low tide, every Friday.")
    expect(page.get_by_text(re.compile("Save first"))).to_be_visible()
    page.get_by_role("button", name="Save the box").click()
    expect(page.get_by_role("textbox", name="Form with script")).to_have_value(re.compile("every Friday"))
    expect(shown).to_have_text("Low tide, every Friday.")
