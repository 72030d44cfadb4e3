"""Bytes that nobody approved never leave: the ways by which some once did."""

from __future__ import annotations

import shutil
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings

from roundup.editions import lifecycle
from roundup.editions.models import Edition
from roundup.editions.proof import proof_of
from roundup.publications.models import Publication
from roundup.sending import control
from roundup.sending.models import Mailing
from roundup.sending.preparing import freeze as preparation
from roundup.sending.preparing.freeze import prepare_step, start_due_mailings
from tests.making import FRIDAY, NOW, approved, make_edition, make_reader
from tests.sending.approved_way import Way, expected_of, is_as_approved_or_told, is_in_the_archive
from tests.sending.what_changes import change

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("small_steps")]


def test_a_postal_address_that_changes_between_start_and_freeze_is_not_mailed_unapproved(
    quiet_publication: Publication, client: Client
) -> None:
    """With readers who all get the default variant, the mailing goes on as it was approved."""
    make_reader(quiet_publication, "ada")
    edition = approved(make_edition(quiet_publication))
    expected = expected_of(edition)

    def move() -> None:
        Publication.objects.update(postal_address="9 Other Street, Elsewhere")

    post = Way(edition, move, "started").go()

    assert post.taken == ["ada@example.org"]
    is_as_approved_or_told(edition, post, expected, client)


def test_what_is_held_while_it_is_prepared_changed_and_resumed_leaves_as_approved_or_not_at_all(
    full_edition: Edition, client: Client
) -> None:
    expected = expected_of(full_edition)

    def hold_change_resume() -> None:
        control.hold_sending(full_edition, "A doubt.", FRIDAY)
        Publication.objects.update(postal_address="9 Other Street, Elsewhere")
        control.resume_sending(full_edition, FRIDAY)

    post = Way(full_edition, hold_change_resume, "freezing").go()

    assert not post.given
    is_as_approved_or_told(full_edition, post, expected, client)


def test_a_mailing_that_was_taken_back_leaves_once_it_is_approved_again(full_edition: Edition) -> None:
    Way(full_edition, lambda: change(full_edition, Publication, "postal_address"), "started").go()
    full_edition.refresh_from_db()
    approved(full_edition, FRIDAY)
    control.resume_sending(full_edition, FRIDAY)

    post = Way(full_edition, lambda: None, "").go()

    assert sorted(post.taken) == [f"{name}@example.org" for name in ("ada", "bo", "cleo", "dag")]
    assert all("changed" in batch.text for batch in post.given)


def test_an_edition_of_which_every_reader_gets_a_part_is_shown_whole_in_the_archive(
    quiet_publication: Publication, client: Client
) -> None:
    make_reader(quiet_publication, "bo", sections=["culture"])
    edition = approved(make_edition(quiet_publication))
    whole = proof_of(edition).rendered.html

    Way(edition, lambda: None, "").go()

    is_in_the_archive(edition, whole, client)


def test_a_start_in_the_small_hours_after_its_evening_bears_the_evenings_date(
    quiet_publication: Publication,
) -> None:
    make_reader(quiet_publication, "ada")
    edition = make_edition(quiet_publication)
    evening = FRIDAY.replace(hour=21)
    lifecycle.schedule_edition(edition, evening, NOW)
    approved(edition)

    assert len(start_due_mailings(evening + timedelta(hours=5))) == 1
    assert edition.dated == evening.date()


def test_a_template_that_changes_in_its_place_is_in_no_variant_unapproved(
    full_edition: Edition, client: Client, tmp_path: Path, settings: Settings
) -> None:
    """Whatever a worker has read before: a new version is laid over the one that runs."""
    shutil.copytree(settings.TEMPLATE_FOLDER, tmp_path / "templates")
    settings.TEMPLATE_FOLDER = tmp_path / "templates"
    lead = tmp_path / "templates" / "email" / "blocks" / "lead.mjml.j2"
    expected = expected_of(full_edition)

    def lay_over() -> None:
        lead.write_text(lead.read_text().replace("</mj-text>", " changed</mj-text>"))

    post = Way(full_edition, lay_over, "started").go()

    is_as_approved_or_told(full_edition, post, expected, client)


def test_an_hour_that_is_moved_while_the_tick_looks_is_obeyed(
    full_edition: Edition, monkeypatch: pytest.MonkeyPatch
) -> None:
    def moving(edition: Edition) -> bool:
        lifecycle.schedule_edition(edition, FRIDAY + timedelta(hours=8), FRIDAY)
        return True

    monkeypatch.setattr(preparation, "still_renders", moving)

    assert start_due_mailings(FRIDAY) == []


def test_what_a_restore_made_uncertain_is_not_undone(full_edition: Edition) -> None:
    """Some of it may have left: it is held, and its rows stay."""
    mailing, *_ = start_due_mailings(FRIDAY)
    prepare_step(mailing.pk, FRIDAY)
    mailing.batches.update(state="uncertain")
    Publication.objects.update(postal_address="9 Other Street, Elsewhere")
    while not prepare_step(mailing.pk, FRIDAY):
        pass

    full_edition.refresh_from_db()
    assert full_edition.held_at
    assert mailing.batches.filter(state="uncertain").exists()


def test_a_mailing_that_is_undone_while_somebody_cancels_it_is_cancelled(full_edition: Edition) -> None:
    mailing, *_ = start_due_mailings(FRIDAY)
    stale = Edition.objects.get(pk=full_edition.pk)
    assert stale.mailing == mailing
    Mailing.objects.all().delete()

    control.cancel_sending(stale, FRIDAY)

    assert Edition.objects.get(pk=full_edition.pk).status == "cancelled"
