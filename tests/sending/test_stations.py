"""Workers write down how they are set up, and whoever ended in good order is not held against the next."""

from __future__ import annotations

import socket
from datetime import timedelta
from typing import Any

import pytest

from roundup.config.commands.processes import state_outlet
from roundup.publications.models import Alarm, Publication
from roundup.sending.models import Station
from roundup.sending.outlet import our_outlet
from roundup.sending.safety import stations
from tests.making import make_publication
from tests.sending.outlets import HOME, be
from tests.sending.steps import LATER

pytestmark = pytest.mark.django_db
HERE = socket.gethostname()
STAND_IN = "http://127.0.0.1:8100"


@pytest.fixture(autouse=True)
def publication(settings: Any) -> Publication:
    settings.BASE_URL = HOME
    be(settings, "outbox")
    return make_publication()


def alarms() -> int:
    return Alarm.objects.filter(about="installation:outlet", cleared_at=None).count()


def restart(settings: Any, provider: str, host: str = "") -> None:
    """Do what `roundup up` and its worker do first, set up so."""
    be(settings, provider, host)
    state_outlet()
    stations.note(LATER)
    stations.tell_strangers(LATER)


def another(host: str, outlet: str, base_url: str = HOME) -> Station:
    return Station.objects.create(host=host, outlet=outlet, base_url=base_url, key_mark="", seen_at=LATER)


def test_a_worker_that_ends_in_good_order_is_at_work_no_more() -> None:
    stations.note(LATER)
    neighbour = another("another", "outbox")
    otherwise = another(HERE, "outbox", "https://elsewhere.example.org")
    stations.leave()

    assert set(stations.at_work(LATER)) == {neighbour, otherwise}
    stations.leave()
    stations.note(LATER)
    assert stations.at_work(LATER).count() == 3, "A second one that is set up alike says so again."


@pytest.mark.parametrize("ended", ["in good order", "by a kill"])
def test_a_change_of_provider_is_held_against_nobody(settings: Any, ended: str) -> None:
    restart(settings, "outbox")
    if ended == "in good order":
        stations.leave()
    restart(settings, "sendgrid", STAND_IN)

    assert (our_outlet(), alarms()) == (f"sendgrid {STAND_IN}", 0)
    assert not list(stations.strangers(LATER))


def test_a_start_that_changes_nothing_forgets_nobody(settings: Any) -> None:
    restart(settings, "sendgrid", STAND_IN)
    another(HERE, "outbox")
    restart(settings, "sendgrid", STAND_IN)

    assert alarms() == 1


def test_a_start_forgets_no_other_host(settings: Any) -> None:
    restart(settings, "outbox")
    stray = another("another", "sendgrid https://api.eu.sendgrid.com")
    Station.objects.filter(pk=stray.pk).update(seen_at=LATER - timedelta(hours=23))
    restart(settings, "sendgrid", STAND_IN)

    assert Station.objects.filter(pk=stray.pk).exists()


def test_the_alarm_says_when_the_worker_was_last_seen(settings: Any) -> None:
    restart(settings, "outbox")
    another("another", "sendgrid https://api.eu.sendgrid.com")
    another("third", "outbox", "https://elsewhere.example.org")

    said = list(stations.strangers(LATER + timedelta(seconds=7)))
    assert [f"It was last seen at {LATER:%H:%M:%S} UTC." in each for each in said] == [True, True]


def test_a_machine_that_was_not_seen_for_a_day_is_forgotten() -> None:
    """Each container that is killed has a name of its own."""
    another("killed", "outbox")
    stations.note(LATER + timedelta(hours=23))
    assert Station.objects.filter(host="killed").exists()

    Station.objects.exclude(host="killed").delete()
    stations.note(LATER + timedelta(hours=25))

    assert not Station.objects.filter(host="killed").exists()
