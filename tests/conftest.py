"""What every test gets: settings and a database of its own, and no network beyond this machine."""

from __future__ import annotations

from tests.services import environment

# Before any other module of the tests is read: several import models, which need Django's settings.
_data = environment.enter()

pytest_plugins = (
    "tests.services.browser",
    "tests.services.database",
    "tests.services.network",
    "tests.services.not_run",
    "tests.services.valkey",
)


def pytest_unconfigure() -> None:
    environment.leave(_data)
