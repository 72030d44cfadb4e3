"""Each field of `Preferences` stays as its reader chose it, whatever happens to the reader next."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
import time_machine

from roundup.core.preferences import Preferences
from roundup.core.suppression import BY_CONFIRMING, SuppressionReason
from roundup.publications.models import Publication
from roundup.subscribers import subscriptions
from roundup.subscribers.models import Confirmation, Consent, Subscriber
from roundup.subscribers.suppressions import suppress_subscriber
from tests.events.preference_meanings import WRITERS
from tests.making import FRIDAY, make_mailed_edition, make_reader, sign_up
from tests.subscribers.choosing import EVERY, NAMES, choose, kept, meaning, post, preferring, save
from tests.subscribers.importing import load

Status = Subscriber.Status
Act = Callable[[Subscriber], None]


@pytest.fixture(autouse=True)
def friday() -> Iterator[None]:
    with time_machine.travel(FRIDAY, tick=False):
        yield


@pytest.fixture
def reader(publication: Publication) -> Subscriber:
    make_mailed_edition(publication, *WRITERS)
    return make_reader(publication, "reader")


def sign_up_again(reader: Subscriber) -> None:
    sign_up(reader.publication, reader.email, FRIDAY, name="Ann")
    assert Confirmation.objects.exists()


def confirm_again(reader: Subscriber) -> None:
    sign_up_again(reader)
    assert subscriptions.confirm(Confirmation.objects.get(), FRIDAY).confirmed_at == FRIDAY


def confirm_for_the_first_time(reader: Subscriber) -> None:
    Subscriber.objects.filter(pk=reader.pk).update(status=Status.PENDING, confirmed_at=None)
    confirm_again(reader)


def leave_and_come_back(reader: Subscriber) -> None:
    assert post(reader, action="leave")[0] == 200
    assert post(reader, action="return")[0] == 200


def leave_at_one_click_and_undo_it(reader: Subscriber) -> None:
    post(reader, link="unsubscribe", **{"List-Unsubscribe": "One-Click"})
    subscriptions.come_back(reader, FRIDAY, lifting=BY_CONFIRMING)


def bounce_and_confirm(reader: Subscriber) -> None:
    suppress_subscriber(reader.pk, SuppressionReason.BOUNCED, FRIDAY)
    confirm_again(reader)


def replace_links(reader: Subscriber) -> None:
    assert post(reader, action="renew")[0] == 200


def be_imported_again(reader: Subscriber, status: str = "active") -> None:
    """Let a file give another name, and say that nothing was chosen."""
    lines = f"email,name,status,{','.join(NAMES)}\n{reader.email},Ann,{status}{',' * len(NAMES)}\n"
    with TemporaryDirectory() as folder:
        assert load(reader.publication, Path(folder), lines).updated == 1


def be_imported_while_waiting(reader: Subscriber) -> None:
    Subscriber.objects.filter(pk=reader.pk).update(status=Status.PENDING)
    be_imported_again(reader)


def leave_by_an_import_and_come_back(reader: Subscriber) -> None:
    be_imported_again(reader, "unsubscribed")
    subscriptions.come_back(reader, FRIDAY)


ACTS: list[Act] = [
    sign_up_again,
    confirm_again,
    confirm_for_the_first_time,
    leave_and_come_back,
    leave_at_one_click_and_undo_it,
    bounce_and_confirm,
    replace_links,
    be_imported_again,
    be_imported_while_waiting,
    leave_by_an_import_and_come_back,
]


@EVERY
@pytest.mark.parametrize("act", ACTS, ids=lambda act: act.__name__)
def test_it_stays_whatever_its_reader_does_next(reader: Subscriber, name: str, act: Act) -> None:
    choose(reader, name)
    act(reader)

    assert kept(reader) == preferring(name)


@EVERY
@pytest.mark.parametrize("act", ACTS, ids=lambda act: act.__name__)
def test_nobody_gets_it_without_choosing_it(reader: Subscriber, name: str, act: Act) -> None:
    act(reader)

    assert kept(reader) == Preferences()


@EVERY
def test_it_is_kept_beside_every_other(reader: Subscriber, name: str) -> None:
    choose(reader, *NAMES)

    assert kept(reader) == preferring(*NAMES)
    assert save(reader, *(meaning(other).typed for other in NAMES if other != name))[0] == 200
    assert kept(reader) == replace(preferring(*NAMES), **{name: getattr(Preferences(), name)})
    assert save(reader, *(meaning(other).typed for other in NAMES))[0] == 200
    assert kept(reader) == preferring(*NAMES)


@EVERY
def test_every_change_of_mind_is_noted_once(reader: Subscriber, name: str) -> None:
    for wanted in (preferring(name), preferring(name), Preferences(), Preferences()):
        subscriptions.set_preferences(reader, wanted, FRIDAY)

    assert [(each.act, each.at) for each in Consent.objects.all()] == [("changed", FRIDAY)] * 2


@EVERY
def test_a_new_reader_has_chosen_nothing(publication: Publication, name: str) -> None:
    sign_up(publication, "new@example.org", FRIDAY)
    usual = getattr(Preferences(), name)

    assert getattr(Subscriber().preferences, name) == usual, "the column has another default than the field"
    assert getattr(Subscriber.objects.get().preferences, name) == usual
