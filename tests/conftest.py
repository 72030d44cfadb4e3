"""What every test gets: settings and a database of its own, and no network beyond this machine."""

from __future__ import annotations

import os

from hypothesis import settings

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


# No time limit, as the machine may be busy; the same examples in every run of CI, new ones on every desk.
settings.register_profile("roundup", deadline=None, derandomize=os.environ.get("CI") == "true")
settings.load_profile("roundup")


def pytest_unconfigure() -> None:
    environment.leave(_data)
