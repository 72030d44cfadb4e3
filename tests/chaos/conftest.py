from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.chaos.children import Nursery
from tests.chaos.databases import Databases, PostgreSQL, SQLite
from tests.services.postgres import running_postgres


@pytest.fixture(scope="session")
def nursery() -> Iterator[Nursery]:
    """Where all processes of the trials come from."""
    with Nursery() as nursery:
        yield nursery


@pytest.fixture(scope="session")
def all_databases(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Databases]]:
    """Both kinds of database, by name."""
    with running_postgres() as url:
        yield {"sqlite": SQLite(tmp_path_factory.mktemp("chaos")), "postgresql": PostgreSQL(url)}
