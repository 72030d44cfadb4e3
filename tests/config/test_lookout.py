"""The lookout raises one alarm when worker or broker cannot, and says in one line when it is over."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from functools import partial

import pytest
import time_machine
from django.contrib.auth.models import User
from django.db import InterfaceError, OperationalError
from django.utils import timezone

from roundup.config.processes import lookout as room
from roundup.config.processes.lookout import Lookout
from roundup.editions.models import Edition
from roundup.editors.accounts import EDITOR, add_user
from roundup.editors.models import EditorMail
from tests.config.looks import NOWHERE, looked, open_alarms

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(db: None) -> User:
    return add_user("ana@quay.example.org", EDITOR, "low tide at nine")


def test_nobody_is_told_anything_when_all_is_well(now: datetime, valkey_url: str) -> None:
    Lookout(valkey_url).look(now)

    assert open_alarms() == []


def test_a_broker_that_is_away_is_told_once_and_is_over_in_a_line(
    now: datetime, valkey_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    lookout = Lookout(NOWHERE)
    for seconds in range(0, 60, 10):
        lookout.look(now + timedelta(seconds=seconds))
    (message,) = open_alarms()
    assert message.startswith("The broker does not answer on ")

    lookout._broker = valkey_url
    for seconds in range(60, 120, 10):
        looked(now + timedelta(seconds=seconds))
        lookout.look(now + timedelta(seconds=seconds))
    assert open_alarms() == []
    told = [record.getMessage() for record in caplog.records if "broker:" in record.getMessage()]
    assert [line.split(" for ")[0] for line in told] == ["alarm raised", "alarm cleared"]


def test_a_broker_of_ones_own_that_is_frozen_is_replaced_and_said_to_be(now: datetime) -> None:
    replaced: list[float] = []
    lookout = Lookout(NOWHERE, lambda: replaced.append(1))
    for seconds in (0, 15):
        lookout.look(now + timedelta(seconds=seconds))
    assert replaced == []

    lookout.look(now + timedelta(seconds=30))
    lookout.look(now + timedelta(seconds=45))
    assert replaced == [1]
    (message,) = open_alarms()
    assert "Start it again" not in message
    assert message.startswith("The broker of “roundup up” does not answer on ")
    assert "“roundup up” starts it again by itself" in message


def test_a_broker_that_answers_in_between_is_left_alone(now: datetime, valkey_url: str) -> None:
    replaced: list[float] = []
    lookout = Lookout(NOWHERE, lambda: replaced.append(1))
    for look in range(8):
        lookout._broker = valkey_url if look % 2 else NOWHERE
        lookout.look(now + timedelta(seconds=20 * look))
    assert replaced == []


def test_a_full_disk_is_told(now: datetime, valkey_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "free", lambda: 3_000_000)

    Lookout(valkey_url).look(now)

    (message,) = open_alarms()
    assert "is full, or nearly: 3 MB are left" in message


def test_what_a_container_told_is_taken_back_by_the_one_in_its_place(
    now: datetime, valkey_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as full:
        full.setattr(room, "free", lambda: 3_000_000)
        for name in ("other", "first"):
            full.setattr("socket.gethostname", partial(str, name))
            Lookout(valkey_url).look(now)
    room.forget_name_of_before(now)
    assert len(open_alarms()) == 2

    monkeypatch.setattr("socket.gethostname", lambda: "first")
    room.forget_name_of_before(now)
    monkeypatch.setattr("socket.gethostname", lambda: "second")
    for _ in range(2):
        room.forget_name_of_before(now)
        Lookout(valkey_url).look(now)

    (message,) = open_alarms()
    assert "on other is full" in message


def test_a_worker_that_has_come_back_has_some_minutes_to_catch_up(now: datetime, valkey_url: str) -> None:
    late = Edition.objects.filter(pk=Edition.objects.earliest("pk").pk)
    late.update(status="approved", send_at=now - timedelta(hours=9), held_at=None)
    lookout = Lookout(valkey_url)

    for minutes, state in ((0, "approved"), (4, "approved"), (5, "mailed"), (9, "approved")):
        late.update(status=state)
        looked(at := now + timedelta(minutes=minutes))
        lookout.look(at)

    assert open_alarms() == []


def test_work_that_stays_overdue_although_a_worker_looks_is_told(now: datetime, valkey_url: str) -> None:
    Edition.objects.filter(pk=Edition.objects.earliest("pk").pk).update(
        status="approved", send_at=now - timedelta(hours=1), held_at=None
    )
    lookout = Lookout(valkey_url)

    lookout.look(now)
    assert open_alarms() == []
    looked(now := now + timedelta(minutes=5))
    lookout.look(now)

    (told,) = open_alarms()
    assert told == (
        "A worker is looking for work, and yet an approved edition has not left at its hour. "
        "Its log should say why."
    )


def test_a_part_that_fell_is_told_until_it_has_lived_for_a_minute(now: datetime, valkey_url: str) -> None:
    lookout = Lookout(valkey_url)
    lookout.fell("worker", "ended by itself (SIGKILL)", 1)
    lookout.look(timezone.now() + timedelta(seconds=3))
    (message,) = open_alarms()
    assert "“worker” ended by itself (SIGKILL) and was started again at " in message

    lookout.look(timezone.now() + timedelta(minutes=2))
    assert open_alarms() == []


def test_a_part_that_falls_again_and_again_is_told_once_more_with_the_number_and_the_next_start(
    now: datetime, valkey_url: str, editor: User
) -> None:
    lookout = Lookout(valkey_url)
    with time_machine.travel(now, tick=False) as clock:
        for pause in (1, 2, 4, 8, 16):
            lookout.fell("worker", "ended by itself (SIGKILL)", pause)
            for _ in range(pause):
                clock.shift(1)
                lookout.look(timezone.now())
        lookout.fell("worker", "ended by itself (SIGKILL)", 32)
        lookout.look(timezone.now())

        message = next(one for one in open_alarms() if "does not stay up" in one)
        begin, again = f"{now:%H:%M:%S}", f"{timezone.now() + timedelta(seconds=32):%H:%M:%S}"
        assert f"it has gone down 6 times since {begin} UTC; the last time it ended" in message
        assert "it ended by itself (SIGKILL)" in message
        assert f"It is not running now: the next start is at {again} UTC." in message
        told = [mail.subject for mail in EditorMail.objects.all()]
        assert len(told) <= 2
        assert any("does not stay up" in subject for subject in told)

        clock.shift(60)
        lookout.look(timezone.now())
        assert open_alarms()
        clock.shift(60)
        lookout.look(timezone.now())
        assert open_alarms() == []


def test_falls_between_which_a_part_was_well_are_not_a_loop(now: datetime, valkey_url: str) -> None:
    lookout = Lookout(valkey_url)
    with time_machine.travel(now, tick=False) as clock:
        for _ in range(5):
            lookout.fell("worker", "ended by itself (SIGKILL)", 1)
            lookout.look(timezone.now())
            assert not [one for one in open_alarms() if "does not stay up" in one]
            clock.shift(70)


@pytest.mark.parametrize(
    "error",
    [
        OperationalError("attempt to write a readonly database"),
        OperationalError("unable to open database file"),
        InterfaceError("connection already closed"),
    ],
)
def test_a_database_that_answers_again_is_a_line(
    error: Exception, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    lookout, outcomes = Lookout(""), iter([None, error, error, None, None])

    def look(now: datetime) -> None:
        if outcome := next(outcomes):
            raise outcome

    monkeypatch.setattr(lookout, "look", look)
    monkeypatch.setattr(room, "connection", type("Line", (), {"close": staticmethod(lambda: None)}))
    with caplog.at_level(logging.INFO, "roundup.config.processes.lookout"):
        for _ in range(5):
            lookout._look_once()

    said = [record.getMessage() for record in caplog.records]
    assert said[-1] == "the database answers again"
    assert said.count("the database answers again") == 1


def test_another_fault_of_a_look_says_nothing_of_the_database(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    lookout, outcomes = Lookout(""), iter([OperationalError("no such column: sent"), ValueError("x"), None])

    def look(now: datetime) -> None:
        if outcome := next(outcomes):
            raise outcome

    monkeypatch.setattr(lookout, "look", look)
    monkeypatch.setattr(room, "connection", type("Line", (), {"close": staticmethod(lambda: None)}))
    for _ in range(3):
        lookout._look_once()

    assert "answers again" not in caplog.text


def test_a_fault_in_a_look_does_not_end_the_lookout(monkeypatch: pytest.MonkeyPatch) -> None:
    lookout, looks = Lookout(NOWHERE), []

    def look(now: datetime) -> None:
        looks.append(now)
        if len(looks) == 3:
            lookout._stopping.set()
        raise RuntimeError("never mind")

    monkeypatch.setattr(room, "EVERY", 0.001)
    monkeypatch.setattr(lookout, "look", look)
    monkeypatch.setattr(room, "connection", type("Line", (), {"close": staticmethod(lambda: None)}))
    lookout.start()
    lookout._thread.join(60)

    assert len(looks) == 3
