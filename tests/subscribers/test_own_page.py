"""Readers on their own page are asked about a slip, and can read when things happened."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client

from roundup.publications.models import Publication
from roundup.subscribers.links import reader_links, request_link
from roundup.subscribers.models import OwnRequest, Subscriber
from tests.making import make_reader

SLIP = "ann@gmial.com"


def ask(client: Client, reader: Subscriber, **fields: str) -> Any:
    path = reader_links(reader, 12)["preferences"].removeprefix("http://127.0.0.1:8000")
    return client.post(f"{path}you/", {"action": "address", "email": SLIP, **fields}, follow=True)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "Did you mean ann@gmail.com? If not, press the button again."),
        ("de", "Meinten Sie ann@gmail.com? Wenn nicht, drücken Sie den Knopf noch einmal."),
    ],
)
def test_a_slip_in_a_new_address_is_asked_about_once(
    language: str, words: str, client: Client, publication: Publication
) -> None:
    ann = make_reader(publication, "ann", language=language)

    question = ask(client, ann)

    assert question.status_code == 422
    assert words in question.content.decode()
    assert f'name="questioned" value="{SLIP}"' in question.content.decode()
    assert not OwnRequest.objects.exists()

    ask(client, ann, questioned=SLIP)

    assert OwnRequest.objects.get().email == SLIP


def test_moments_are_written_out_and_kept_exactly_in_the_file(
    client: Client, publication: Publication
) -> None:
    ann = make_reader(publication, "ann", language="fr", created_at=datetime(2026, 5, 29, 7, 5, tzinfo=UTC))
    ask(client, ann, action="data")
    link = request_link(OwnRequest.objects.get()).removeprefix("http://127.0.0.1:8000")

    assert "vendredi 29 mai 2026, 07:05</time>" in client.get(link).content.decode()
    assert '"2026-05-29T07:05:00+00:00"' in client.get(f"{link}?as=json").content.decode()
