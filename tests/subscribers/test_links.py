"""A link is the same for ever, byte by byte, ends in a slash and needs no redirect."""

from __future__ import annotations

import pytest
from django.test import Client

from roundup.core.batches import unsubscribe_headers
from roundup.core.personal_links import personalise_html
from roundup.core.tokens import LinkClaim, LinkSigner, PersonalTokens, Purpose
from roundup.publications.models import Publication
from roundup.subscribers.links import LinkWriter, OpenedLink, open_link, read_link, reader_links
from roundup.subscribers.models import Confirmation, Subscriber
from tests.making import NOW, make_publication, make_reader, old_token, token_of

SIGNER = LinkSigner("the first")


def test_links_are_the_same_bytes_for_ever() -> None:
    links = LinkWriter(SIGNER, "https://mail.example.org/").of_reader(LinkClaim(1, 2, 3))

    assert links == {
        "unsubscribe": "https://mail.example.org/u/AAAAAAAAAQAAAAAAAAACAAADxJGMyM4pljQgOKT8ZTSl/",
        "preferences": "https://mail.example.org/p/AAAAAAAAAQAAAAAAAAACAAADqPy8F9o9XqheBGu7nmLp/",
        "browser": "https://mail.example.org/b/AAAAAAAAAQAAAAAAAAACAAADEKUFjxFXY9Ix508LN5Um/",
    }


def test_a_confirm_link_speaks_for_one_asking() -> None:
    link = LinkWriter(SIGNER, "https://mail.example.org").to_confirm(LinkClaim(1, 9, 3))

    token = link.removeprefix("https://mail.example.org/c/").removesuffix("/")
    assert SIGNER.read(Purpose.CONFIRM, token) == LinkClaim(1, 9, 3)


def test_there_is_a_link_for_every_mark_that_is_a_links_in_their_order() -> None:
    tokens = PersonalTokens("ru0123456789")
    links = LinkWriter(SIGNER, "https://mail.example.org").of_reader(LinkClaim(1, 2, 3))

    values = {tokens.mark(name): links[name] for name in PersonalTokens.LINKS}

    assert tuple(links) == PersonalTokens.LINKS
    assert personalise_html(" ".join(values), values) == " ".join(values.values())
    assert unsubscribe_headers(links["unsubscribe"])["List-Unsubscribe"] == f"<{links['unsubscribe']}>"


def test_a_link_is_read_for_its_own_purpose_only(publication: Publication) -> None:
    ann = make_reader(publication, "ann", link_generation=4)

    token = token_of(reader_links(ann, 2)["unsubscribe"])

    assert read_link(Purpose.UNSUBSCRIBE, token) == LinkClaim(ann.pk, 2, publication.pk, 4)
    assert read_link(Purpose.PREFERENCES, token) is None


def test_a_link_opens_its_reader_and_the_mailing_it_came_with(publication: Publication) -> None:
    ann = make_reader(publication, "ann")

    opened = open_link(Purpose.PREFERENCES, token_of(reader_links(ann, 12)["preferences"]))

    assert (opened.subscriber, opened.publication, opened.mailing_id) == (ann, publication, 12)
    assert opened.is_current


def test_a_link_of_an_earlier_generation_is_not_current(publication: Publication) -> None:
    ann = make_reader(publication, "ann")
    token = token_of(reader_links(ann)["preferences"])

    for generation, is_current in ((0, True), (1, False), (255, False)):
        Subscriber.objects.update(link_generation=generation)
        assert open_link(Purpose.PREFERENCES, token).is_current is is_current


def test_a_link_whose_publication_is_not_its_readers_is_nobodys(publication: Publication) -> None:
    ann = make_reader(publication, "ann")
    token = token_of(reader_links(ann)["preferences"])
    lane = make_publication(name="The Lane", slug="lane")
    Subscriber.objects.update(publication=lane)

    opened = open_link(Purpose.PREFERENCES, token)

    assert (opened.subscriber, opened.publication) == (None, publication)


def test_a_link_that_we_did_not_make_leads_nowhere(publication: Publication) -> None:
    assert open_link(Purpose.PREFERENCES, "nonsense") == OpenedLink()


def test_a_link_of_the_first_format_opens_whoever_had_that_number_then(publication: Publication) -> None:
    ann = make_reader(publication, "ann", id=8)

    opened = open_link(Purpose.UNSUBSCRIBE, old_token(Purpose.UNSUBSCRIBE, 8, 12))

    assert (opened.subscriber, opened.publication, opened.mailing_id) == (ann, publication, 12)
    assert opened.is_current


def test_no_new_row_has_a_number_that_an_old_link_can_name(publication: Publication) -> None:
    ann = make_reader(publication, "ann")
    asking = Confirmation.objects.create(subscriber=ann, asked_at=NOW)

    assert min(ann.pk, asking.pk) >= 2**48


@pytest.mark.parametrize("name", ["unsubscribe", "preferences"])
def test_the_very_bytes_of_the_link_are_answered_without_a_redirect(
    publication: Publication, name: str
) -> None:
    url = reader_links(make_reader(publication, "ann"), 12)[name]
    path = url.removeprefix("http://127.0.0.1:8000")

    assert url.endswith("/")
    assert Client().get(path).status_code == 200
    assert Client().post(path).status_code in (200, 422)


@pytest.mark.parametrize(
    "tail", [".", "/.", ")", "/)", ">", "/>,", '/"', "/…", "/).", "%20", "/'/", "/*", "&gt;"]
)
@pytest.mark.parametrize("name", ["unsubscribe", "preferences"])
def test_what_was_copied_along_with_a_link_does_no_harm(
    tail: str, name: str, client: Client, publication: Publication
) -> None:
    link = reader_links(make_reader(publication, "ann"), 2)[name].removeprefix("http://127.0.0.1:8000")

    answer = client.get(link.rstrip("/") + tail)

    assert (answer.status_code, answer["Location"]) == (302, link)
    assert client.get(link).status_code == 200


def test_a_link_in_small_letters_says_what_to_do(client: Client, publication: Publication) -> None:
    link = reader_links(make_reader(publication, "ann"), 2)["unsubscribe"].removeprefix(
        "http://127.0.0.1:8000"
    )

    answer = client.get(link.lower())

    assert answer.status_code == 404
    assert "Capital and small letters matter." in answer.content.decode()
    assert "Open the email again" in answer.content.decode()
