"""Settings of the tests' own: those of the person who runs them reach no test."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

import django

from roundup.config.environment.variables import SETTINGS

_SETTINGS = frozenset(setting.name for setting in SETTINGS)
_SETTINGS_MODULE = "DJANGO_SETTINGS_MODULE"
_THE_TESTS_OWN = ("ROUNDUP_TEST_", "ROUNDUP_CHROMIUM", "ROUNDUP_CORPUS")


def enter() -> Path:
    """Set Django up with a fresh data folder and return that folder; `leave` removes it.

    The database is SQLite in that folder, or the server that `ROUNDUP_TEST_DATABASE_URL` names.
    """
    data = Path(tempfile.mkdtemp(prefix="roundup-tests-"))
    for name in list(os.environ):
        if is_a_setting(name) and not name.startswith(_THE_TESTS_OWN):
            del os.environ[name]
    os.environ["ROUNDUP_DATA"] = str(data)
    os.environ["ROUNDUP_SECRET_KEY"] = "a secret of the tests"
    # Nothing listens there: a wake-up never reaches a Redis that happens to run on this machine.
    os.environ["REDIS_URL"] = f"redis+socket://{data}/no-broker.sock"
    if on_postgres():
        os.environ["DATABASE_URL"] = os.environ["ROUNDUP_TEST_DATABASE_URL"]
    _set_up_django(data)
    return data


def is_a_setting(name: str) -> bool:
    """Say whether roundup, or one of its providers, reads a variable of this name."""
    return name.startswith("ROUNDUP_") or name in _SETTINGS


def leave(data: Path) -> None:
    shutil.rmtree(data, ignore_errors=True)


def on_postgres() -> bool:
    """Whether this run is the one on PostgreSQL, which takes only the tests that use the database."""
    return bool(os.environ.get("ROUNDUP_TEST_DATABASE_URL"))


def _set_up_django(data: Path) -> None:
    os.environ[_SETTINGS_MODULE] = "roundup.config.settings"
    django.setup()
    # xdist's workers inherit this environment; each must load the settings after its own `enter`.
    del os.environ[_SETTINGS_MODULE]

    from django.conf import settings

    if not on_postgres():
        # A file, as in production: threads and processes see one database with real locks.
        database = settings.DATABASES["default"]
        database.setdefault("TEST", {})["NAME"] = str(data / "test.sqlite3")
        # Nothing here must outlive a loss of power.
        database["OPTIONS"]["init_command"] += "PRAGMA synchronous=OFF;"
