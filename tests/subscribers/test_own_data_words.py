"""The page of a reader's data has words for all that it shows, in the reader's language."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable
from datetime import date

import pytest
from django.test import Client
from django.utils import timezone

from roundup.core.deliveries import EventKind
from roundup.core.language import SPOKEN, Language
from roundup.core.suppression import SuppressionReason
from roundup.publications.models import Publication
from roundup.sending.models import Batch, Delivery
from roundup.subscribers.links import request_link
from roundup.subscribers.models import Confirmation, Consent, Leave, OwnRequest, Subscriber
from roundup.subscribers.own_data import data_of
from roundup.subscribers.own_data_words import NAMES, VALUES
from roundup.subscribers.preference_columns import to_columns
from tests.making import make_publication, make_reader
from tests.subscribers.choosing import EVERY, choose, meaning

CHANNELS = (
    *("address", "box", "erasure", "form", "import", "journal", "link", "mail", "not-me", "one-click"),
    *("preferences", "provider"),
)
OURS = [
    *CHANNELS,
    *Subscriber.Status.values,
    *Consent.Act.values,
    *Confirmation.Status.values,
    *Leave.Reason.values,
    *OwnRequest.Kind.values,
    *Batch.State.values,
    *(label for value, label in Delivery.Outcome.choices if value),
    *(kind.word for kind in EventKind),
    *SuppressionReason,
    # The channels of consents.
    *("address", "box", "erasure", "form", "import", "journal", "link", "mail", "not-me", "one-click"),
    *("preferences", "provider"),
]
EMAIL = {
    "edition": "Low tide",
    "day": date(2026, 11, 20),
    "outcome": "accepted",
    "reported": [{"what": "delivered", "at": timezone.now()}],
}


@pytest.fixture
def ann(publication: Publication) -> Subscriber:
    chosen = {"sections": ["culture"], "writers": "Al Fa\nJo Roe", "rhythm": "second"}
    reader = make_reader(publication, "ann", paused_until=date(2027, 1, 1), **chosen)
    Consent.objects.create(subscriber=reader, act="asked", at=timezone.now(), channel="box", wording="Yes.")
    return reader


def page_of(reader: Subscriber) -> str:
    asked = OwnRequest.objects.create(subscriber=reader, kind="data", asked_at=timezone.now())
    return request_link(asked).removeprefix("http://127.0.0.1:8000")


def told_on_page(reader: Subscriber) -> dict[str, str]:
    """Return what the page says, by the words before it."""
    page = Client().get(page_of(reader)).content.decode()
    rows = re.findall(r"<dt>(.*?)</dt>\s*<dd>(.*?)</dd>", page, re.DOTALL)
    return {html.unescape(name): html.unescape(re.sub("<[^>]*>", "", said)) for name, said in rows}


def names_in(value: object) -> Iterable[str]:
    if isinstance(value, dict):
        yield from value
    for each in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from names_in(each)


@pytest.mark.parametrize("word", OURS)
def test_each_of_our_own_words_is_said_in_words(word: str) -> None:
    assert word in VALUES


def test_each_column_has_a_name(ann: Subscriber) -> None:
    Leave.objects.create(subscriber=ann, at=timezone.now(), reason="often")
    page_of(ann)
    found = data_of(ann, lambda _: [EMAIL])
    shown = [found[part] for part in found if part not in ("publication", "not_mailed_because")]

    assert set(names_in(shown)) <= NAMES.keys()


@pytest.mark.parametrize("language", [tag for tag in SPOKEN if tag != "en"])
def test_names_and_values_are_in_the_readers_language(
    language: str, ann: Subscriber, publication: Publication
) -> None:
    Subscriber.objects.update(language=language)
    page, said = Client().get(page_of(ann)).content.decode(), Language(language)

    for words in ("How often", "Writers", "The form below an article", "Every second round-up", "Subscribed"):
        assert f">{said.say(words)}</" in page
    assert said.listed(["Al Fa", "Jo Roe"]) in page
    assert said.day(date(2027, 1, 1)) in page
    assert ">Culture</bdi></dd>" in page, "a section is called by its name"
    assert ">How often<" not in page


def test_the_file_keeps_the_names_of_columns(ann: Subscriber) -> None:
    found = json.loads(Client().get(f"{page_of(ann)}?as=json").content)

    assert found["preferences"]["rhythm"] == "second"
    assert found["consents"][0]["channel"] == "box"


def test_whoever_has_the_mailed_link_sees_the_other_subscriptions_of_the_address(ann: Subscriber) -> None:
    harbour = make_publication(name="The Harbour", slug="harbour")
    make_reader(harbour, "ann", status="unsubscribed")
    make_reader(harbour, "bea")

    page = Client().get(page_of(ann)).content.decode()

    assert page.count(">The Harbour</bdi></dd>") == 1
    assert data_of(ann, lambda _: [])["other_subscriptions"] == [
        {"publication": "The Harbour", "status": "unsubscribed"}
    ]


@pytest.mark.parametrize("language", ["", "ar"])
@EVERY
def test_a_preference_is_told_in_words_once_it_is_chosen(
    name: str, language: str, publication: Publication
) -> None:
    reader = make_reader(publication, "jo")
    choose(reader, name)
    if name != "language":
        Subscriber.objects.update(language=language)
    reader.refresh_from_db()
    said = Language(reader.language or "en")

    held = data_of(reader, lambda _: [])["preferences"]
    assert str(held[name]) == str(to_columns(reader.preferences)[name])
    assert told_on_page(reader)[said.say(NAMES[name])] == meaning(name).told(said)


@EVERY
def test_nothing_is_told_of_a_preference_that_is_not_chosen(name: str, publication: Publication) -> None:
    reader = make_reader(publication, "jo")

    assert NAMES[name] not in told_on_page(reader)
