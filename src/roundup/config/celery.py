"""Celery's app. Its tasks only say "look now": the database is the truth, and the tick looks anyway."""

from __future__ import annotations

import gc
import logging
import os
import signal
import threading
from typing import Any

from celery import Celery, Task
from celery.signals import beat_embedded_init, setup_logging, worker_init, worker_ready, worker_shutdown
from kombu.transport import TRANSPORT_ALIASES

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "roundup.config.settings")

from django.conf import settings
from django.db import Error, connection
from django.utils import timezone

from roundup.config import tables
from roundup.config.doctor.check_results import database_silence
from roundup.config.environment.database import Process, set_session_limits
from roundup.config.processes.process_groups import end_with_parent
from roundup.core.errors import RoundupError

log = logging.getLogger(__name__)

_NO_BROKER = "redis://127.0.0.1:6379/0"
# Publishing may hold up a reader's page, so it gets less than a second and no second try.
_PROMPT = {
    "socket_connect_timeout": 0.7,
    "socket_timeout": 0.7,
    "max_retries": 0,
    "interval_start": 0,
    "interval_step": 0,
}
# kombu's own transport, except for messages that would make it stop.
TRANSPORT_ALIASES["redis"] = TRANSPORT_ALIASES["rediss"] = (
    "roundup.config.processes.broker_transport:Transport"
)


# What each tick starts.
BY_THE_CLOCK = (
    "articles.fetch_due",
    "editions.tick",
    "subscribers.take_up",
    "sending.tick",
    "sending.assemble_months",
    "sending.ping_monitors",
    "sending.send_confirmations",
    "events.apply",
    "events.reconcile",
    "newsroom.write_to_editors",
    "newsroom.keep_drafts_current",
)


class TaskByTheClock(Task[..., Any]):
    """A task that the clock starts does nothing while this machine's clock is not believed."""

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        if self.request.called_directly:
            return super().__call__(*args, **kwargs)
        if self.name in BY_THE_CLOCK and not _is_clock_believed():
            return None
        return self.run(*args, **kwargs)


def _is_clock_believed() -> bool:
    """Say whether the clock is believed. Until it is, the watchdog must not take the worker for silent."""
    from roundup.sending.safety import clock, heartbeat  # They need Django's models, which come later.

    now = timezone.now()
    if clock.is_clock_believed(now):
        return True
    heartbeat.note_tick(now)
    return False


class App(Celery):
    """Celery, but publishing gives up within a second if the broker does not answer."""

    task_cls = "roundup.config.celery:TaskByTheClock"

    def connection_for_write(self, url: str | None = None, **options: Any) -> Any:
        options["transport_options"] = _PROMPT | (options.get("transport_options") or {})
        return super().connection_for_write(url, **options)


app = App("roundup")
app.conf.update(
    broker_url=settings.REDIS_URL or _NO_BROKER,
    # Our own name: a broker may be shared, and everybody uses `celery`.
    task_default_queue="roundup",
    task_ignore_result=True,
    result_backend=None,
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    worker_prefetch_multiplier=1,
    worker_hijack_root_logger=False,
    broker_pool_acquire_timeout=1,
    broker_connection_max_retries=None,
    broker_connection_retry_on_startup=True,
    # A cancelled post would become uncertain.
    worker_cancel_long_running_tasks_on_connection_loss=False,
    broker_transport_options={
        "visibility_timeout": 600,
        "socket_timeout": 10,
        "socket_connect_timeout": 5,
        "socket_keepalive": True,
        "health_check_interval": 25,
        "unacked_restore_interval": 10,
        "unacked_restore_throttle": 1,
    },
    beat_schedule={
        task: {"task": task, "schedule": settings.TICK, "options": {"expires": 60}} for task in BY_THE_CLOCK
    }
    | {
        task: {"task": task, "schedule": 300, "options": {"expires": 60}}
        for task in ("events.watch", "sending.watch_certificate")
    },
)
app.autodiscover_tasks()


@setup_logging.connect
def log_as_everybody(loglevel: int | str, **_: Any) -> None:
    """Leave the loggers as the settings have them: `--loglevel` is only for what Celery itself says."""
    logging.getLogger("celery").setLevel(loglevel)


@worker_init.connect
def know_the_tables(**_: Any) -> None:
    """Bring the tables up to date, as any command does; exit if that fails or if only newer code knows them.

    This may take as long as in a command. A worker starts even without the database: its tasks wait for it.
    """
    try:
        tables.update_tables()
    except tables.AnotherVersion as error:
        raise SystemExit(f"roundup: {error}") from None
    except RoundupError as error:
        log.warning("the tables could not be checked: %s", error)
    except Exception as error:
        # Celery would only log it, and let the worker start on old tables.
        log.exception("the tables could not be brought up to date")
        raise SystemExit(
            f"roundup: the tables date from before an upgrade ({type(error).__name__})."
        ) from None
    finally:
        connection.close()


@worker_init.connect
def keep_no_session_waiting(**_: Any) -> None:
    """Give sessions a worker's short limits from now on: the slow work, updating the tables, is over."""
    set_session_limits(Process.WORKER, settings.DATABASES["default"])


@beat_embedded_init.connect
def end_with_the_worker(**_: Any) -> None:
    """Make the beat end with its worker, however the worker ends."""
    end_with_parent(signal.SIGKILL, os.getppid())


@worker_ready.connect
def end_with_the_beat(sender: Any, **_: Any) -> None:
    """Stop a worker whose beat has died, so that whatever keeps it running starts both again."""
    if beat := getattr(sender.controller, "beat", None):
        threading.Thread(target=_outlive, args=(beat,), name="beat", daemon=True).start()


def _outlive(beat: Any) -> None:
    from celery.worker import state  # Only this process needs it.

    beat.join()
    if state.should_stop is None and state.should_terminate is None:
        how = getattr(beat, "exitcode", None)
        log.error("the scheduler (beat) of this worker has ended (exit %s): the worker stops with it", how)
        os.kill(os.getpid(), signal.SIGTERM)


@worker_ready.connect
def spare_the_collector(**_: Any) -> None:
    """Make the garbage collector run rarely, and ignore everything that was loaded at the start.

    A batch makes thousands of objects, none of them in reference cycles: looking for cycles took a fifth of
    a worker's time.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 20, 20)


@worker_shutdown.connect
def leave_the_station(**_: Any) -> None:
    """Record that this worker is gone, so that after a restart its old settings do not count against it.

    If the database is away, the record of this worker expires by itself after a while.
    """
    from roundup.sending.safety import stations  # Its models are there once Django is set up.

    try:
        stations.leave()
    except Error as error:
        log.warning("the end of this worker could not be recorded: %s", database_silence(error))
    finally:
        connection.close()
