"""A link is the same for ever, byte by byte, ends in a slash and needs no redirect."""

from __future__ import annotations

import pytest
from django.test import Client

from roundup.core.batches import unsubscribe_headers
from roundup.core.personal import personalise
from roundup.core.tokens import LinkClaim, LinkSigner, PersonalTokens, Purpose
from roundup.publications.models import Publication
from roundup.subscribers.links import Links, read_link, reader_links
from tests.making import make_reader

SIGNER = LinkSigner("the first")


def test_links_are_the_same_bytes_for_ever() -> None:
    links = Links(SIGNER, "https://mail.example.org/").of_reader(1, 2)

    assert links == {
        "unsubscribe": "https://mail.example.org/u/AAAAAAABAAAAAAACx0_cU51Z_nSIqSSpXTN6/",
        "preferences": "https://mail.example.org/p/AAAAAAABAAAAAAAC5-NdEmIM4qhu4ZLUj-RB/",
        "browser": "https://mail.example.org/b/AAAAAAABAAAAAAACnUm41DYH93q-1d0teqEQ/",
    }


def test_a_confirm_link_speaks_for_one_asking() -> None:
    link = Links(SIGNER, "https://mail.example.org").to_confirm(1, 9)

    token = link.removeprefix("https://mail.example.org/c/").removesuffix("/")
    assert SIGNER.read(Purpose.CONFIRM, token) == LinkClaim(1, 9)


def test_there_is_a_link_for_every_mark_of_an_edition() -> None:
    tokens = PersonalTokens("ru0123456789")
    links = Links(SIGNER, "https://mail.example.org").of_reader(1, 2)

    values = {mark: links[name] for name, mark in tokens.marks().items()}

    assert personalise(" ".join(values), values) == " ".join(values.values())
    assert unsubscribe_headers(links["unsubscribe"])["List-Unsubscribe"] == f"<{links['unsubscribe']}>"


def test_a_link_is_read_for_its_own_purpose_only() -> None:
    token = reader_links(1, 2)["unsubscribe"].rstrip("/").rpartition("/")[2]

    assert read_link(Purpose.UNSUBSCRIBE, token) == LinkClaim(1, 2)
    assert read_link(Purpose.PREFERENCES, token) is None


@pytest.mark.parametrize("name", ["unsubscribe", "preferences"])
def test_the_very_bytes_of_the_link_are_answered_without_a_redirect(
    publication: Publication, name: str
) -> None:
    url = reader_links(make_reader(publication, "ann").pk, 12)[name]
    path = url.removeprefix("http://127.0.0.1:8000")

    assert url.endswith("/")
    assert Client().get(path).status_code == 200
    assert Client().post(path).status_code in (200, 422)
