"""Starts real processes fast: one that has read all the code forks each of them.

`python -m tests.chaos.nursery` reads orders as lines of JSON and answers each with one. What it
forked reads roundup's settings for itself, from the environment that the order gives: until then
nothing has looked at a setting, and no connection was ever open.
"""

from __future__ import annotations

import gc
import importlib
import os
import random
import signal
import sys
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from typing import Any, NoReturn

import orjson

_LIBRARIES = (
    "celery.apps.worker",
    "celery.beat",
    "celery.bin.celery",
    "celery.concurrency.thread",
    "celery.utils.dispatch",
    "cryptography.hazmat.primitives.asymmetric.ec",
    "django.core.management.commands.migrate",
    "django.db.backends.postgresql.base",
    "django.db.backends.sqlite3.base",
    "django.template.backends.jinja2",
    "email_validator",
    "gunicorn.app.wsgiapp",
    "gunicorn.workers.gthread",
    "httpx2",
    "kombu.transport.redis",
    "lxml.html",
    "mjml",
    "nh3",
    "PIL.Image",
    "psycopg",
)
# What the engine, the desk and the web read beside their models. None of it reads a setting by itself.
_ROUNDUP = (
    "roundup.events.mailing_totals",
    "roundup.events.tasks",
    "roundup.providers.sendgrid.client",
    "roundup.rendering",
    "roundup.sending.control",
    "roundup.sending.tasks",
    "tests.chaos.engine",
    "tests.chaos.founder",
    "tests.chaos.operator_desk",
)
_SETTINGS = "roundup.config.settings"
# What has read the settings when it was imported.
_OF_SETTINGS = (_SETTINGS, "roundup.config.celery")


def main() -> None:
    """Obey until the orders end; then end every child."""
    _learn()
    alive: set[int] = set()
    for line in sys.stdin.buffer:
        order = orjson.loads(line)
        if order["do"] == "start":
            pid = _fork(order)
            alive.add(pid)
            answer: Any = pid
        else:
            answer = _ended(alive)
        sys.stdout.buffer.write(orjson.dumps(answer) + b"\n")
        sys.stdout.buffer.flush()
    for pid in alive:
        # Who was just born has no session of its own yet.
        for kill in (os.killpg, os.kill):
            with suppress(ProcessLookupError):
                kill(pid, signal.SIGKILL)


def _learn() -> None:
    """Read all the code once, under settings that are nobody's."""
    for library in _LIBRARIES:
        importlib.import_module(library)
    with tempfile.TemporaryDirectory() as data:
        os.environ |= {"DJANGO_SETTINGS_MODULE": _SETTINGS, "ROUNDUP_DATA": data}
        importlib.import_module("django").setup()
        for module in _ROUNDUP:
            importlib.import_module(module)
    # What is here to stay is never looked at again, and so its memory stays shared.
    gc.collect()
    gc.freeze()


def _forget_settings() -> None:
    """Have Django read the settings again at the first look."""
    from django.conf import settings
    from django.db import connections
    from django.utils.functional import empty

    settings._wrapped = empty
    vars(connections).clear()
    type(connections).__init__(connections)
    for module in _OF_SETTINGS:
        sys.modules.pop(module, None)
        vars(sys.modules["roundup.config"]).pop(module.rpartition(".")[2], None)
    # Made anew, as it is when Django is set up: all threads look for the last one that was made.
    importlib.import_module("roundup.config.celery")


def _ended(alive: set[int]) -> list[tuple[int, int]]:
    """Return who has ended since the last time, with its exit code; a signal's number is negative."""
    found = []
    while alive:
        pid, status = os.waitpid(-1, os.WNOHANG)
        if not pid:
            break
        alive.discard(pid)
        found.append((pid, os.waitstatus_to_exitcode(status)))
    return found


def _fork(order: Mapping[str, Any]) -> int:
    pid = os.fork()
    if not pid:
        _grow_up(order)
    return pid


def _grow_up(order: Mapping[str, Any]) -> NoReturn:
    code = 1
    try:
        os.setsid()
        _redirect(order["log"])
        os.environ.clear()
        os.environ.update(order["environment"])
        random.seed()
        _forget_settings()
        importlib.import_module(order["module"]).main(*order["arguments"])
        code = 0
    except SystemExit as ended:
        code = ended.code if isinstance(ended.code, int) else 1
    except BaseException:
        sys.excepthook(*sys.exc_info())  # type: ignore[arg-type]
    finally:
        sys.stderr.flush()
        os._exit(code)


def _redirect(log: str) -> None:
    """Write what the child says to a file, and give it nothing to read."""
    output = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.dup2(output, 1)
    os.dup2(output, 2)
    sys.stdout = os.fdopen(1, "w", buffering=1, closefd=False)
    sys.stderr = os.fdopen(2, "w", buffering=1, closefd=False)


if __name__ == "__main__":
    main()
