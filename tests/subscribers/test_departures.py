"""Who left a publication is not brought back to it by an import, whatever they agreed to elsewhere."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.utils import timezone

from roundup.core.suppression import SuppressionReason
from roundup.publications.models import Publication
from roundup.subscribers import subscriptions
from roundup.subscribers.importers import import_file
from roundup.subscribers.models import Confirmation, Subscriber
from roundup.subscribers.objections import note_objection
from roundup.subscribers.suppressions import hash_of, reason_of, suppress_hash
from tests.making import NOW, make_publication, make_reader, sign_up
from tests.subscribers.importing import counts, load

ANN = "ann@example.org"
FILE = f"email\n{ANN}\n"


@pytest.fixture
def other(publication: Publication) -> Publication:
    return make_publication(name="The Harbour", slug="harbour")


def agree(publication: Publication) -> Subscriber:
    """Ask with the form, and press the link of the mail that asks back."""
    sign_up(publication, ANN, NOW)
    asked = Confirmation.objects.filter(subscriber__publication=publication).latest("asked_at")
    return subscriptions.confirm(asked, NOW)


def mailed(publication: Publication) -> bool:
    return Subscriber.objects.filter(publication=publication, email_key=ANN, status="active").exists()


def test_who_was_forgotten_here_and_agreed_elsewhere_is_not_imported_again(
    publication: Publication, other: Publication, tmp_path: Path
) -> None:
    subscriptions.erase(make_reader(publication, "ann"), NOW)
    agree(other)
    assert reason_of(hash_of(ANN)) is None

    assert counts(load(publication, tmp_path, FILE)) == {"suppressed": 1}

    assert (mailed(publication), mailed(other)) == (False, True)


@pytest.mark.parametrize("status", ["unsubscribed", "complained", "bounced"])
def test_what_a_file_said_of_a_suppressed_address_counts_when_the_suppression_is_lifted(
    status: str, publication: Publication, other: Publication, tmp_path: Path
) -> None:
    suppress_hash(hash_of(ANN), SuppressionReason.UNSUBSCRIBED, NOW)
    load(publication, tmp_path, f"email,status\n{ANN},{status}\n")
    if status != "complained":
        agree(other)

    load(publication, tmp_path, FILE)

    assert not mailed(publication)


def test_whoever_agrees_again_here_may_be_imported_again(publication: Publication, tmp_path: Path) -> None:
    subscriptions.erase(make_reader(publication, "ann"), NOW)
    agree(publication)

    assert counts(load(publication, tmp_path, FILE)) == {"unchanged": 1}
    assert mailed(publication)


def test_leaving_one_publication_is_not_a_departure_from_another(
    publication: Publication, other: Publication, tmp_path: Path
) -> None:
    subscriptions.erase(make_reader(publication, "ann"), NOW)
    subscriptions.erase(agree(other), NOW)
    agree(publication)

    load(publication, tmp_path, FILE)
    load(other, tmp_path, FILE)

    assert (mailed(publication), mailed(other)) == (True, False)


def test_who_asks_after_being_forgotten_is_not_confirmed_by_an_import(
    publication: Publication, tmp_path: Path
) -> None:
    subscriptions.erase(make_reader(publication, "ann"), NOW)
    sign_up(publication, ANN, NOW)

    load(publication, tmp_path, FILE)

    assert not mailed(publication)


@pytest.mark.parametrize("spelling", [ANN, "ann+weekly@example.org"])
def test_whoever_did_not_ask_is_neither_brought_in_nor_revived_by_an_import(
    spelling: str, publication: Publication, other: Publication, tmp_path: Path
) -> None:
    sign_up(publication, ANN, NOW)
    note_objection(Confirmation.objects.get(), NOW)
    file = f"email\n{spelling}\n"

    assert counts(load(publication, tmp_path, file)) == {"suppressed": 1}
    assert list(Subscriber.objects.values_list("email_key", "status")) == [(ANN, "pending")]

    assert counts(load(other, tmp_path, file)) == {"new": 1}, "it is about one publication"
    with time_machine.travel(NOW + timedelta(days=366), tick=False):
        assert counts(import_file(publication, tmp_path / "readers.csv", now=timezone.now())) != {
            "suppressed": 1
        }, "it holds for a year"


def test_an_objection_changes_nothing_for_another_spelling_that_is_subscribed(
    publication: Publication, tmp_path: Path
) -> None:
    sign_up(publication, "ann+weekly@example.org", NOW)
    note_objection(Confirmation.objects.get(), NOW)
    make_reader(publication, "ann")

    assert counts(load(publication, tmp_path, f"email,name\n{ANN},Ann Ek\n")) == {"updated": 1}
