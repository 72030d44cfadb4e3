"""Every word on the pages of an edition, from its approval to the end, comes from the catalogue."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from roundup.editions import ending, lifecycle
from roundup.editions.models import Edition
from roundup.editions.proof import proof_of
from roundup.publications.models import Publication
from roundup.sending import control
from tests.making import FRIDAY, NOW, approved
from tests.newsroom.greek_edition import (
    at,
    make_greek_edition,
    make_greek_publication,
    pressed,
    seen,
    untold_on,
)
from tests.newsroom.mailings import begin, dropped, go, uncertain
from tests.sending.post import Post

pytestmark = [pytest.mark.one_database, pytest.mark.usefixtures("speaks_brackets")]


@pytest.fixture
def publication(db: None) -> Publication:
    return make_greek_publication()


@pytest.fixture
def edition(publication: Publication) -> Edition:
    return make_greek_edition(publication)


def test_an_edition_from_its_approval_until_it_is_sent(edition: Edition, desk: Client) -> None:
    assert untold_on(desk.get(at("audience", edition))) == []
    assert untold_on(desk.get(at("send", edition))) == []
    assert pressed(desk, edition, "approve", hash="of another proof") == []
    assert pressed(desk, edition, "approve", hash=proof_of(edition).hash) == []
    assert pressed(desk, edition, "schedule", send_at="2026-11-20T08:00") == []
    assert pressed(desk, edition, "schedule", send_at="tomorrow") == []
    assert pressed(desk, edition, "hold", reason="Περιμένουμε.") == []
    assert pressed(desk, edition, "resume") == []
    assert untold_on(desk.get(at("send", edition))) == []
    assert pressed(desk, edition, "send") == []
    assert pressed(desk, edition, "undo_sending") == []


def test_an_approval_that_is_lost(edition: Edition, desk: Client) -> None:
    approved(edition)

    assert pressed(desk, edition, "move", edition.stories.all()[1].pk, step="1") == []
    assert seen(desk, edition) == []
    # Why it is lost is kept in English.
    assert "⟦It was edited.⟧" in desk.get(at("edition", edition)).content.decode()
    assert pressed(desk, edition, "undo") == []


def test_an_approval_although_there_are_errors(edition: Edition, desk: Client) -> None:
    story = edition.stories.all()[1]
    story.image |= {"alt": ""}
    story.save()
    assert seen(desk, edition) == []

    proof = proof_of(edition).hash
    assert pressed(desk, edition, "approve", hash=proof) == []
    assert pressed(desk, edition, "approve", hash=proof, override="Βιαζόμαστε.") == []


@pytest.mark.parametrize("act", ["skip", "take_up", "cancel"])
def test_an_edition_that_does_not_go_out(act: str, edition: Edition, desk: Client) -> None:
    if act == "take_up":
        ending.skip_edition(edition, NOW)
    if act == "cancel":
        assert untold_on(desk.get(at("cancel", edition))) == []

    assert pressed(desk, edition, act) == []
    assert untold_on(desk.get(at("send", edition))) == []


def test_an_edition_whose_hour_has_passed(
    edition: Edition, desk: Client, clock: time_machine.Coordinates
) -> None:
    clock.move_to(FRIDAY + timedelta(days=1))
    assert seen(desk, edition) == []

    lifecycle.hold_edition(edition, "Περιμένουμε.", FRIDAY)
    assert pressed(desk, edition, "approve", hash=proof_of(edition).hash) == []
    assert seen(desk, edition) == []


def test_an_approved_edition_that_is_held_past_its_hour(
    edition: Edition, desk: Client, clock: time_machine.Coordinates
) -> None:
    approved(edition)
    control.hold_sending(edition, "Περιμένουμε.", NOW)
    clock.move_to(FRIDAY + timedelta(days=1))

    assert seen(desk, edition) == []


def test_a_mailing_on_its_way_and_at_its_end(
    edition: Edition, desk: Client, clock: time_machine.Coordinates
) -> None:
    clock.move_to(FRIDAY)
    begin(edition)
    assert seen(desk, edition) == []
    assert untold_on(desk.get(at("cancel", edition))) == []
    assert pressed(desk, edition, "hold", reason="Περιμένουμε.") == []
    assert pressed(desk, edition, "resume") == []

    go(Post())
    assert seen(desk, edition) == []


def test_a_batch_that_is_uncertain(edition: Edition, desk: Client, clock: time_machine.Coordinates) -> None:
    clock.move_to(FRIDAY)
    uncertain(edition)
    clock.move_to(FRIDAY + timedelta(days=2))

    assert seen(desk, edition) == []
    assert untold_on(desk.get(at("settle", edition, 1, "accepted"))) == []
    assert untold_on(desk.get(at("settle", edition, 1, "again"))) == []
    assert untold_on(desk.get(at("readers", edition, 1))) == []
    assert pressed(desk, edition, "settle", 1, "accepted") == []
    assert untold_on(desk.get(at("readers", edition, 1), follow=True)) == []


def test_copies_that_the_mailer_dropped(
    edition: Edition, desk: Client, clock: time_machine.Coordinates
) -> None:
    clock.move_to(FRIDAY)
    dropped(edition)

    assert seen(desk, edition) == []
    assert untold_on(desk.get(at("redrive", edition))) == []
    assert pressed(desk, edition, "redrive") == []
    assert pressed(desk, edition, "redrive") == []


def test_a_session_that_has_ended(edition: Edition, client: Client) -> None:
    assert untold_on(client.post(at("words", edition), {"note": "Καλημέρα."})) == []
