"""Two editors at one edition see each other, and what the other has done."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from roundup.editions import editing
from roundup.editions.models import Edition
from roundup.editions.revisions import revision_number
from tests.making import NOW

pytestmark = pytest.mark.django_db
EXCHANGE = {"HX-Request": "true"}


def ask(client: Client, edition: Edition, revision: str | None = None) -> str:
    shown = revision_number(Edition.objects.get(pk=edition.pk)) if revision is None else revision
    answer = client.post(
        f"/newsroom/editions/{edition.pk}/others/", {"revision": shown, "sheet": "opening"}, headers=EXCHANGE
    )
    return answer.content.decode()


def test_two_editors_see_each_other_and_nobody_sees_themselves(
    edition: Edition, desk: Client, office: Client
) -> None:
    assert "Also here" not in ask(desk, edition)

    assert "Also here: ana@quay.example.org" in ask(office, edition)
    assert "Also here: bo@quay.example.org" in ask(desk, edition)


def test_whoever_closes_the_page_is_gone_within_a_minute(
    edition: Edition, desk: Client, office: Client, clock: time_machine.Coordinates
) -> None:
    ask(office, edition)
    clock.move_to(NOW + timedelta(minutes=1))

    assert "Also here" not in ask(desk, edition)


def test_what_another_editor_did_comes_to_the_page_by_itself(
    edition: Edition, desk: Client, office: Client
) -> None:
    story = edition.stories.all()[2]
    shown = revision_number(edition)
    editing.rewrite_story(edition, story.pk, headline="From another desk", now=NOW)

    answer = ask(desk, edition, shown)

    assert "From another desk" in answer
    assert 'id="list"' in answer
    assert "From another desk" not in ask(desk, edition)


def test_whoever_is_not_an_editor_learns_about_nobody(edition: Edition, desk: Client) -> None:
    ask(desk, edition)
    assert "ana@" not in ask(Client(), edition)
