"""What could not be read at a last look says nothing, and keeps nothing else from being read."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from roundup.articles.source_management import remove_source
from roundup.editions.last_look import make_last_look
from roundup.editions.models import Edition, Story
from tests.editions.changing_magazine import ChangingMagazine, make_approved, open_magazine, retract
from tests.making import FRIDAY

pytestmark = pytest.mark.django_db

SOON = FRIDAY - timedelta(minutes=4)


@pytest.fixture
def magazine() -> Iterator[ChangingMagazine]:
    with open_magazine() as found:
        yield found


def looked_at(edition: Edition, magazine: ChangingMagazine) -> Edition:
    assert make_last_look(edition.pk, SOON, magazine.fetcher)
    edition.refresh_from_db()
    return edition


def show_picture(edition: Edition, url: str) -> None:
    Story.objects.filter(edition=edition).update(image={"url": url, "alt": "A crane", "credit": "A. Lens"})


def test_pictures_that_do_not_answer_keep_no_page_from_being_read(
    magazine: ChangingMagazine, monkeypatch: pytest.MonkeyPatch
) -> None:
    edition = make_approved(magazine)
    monkeypatch.setattr("roundup.editions.source_reading._PATIENCE", 1)
    show_picture(edition, magazine.web.url("/silent.png"))
    magazine.web.answers["/silent.png"] = lambda visit: visit.raw(b"nonsense\r\n\r\n")
    for number in (1, 2):
        magazine.say(number, magazine.titles[number], end="<p>This story has been retracted.</p>")

    held = looked_at(edition, magazine)

    assert "Story 1" in held.held_reason
    assert "Story 2" in held.held_reason


@pytest.mark.parametrize(
    "url", ["http://[nowhere/1.png", "http://127.0.0.1:port/1.png", "picture", "http://a\u2100b.example/"]
)
def test_a_picture_whose_address_is_none_keeps_no_retraction_from_being_found(
    url: str, magazine: ChangingMagazine
) -> None:
    edition = make_approved(magazine)
    show_picture(edition, url)
    retract(magazine)
    assert "was retracted" in looked_at(edition, magazine).held_reason


def test_a_source_that_was_removed_has_not_answered(magazine: ChangingMagazine) -> None:
    edition = make_approved(magazine, look_policies={"unread": "hold"})
    remove_source(edition.publication.sources.get())
    magazine.web.serve("/world/2", status=403)
    assert "could not be read" in looked_at(edition, magazine).held_reason
