"""A part that runs and no longer does its work is told, and started anew, if that may help."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta

import pytest
import redis

from roundup.config.processes import lookout as room
from roundup.config.processes.lookout import Lookout
from roundup.editions.models import Edition
from roundup.publications.models import Alarm
from tests.config.looks import NOWHERE, look_for, looked, open_alarms
from tests.services.valkey import running_valkey
from tests.services.waiting import PATIENCE

pytestmark = pytest.mark.django_db


def test_a_worker_that_is_silent_is_told_even_if_nothing_waits(now: datetime, valkey_url: str) -> None:
    lookout = Lookout(valkey_url)
    look_for(lookout, now, 40)
    assert open_alarms() == []

    look_for(lookout, now + timedelta(seconds=45), 0)
    (message,) = open_alarms()
    assert message.startswith("No worker has looked for work for 45 seconds. Nothing is waiting for it yet.")

    looked(now + timedelta(seconds=50))
    look_for(lookout, now + timedelta(seconds=50), 0)
    assert open_alarms() == []


def test_a_worker_that_is_silent_while_work_waits_is_told(now: datetime, valkey_url: str) -> None:
    Edition.objects.filter(pk=Edition.objects.earliest("pk").pk).update(
        status="approved", send_at=now - timedelta(minutes=1), held_at=None
    )

    look_for(Lookout(valkey_url), now, 45)

    (message,) = open_alarms()
    assert message.startswith("No worker has looked for work for 45 seconds. Work that is due is waiting.")


def test_after_a_stop_or_a_sleep_a_worker_is_given_time(now: datetime, valkey_url: str) -> None:
    looked(now - timedelta(days=2))
    lookout = Lookout(valkey_url)
    look_for(lookout, now, 40)
    looked(now + timedelta(seconds=40))
    look_for(lookout, now + timedelta(hours=8), 40)
    assert open_alarms() == []

    look_for(lookout, now + timedelta(hours=8, seconds=45), 0)
    assert len(open_alarms()) == 1


def test_a_silence_that_a_crash_or_the_broker_explains_is_told_once(now: datetime, valkey_url: str) -> None:
    without_broker, crashed = Lookout(NOWHERE), Lookout(valkey_url)
    look_for(without_broker, now, 60)
    (message,) = open_alarms()
    assert message.startswith("The broker does not answer")
    Alarm.objects.all().delete()

    crashed.fell("worker", "ended by itself (SIGKILL)", 1)
    look_for(crashed, now, 50)
    (message,) = open_alarms()
    assert "“worker” ended by itself" in message


def test_a_web_that_does_not_answer_twice_is_told_and_started_anew_after_a_minute(
    now: datetime, valkey_url: str
) -> None:
    answers, replaced = [False], []
    lookout = Lookout(valkey_url, None, lambda: answers[0], lambda: replaced.append(1))
    looked(now + timedelta(minutes=2))
    look_for(lookout, now, 0)
    assert open_alarms() == []

    look_for(lookout, now + timedelta(seconds=5), 50)
    (message,) = open_alarms()
    assert message.startswith("The web server on ")
    assert replaced == []

    look_for(lookout, now + timedelta(seconds=60), 55)
    assert replaced == [1]
    answers[0] = True
    look_for(lookout, now + timedelta(seconds=120), 0)
    assert open_alarms() == []


def test_a_web_that_has_crashed_is_not_said_to_be_silent_too(now: datetime, valkey_url: str) -> None:
    lookout = Lookout(valkey_url, None, lambda: False)
    lookout.fell("web", "ended by itself (SIGKILL)", 1)

    look_for(lookout, now, 20)

    (message,) = open_alarms()
    assert "“web” ended by itself" in message


def test_a_broker_that_answers_but_takes_nothing_is_away(now: datetime) -> None:
    with running_valkey() as url:
        assert room.away(url) is None
        with redis.Redis.from_url(url.replace("redis+socket://", "unix://")) as broker:
            broker.config_set("maxmemory", 1)
        assert "maxmemory" in str(room.away(url))


def test_a_mail_server_that_hangs_does_not_keep_the_lookout_from_looking(
    now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    lookout, looks, told = Lookout(""), [], threading.Event()

    def look(now: datetime) -> None:
        looks.append(now)
        if len(looks) == 3:
            lookout._stopping.set()
            told.set()

    monkeypatch.setattr(room, "EVERY", 0.001)
    monkeypatch.setattr(lookout, "look", look)
    monkeypatch.setattr(room, "connection", type("Line", (), {"close": staticmethod(lambda: None)}))
    monkeypatch.setattr(room, "hand_over_news", lambda now: told.wait(PATIENCE))
    lookout.start()

    assert told.wait(PATIENCE)
