"""What the tests of every preference share: a reader who chooses something, and their page."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

import pytest

from roundup.core.preferences import Preferences
from roundup.subscribers import subscriptions
from roundup.subscribers.links import reader_links
from roundup.subscribers.models import Subscriber
from tests.events.preference_meanings import MEANINGS, Meaning
from tests.making import FRIDAY
from tests.subscribers.patience import PatientClient

NAMES = [field.name for field in fields(Preferences)]
EVERY = pytest.mark.parametrize("name", NAMES)


def meaning(name: str) -> Meaning:
    assert name in MEANINGS, f"Give an example of `Preferences.{name}` in MEANINGS."
    return MEANINGS[name]


def preferring(*names: str) -> Preferences:
    return replace(Preferences(), **{name: meaning(name).chosen for name in names})


def choose(reader: Subscriber, *names: str) -> None:
    subscriptions.set_preferences(reader, preferring(*names), FRIDAY)


def kept(reader: Subscriber) -> Preferences:
    return Subscriber.objects.get(pk=reader.pk).preferences


def page_of(reader: Subscriber, link: str = "preferences") -> str:
    return reader_links(reader, 12)[link].removeprefix("http://127.0.0.1:8000")


def post(reader: Subscriber, link: str = "preferences", **sent: Any) -> tuple[int, str]:
    answer = PatientClient().post(page_of(reader, link), sent, follow=True)
    return answer.status_code, answer.content.decode()


def save(reader: Subscriber, *typed: dict[str, Any]) -> tuple[int, str]:
    """Send the page's form with these fields, and the others as somebody sends them who chose nothing."""
    sent: dict[str, Any] = {"language": "en", "action": "save", "whole": "yes"}
    for some in typed:
        sent |= some
    return post(reader, **sent)
