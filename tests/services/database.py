"""The tests' database: SQLite, and on a second run, for the tests that use it, PostgreSQL."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from django.db import connection

from tests.services import migrated
from tests.services.environment import on_postgres

_SHOWN_ON_SQLITE = ("browser", "one_database")
_FIXTURES = {"db", "transactional_db", "django_db_reset_sequences", "live_server", "database_url"}


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On PostgreSQL keep what uses the database; pages and plain rules were shown on SQLite.

    A test marked `both_databases` is kept even if it drives a browser.
    """
    if not on_postgres():
        return
    kept: list[pytest.Item] = []
    dropped: list[pytest.Item] = []
    for item in items:
        shown_before = any(map(item.get_closest_marker, _SHOWN_ON_SQLITE))
        wanted = _uses_database(item) and (item.get_closest_marker("both_databases") or not shown_before)
        (kept if wanted else dropped).append(item)
    config.hook.pytest_deselected(items=dropped)
    items[:] = kept


def _uses_database(item: pytest.Item) -> bool:
    return bool(item.get_closest_marker("django_db") or _FIXTURES & set(getattr(item, "fixturenames", ())))


@pytest.fixture(scope="session")
def django_db_keepdb(django_db_modify_db_settings: None) -> Iterator[bool]:
    """Begin with a copy of a migrated database, which pytest-django then finds and keeps."""
    name = str(connection.settings_dict["TEST"]["NAME"])
    if not on_postgres():
        migrated.copy_sqlite(Path(name))
        yield True
        return
    with migrated.postgres_copy(os.environ["ROUNDUP_TEST_DATABASE_URL"], name):
        yield True


@pytest.fixture
def database_url(transactional_db: None) -> str:
    """The URL of the test's own database, for processes it starts. What they commit is gone afterwards."""
    now = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{now['NAME']}"
    host = quote(str(now["HOST"]), safe="")
    port = f":{now['PORT']}" if now["PORT"] else ""
    return f"postgresql://{now['USER']}:{quote(now['PASSWORD'], safe='')}@{port}/{now['NAME']}?host={host}"
