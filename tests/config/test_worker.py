"""A worker that is started by itself, without `roundup up`, looks at the version of the database first."""

from __future__ import annotations

import os
import signal
from types import SimpleNamespace

import pytest
from celery.signals import worker_init, worker_shutdown
from django.db import OperationalError, connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone
from pytest_django import Settings

from roundup.config import celery, tables
from roundup.sending.safety import stations

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave the connection of this process open."""
    monkeypatch.setattr(connection, "close", lambda: None)


def start() -> None:
    """Do what a worker does before it begins."""
    celery.know_the_tables()


def test_every_worker_looks_before_it_begins() -> None:
    assert celery.know_the_tables in [receiver() for _, receiver in worker_init.receivers]


def test_older_code_refuses_a_newer_database_and_ends_with_a_failure() -> None:
    MigrationRecorder(connection).record_applied("sending", "0999_of_a_later_version")

    with pytest.raises(SystemExit) as ended:
        start()

    assert "newer version of Roundup than this code (sending.0999_of_a_later_version" in str(ended.value)
    assert ended.value.code != 0


def test_newer_code_brings_the_tables_up_to_date(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> None:
    settings.DATA.mkdir()
    called: list[str] = []
    monkeypatch.setattr(MigrationExecutor, "migration_plan", lambda *_: [("a migration", False)])
    monkeypatch.setattr(tables, "call_command", lambda name, **_: called.append(name))

    start()

    assert called == ["migrate"]


def test_a_worker_ends_that_could_not_bring_the_tables_up_to_date(
    monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    settings.DATA.mkdir()
    monkeypatch.setattr(MigrationExecutor, "migration_plan", lambda *_: [("a migration", False)])

    def waits_in_vain(*_: object, **__: object) -> None:
        raise OperationalError("canceling statement due to lock timeout")

    monkeypatch.setattr(tables, "call_command", waits_in_vain)

    with pytest.raises(SystemExit) as ended:
        start()
    assert ended.value.code != 0


def test_the_tables_are_brought_up_to_date_with_the_patience_of_a_command() -> None:
    order = [receiver() for _, receiver in worker_init.receivers]

    assert order.index(celery.know_the_tables) < order.index(celery.keep_no_session_waiting)


def test_a_worker_begins_on_the_tables_that_it_knows() -> None:
    start()


def test_a_worker_begins_although_the_database_is_away(monkeypatch: pytest.MonkeyPatch) -> None:
    def away() -> None:
        raise OperationalError("could not connect to server: Connection refused")

    monkeypatch.setattr(connection, "ensure_connection", away)

    start()


def test_every_worker_that_ends_in_good_order_is_at_work_no_more() -> None:
    now = timezone.now()
    stations.note(now)

    worker_shutdown.send(sender=None)

    assert not stations.at_work(now).exists()


def test_a_worker_ends_although_the_database_is_away(monkeypatch: pytest.MonkeyPatch) -> None:
    def away() -> None:
        raise OperationalError("could not connect to server: Connection refused")

    monkeypatch.setattr(stations, "leave", away)

    celery.leave_the_station()


def test_a_worker_whose_scheduler_has_ended_says_so_and_stops(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    killed: list[tuple[int, int]] = []
    monkeypatch.setattr(os, "kill", lambda pid, number: killed.append((pid, number)))

    celery._outlive(SimpleNamespace(join=lambda: None, exitcode=-9))

    assert killed == [(os.getpid(), signal.SIGTERM)]
    assert "the scheduler (beat) of this worker has ended (exit -9)" in caplog.text
