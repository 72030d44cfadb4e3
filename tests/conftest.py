"""What every test gets: settings and a database of its own, and no network beyond this machine."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytest_django import Settings

from tests.services import environment, migrated

# Before any other module of the tests is read: several import models, which need Django's settings.
_data = environment.enter()
migrated.begin_run()

pytest_plugins = (
    "tests.services.accessibility",
    "tests.services.browser",
    "tests.services.database",
    "tests.services.examples",
    "tests.services.network",
    "tests.services.not_run",
    "tests.services.order",
    "tests.services.valkey",
)


@pytest.fixture(autouse=True)
def _own_data(tmp_path: Path, settings: Settings) -> None:
    """Give each test a data folder of its own: markers and outboxes must not outlive its database.

    Nor must the provider that was built, and the time that it told.
    """
    from roundup.providers import providers_clock
    from roundup.sending import tasks

    settings.DATA = tmp_path / "data"
    tasks.provider.cache_clear()
    providers_clock.forget_answer_date()


@pytest.fixture(autouse=True)
def _quick_passwords(settings: Settings) -> None:
    """Hash passwords in no time: the real hash is made to take a third of a second."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def pytest_make_parametrize_id(val: object) -> str | None:
    """Name bytes by their length: packed ones contain the moment of packing, which differs each time."""
    return f"{len(val)}-bytes" if isinstance(val, bytes) else None


def pytest_unconfigure() -> None:
    environment.leave(_data)
    migrated.end_run()
