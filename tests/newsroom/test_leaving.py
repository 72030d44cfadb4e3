"""Approving what was seen, choosing its hour, stopping it, and watching it go."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.contrib.auth.models import User
from django.test import Client

from roundup.editions import editing
from roundup.editions.models import Edition
from roundup.editions.proof import proof_of
from roundup.sending.handing_over.claim import claim_batch
from roundup.sending.models import Mailing
from roundup.sending.preparing.freeze import prepare_step, start_due_mailings
from roundup.sending.settling.finishing import finish_mailings
from tests.making import FRIDAY, NOW, approved, make_reader
from tests.newsroom.pages import hidden, said, text, tree
from tests.sending.post import Post
from tests.sending.steps import submit_batch

pytestmark = pytest.mark.django_db


def at(edition: Edition, act: str = "") -> str:
    return f"/newsroom/editions/{edition.pk}/{act}"


def do(client: Client, edition: Edition, act: str, **form: str) -> list[str]:
    found = said(client.post(at(edition, f"{act}/"), form, follow=True))
    edition.refresh_from_db()
    return found


def hash_shown(client: Client, edition: Edition) -> str:
    return str(tree(client.get(at(edition))).xpath("//input[@name='hash']/@value")[0])


def begin(edition: Edition, now: datetime = FRIDAY) -> Mailing:
    (mailing,) = start_due_mailings(now)
    while not prepare_step(mailing.pk, now):
        pass
    return mailing


def go(edition: Edition) -> None:
    begin(edition)
    while lease := claim_batch(FRIDAY):
        submit_batch(lease, Post(), FRIDAY)
    finish_mailings(FRIDAY)


def what_goes(edition: Edition) -> str:
    hour = "Friday 20 November 2026, 07:00 (Europe/Berlin)"
    return f"Exactly this proof ({proof_of(edition).hash[:10]}) goes to about 3 readers {hour}"


def test_the_page_names_hash_hour_and_readers_before_one_approves(desk: Client, edition: Edition) -> None:
    desk.get(at(edition, "audience/"))
    found = text(desk.get(at(edition)))

    assert f"{what_goes(edition)}." in found
    assert "About 3 readers get it." in found


def test_so_does_the_button_where_the_checks_found_nothing(desk: Client, edition: Edition) -> None:
    for story in edition.stories.all():
        story.image = (story.image or {}) | {"alt": f"A crane, seen from pier {story.pk}"}
        story.save()
    desk.get(at(edition, "audience/"))

    (button,) = tree(desk.get(at(edition))).xpath("//div[@id='bar-approve']//button")

    assert button.get("title") == what_goes(edition)


def test_what_was_seen_is_approved_by_whom_it_was_seen(desk: Client, edition: Edition, editor: User) -> None:
    do(desk, edition, "approve", hash=hash_shown(desk, edition))

    assert (edition.status, edition.approval.by) == (Edition.Status.APPROVED, editor)
    found = text(desk.get(at(edition)))
    assert "Goes out Friday 20 November 2026, 07:00 (Europe/Berlin)." in found
    assert "Any change voids the approval." in found
    assert "Approved by ana@quay.example.org" in found


def test_what_changed_since_it_was_seen_is_not_approved(desk: Client, edition: Edition) -> None:
    seen = hash_shown(desk, edition)
    editing.drop_story(edition, edition.stories.all()[1].pk, NOW)

    assert "has changed since this proof was made" in do(desk, edition, "approve", hash=seen)[0]
    assert edition.status == Edition.Status.DRAFT


def test_an_error_in_the_proof_shuts_the_button(desk: Client, edition: Edition) -> None:
    assert not tree(desk.get(at(edition))).xpath("//button[contains(., 'Approve')]/@disabled")

    edition.stories.all().delete()

    assert "This edition has no stories" in text(desk.get(at(edition)))
    assert not tree(desk.get(at(edition))).xpath("//form[contains(@action, 'approve')]")


@pytest.fixture
def faulty(edition: Edition) -> Edition:
    """The draft with a subject that feigns an answer."""
    edition.subject = "Re: your order"
    edition.save()
    return edition


def test_errors_are_overruled_with_a_reason_that_the_page_keeps(desk: Client, faulty: Edition) -> None:
    page = tree(desk.get(at(faulty)))
    assert page.xpath("//button[normalize-space()='Approve this proof']/@disabled")
    assert page.xpath("//input[@name='override']/@required")

    do(desk, faulty, "approve", hash=hash_shown(desk, faulty), override="It is a quotation.")

    assert faulty.status == Edition.Status.APPROVED
    assert "Approved despite errors in the proof, because: It is a quotation." in text(desk.get(at(faulty)))


def test_errors_without_a_reason_stay_errors(desk: Client, faulty: Edition) -> None:
    assert "The proof has errors" in do(desk, faulty, "approve", hash=hash_shown(desk, faulty))[0]


def test_without_errors_nobody_is_asked_for_a_reason(desk: Client, edition: Edition) -> None:
    assert not tree(desk.get(at(edition))).xpath("//input[@name='override']")


def test_after_the_hour_the_button_says_that_it_leaves(
    desk: Client, edition: Edition, clock: time_machine.Coordinates
) -> None:
    assert "in which it can be undone" not in text(desk.get(at(edition)))

    clock.move_to(FRIDAY)
    assert "Approve this proof Leaves after 2 minutes, in which it can be undone." in text(
        desk.get(at(edition))
    )


def test_the_page_keeps_for_whom_and_when_it_was_approved(desk: Client, edition: Edition) -> None:
    do(desk, edition, "approve", hash=hash_shown(desk, edition))
    do(desk, edition, "schedule", send_at="2026-11-20T18:30")
    assert "It was approved for Friday 20 November 2026, 07:00" in text(desk.get(at(edition)))

    begin(edition, edition.send_at)
    found = text(desk.get(at(edition)))
    assert (
        "for every active subscriber who is neither suppressed nor pausing and follows one of its sections"
        in found
    )


def test_the_hour_is_read_in_the_publications_zone(desk: Client, edition: Edition) -> None:
    do(desk, edition, "schedule", send_at="2026-11-20T18:30")

    assert edition.send_at == datetime(2026, 11, 20, 17, 30, tzinfo=UTC)


def test_an_hour_that_has_passed_is_refused(desk: Client, edition: Edition) -> None:
    assert "has passed" in do(desk, edition, "schedule", send_at="2026-11-18T09:00")[0]


def test_sending_now_asks_once_more(desk: Client, edition: Edition) -> None:
    approved(edition)

    page = desk.get(at(edition, "send/"))
    assert "leaves after 2 minutes, in which it can be undone, instead of" in text(page)
    assert "About 3 readers get it." in text(page)
    edition.refresh_from_db()
    assert edition.send_at > NOW

    do(desk, edition, "send", **hidden(desk, at(edition, "send/"), at(edition, "send/")))
    assert edition.send_at == NOW + edition.publication.undo_window


def test_a_draft_cannot_be_sent(desk: Client, edition: Edition) -> None:
    assert "only an approved one can be sent" in do(desk, edition, "send")[0]


def test_held_with_a_reason_and_resumed(desk: Client, edition: Edition) -> None:
    approved(edition)
    do(desk, edition, "hold", reason="A fact is in doubt.")
    assert "Held. A fact is in doubt." in text(desk.get(at(edition)))
    assert start_due_mailings(FRIDAY) == []

    do(desk, edition, "resume")
    assert len(start_due_mailings(FRIDAY)) == 1


def test_a_skipped_edition_can_be_taken_up_again(desk: Client, edition: Edition) -> None:
    do(desk, edition, "skip")
    assert edition.status == Edition.Status.SKIPPED

    do(desk, edition, "take-up")
    assert edition.status == Edition.Status.DRAFT
    assert edition.stories.count() == 6


def test_cancelling_asks_once_more_and_can_be_taken_back(desk: Client, edition: Edition) -> None:
    assert "You can take it up again later" in text(desk.get(at(edition, "cancel/")))

    do(desk, edition, "cancel")
    assert edition.status == Edition.Status.CANCELLED
    (form,) = tree(desk.get(at(edition))).xpath("//form[contains(@action, 'take-up')]")
    desk.post(form.get("action"))

    edition.refresh_from_db()
    assert edition.status == Edition.Status.DRAFT


def test_a_mailing_on_its_way_tells_how_far_it_has_got(desk: Client, edition: Edition) -> None:
    approved(edition)
    begin(edition)

    page = desk.get(at(edition))
    (stage,) = tree(page).xpath("//@data-stage")
    told = desk.get(at(edition, "progress.json")).json()
    assert (told["stage"], told["done"], told["all"]) == (stage, 0, 3)
    assert told["words"] == "0 of 3 copies handed over."
    assert b'http-equiv="refresh"' in page.content


def test_on_its_way_nothing_can_be_edited(desk: Client, edition: Edition) -> None:
    approved(edition)
    begin(edition)

    assert not tree(desk.get(at(edition))).xpath("//form[contains(@action, '/stories/')]")
    answer = desk.post(f"{at(edition)}words/", {"subject": "Late", "version": "x"})
    assert "no longer be changed" in text(answer)
    assert "Save what is typed" not in text(answer)


def test_afterwards_the_account_closes_in_plain_words(desk: Client, edition: Edition) -> None:
    make_reader(edition.publication, "dag", paused_until=FRIDAY.date() + timedelta(days=9))
    approved(edition)
    go(edition)

    found = text(desk.get(at(edition)))
    assert "Of 4 readers: 3 accepted by the mailer (it delivers them) 1 left out on purpose" in found
    assert "Left out: 1 pausing." in found
    assert desk.get(at(edition, "progress.json")).json()["done"] == 3


def test_what_went_out_is_shown_as_it_was_approved(desk: Client, edition: Edition) -> None:
    approved(edition)
    sent = proof_of(edition).rendered
    go(edition)
    edition.publication.name = "Another Name"
    edition.publication.save()

    assert desk.get(at(edition, "proof/")).content.decode() == sent.html
