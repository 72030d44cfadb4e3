"""A wake-up costs a reader's page less than a second, whatever the broker does."""

from __future__ import annotations

import gc
import os
import socket
import subprocess
import sys
from collections.abc import Iterator

import pytest
from django.utils import timezone
from kombu import Connection, pools
from kombu.exceptions import OperationalError
from kombu.utils import functional

from roundup.config.celery import app
from roundup.editions.models import Edition
from roundup.sending.models import Batch, Mailing
from roundup.sending.tasks import tick, wake_workers, work
from tests.making import approved, make_edition, make_publication, make_readers

_LONGEST = 1.0
_WHOSE = """
import django
django.setup()
from roundup.sending.tasks import work
print(work.app.main)
"""


@pytest.fixture(params=["nobody", "mute"])
def broker(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Where publishers look for a broker: nobody is there, or one that takes the call and never answers."""
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        if request.param == "mute":
            door.listen(64)
        url = f"redis://127.0.0.1:{door.getsockname()[1]}/0"
        connection = app.connection_for_write(url)
        monkeypatch.setattr(app.amqp, "_producer_pool", pools.producers[connection])
        yield url
        pools.producers[connection].force_close_all()
        pools.connections[connection].force_close_all()
        gc.collect()


@pytest.fixture
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fail where a publisher would sleep before it tries again."""

    def sleep(seconds: float) -> None:
        raise AssertionError(f"it would have waited {seconds} seconds")

    monkeypatch.setattr(functional, "sleep", sleep)


def test_a_wake_up_that_nobody_hears_is_given_up_without_a_second_try(
    broker: str, no_waiting: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries = []
    connect = Connection._establish_connection

    def counted(connection: Connection) -> object:
        tries.append(connection)
        return connect(connection)

    monkeypatch.setattr(Connection, "_establish_connection", counted)

    with pytest.raises(OperationalError):
        work.apply_async(expires=60, retry=False)

    assert len(tries) == 1


def test_waking_never_raises(broker: str, no_waiting: None) -> None:
    wake_workers(2)


def test_a_publisher_waits_less_than_a_second_for_each_answer() -> None:
    options = app.connection_for_write().transport_options or {}

    assert options["socket_timeout"] < _LONGEST
    assert options["socket_connect_timeout"] < _LONGEST
    assert app.conf.broker_pool_acquire_timeout <= _LONGEST


def test_every_process_knows_the_broker_of_the_settings() -> None:
    """The web's processes and the command line publish too, and start by Django alone."""
    said = subprocess.run(
        [sys.executable, "-c", _WHOSE],
        capture_output=True,
        text=True,
        check=True,
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "roundup.config.settings"},
    )

    assert said.stdout.strip() == "roundup"


def test_a_worker_that_listens_keeps_its_patience() -> None:
    options = app.connection_for_read().transport_options or {}

    assert options["socket_timeout"] == 10
    assert "max_retries" not in options


@pytest.mark.django_db
def test_without_a_broker_the_tick_finds_the_work_all_the_same(broker: str, no_waiting: None) -> None:
    publication = make_publication()
    make_readers(publication, ["ada", "bo"])
    edition = approved(make_edition(publication))
    Edition.objects.filter(pk=edition.pk).update(send_at=timezone.now())

    tick()
    assert Batch.objects.get().state == Batch.State.READY
    work()
    tick()

    assert Mailing.objects.get().status == Mailing.Status.DONE
