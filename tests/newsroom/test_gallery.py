"""The gallery shows every block and every message, in every look, light and dark, at two widths."""

from __future__ import annotations

import pytest
from django.test import Client

from roundup.newsroom.gallery import drawn, find, shelves
from roundup.publications.models import Publication
from roundup.rendering.designs import DESIGNS
from roundup.rendering.message_samples import MESSAGES
from roundup.rendering.samples import sample_blocks
from tests.newsroom.pages import tree

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
GALLERY = "/newsroom/gallery/"


def test_everything_that_is_registered_is_on_a_shelf() -> None:
    shown = {(piece.kind, piece.name) for shelf in shelves() for piece in shelf.pieces}

    assert shown >= {("block", kind) for kind in sample_blocks()}
    assert shown >= {("message", name) for name in MESSAGES}


@pytest.mark.parametrize("inbox", ["light", "dark"])
@pytest.mark.parametrize("look", DESIGNS)
def test_each_piece_is_shown_at_both_widths_and_shut_in(
    look: str, inbox: str, desk: Client, publication: Publication
) -> None:
    page = tree(desk.get(f"{GALLERY}?look={look}&as={inbox}"))

    for piece in (piece for shelf in shelves() for piece in shelf.pieces):
        frames = page.xpath("//*[@id=$id]//iframe", id=f"{piece.kind}-{piece.name}")
        address = f"{GALLERY}{piece.kind}/{piece.name}/?look={look}&as={inbox}&publication=quay"
        assert [frame.get("src") for frame in frames] == [address, address]
        assert ["phone" in frame.get("class") for frame in frames] == [False, True]
        assert all("allow-scripts" not in frame.get("sandbox") for frame in frames)


@pytest.mark.parametrize("look", DESIGNS)
def test_each_piece_is_drawn_in_each_look(look: str, publication: Publication) -> None:
    for piece in (piece for shelf in shelves() for piece in shelf.pieces):
        found = drawn(piece, look, publication)
        assert found.html.startswith("<!doctype html>"), piece
        assert DESIGNS[look].light.paper in found.html, piece
        assert "ru5a3391c0de" not in found.html + found.text, piece


def test_each_piece_has_its_plain_text_beside_it(desk: Client, publication: Publication) -> None:
    page = tree(desk.get(f"{GALLERY}?look=news"))

    for piece in (piece for shelf in shelves() for piece in shelf.pieces):
        links = page.xpath("//*[@id=$id]//a/@href", id=f"{piece.kind}-{piece.name}")
        answer = desk.get(next(link for link in links if "/text/" in link))
        assert answer["Content-Type"] == "text/plain; charset=utf-8"
        assert answer.content.decode() == drawn(piece, "news", publication).text


@pytest.mark.parametrize("piece", ["edition/whole", "block/sponsor", "message/alarm"])
def test_a_piece_by_itself_can_run_nothing(piece: str, desk: Client, publication: Publication) -> None:
    answer = desk.get(f"{GALLERY}{piece}/?look=news&as=dark")

    assert answer["Content-Security-Policy"].startswith("sandbox")
    assert b"prefers-color-scheme" not in answer.content


def test_a_new_installation_has_a_gallery(desk: Client) -> None:
    assert desk.get(GALLERY).status_code == 200
    assert b"Harbour Review" in desk.get(f"{GALLERY}block/note/").content


@pytest.mark.parametrize("path", ["block/none/", "message/none/", "page/whole/", "block/none/text/"])
def test_what_is_not_registered_is_not_there(path: str, desk: Client) -> None:
    assert desk.get(GALLERY + path).status_code == 404
    assert find("block", "none") is None


def test_the_gallery_is_in_the_navigation(desk: Client, publication: Publication) -> None:
    address = f"{GALLERY}?publication={publication.slug}"
    link = "//nav[@aria-label='Newsroom']//a[.='Gallery']"

    (there,) = tree(desk.get(f"/newsroom/publications/{publication.slug}/")).xpath(link)
    (here,) = tree(desk.get(address)).xpath(link)

    assert there.get("href") == here.get("href") == address
    assert (there.get("aria-current"), here.get("aria-current")) == (None, "page")


def test_what_is_long_gets_a_tall_frame(desk: Client) -> None:
    tall = tree(desk.get(GALLERY)).xpath("//*[contains(@class, 'tall')]/@id")

    assert tall == ["edition-whole", "block-lead", "block-stories"]


def test_a_stranger_is_asked_to_sign_in(client: Client) -> None:
    assert client.get(GALLERY)["Location"].startswith("/newsroom/login/")


@pytest.mark.parametrize("slug", ["%00", "quay%00", "%ud800", "nobody"])
def test_a_publication_that_is_not_there_is_passed_over(slug: str, desk: Client) -> None:
    assert desk.get(f"/newsroom/gallery/?publication={slug}").status_code == 200
