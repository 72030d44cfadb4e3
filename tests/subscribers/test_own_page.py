"""Readers on their own page are asked about a slip, and can read when things happened."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from roundup.publications.models import Publication
from roundup.subscribers.links import reader_links
from roundup.subscribers.models import OwnRequest, Subscriber
from tests.making import make_reader

SLIP = "ann@gmial.com"


def ask(client: Client, reader: Subscriber, **fields: str) -> Any:
    path = reader_links(reader, 12)["preferences"].removeprefix("http://127.0.0.1:8000")
    return client.post(f"{path}you/", {"action": "address", "email": SLIP, **fields}, follow=True)


@pytest.mark.parametrize(("language", "words"), [("en", "Did you mean "), ("de", "Meinten Sie ")])
def test_a_slip_in_a_new_address_is_asked_about_once(
    language: str, words: str, client: Client, publication: Publication
) -> None:
    ann = make_reader(publication, "ann", language=language)

    question = ask(client, ann)

    assert question.status_code == 422
    assert f"{words}ann@gmail.com?" in question.content.decode()
    assert f'name="questioned" value="{SLIP}"' in question.content.decode()
    assert not OwnRequest.objects.exists()

    ask(client, ann, questioned=SLIP)

    assert OwnRequest.objects.get().email == SLIP
