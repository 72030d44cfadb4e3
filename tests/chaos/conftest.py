from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from tests.chaos.children import Nursery
from tests.chaos.databases import Databases, PostgreSQL, SQLite
from tests.services.postgres import CannotRunError, running_server


@pytest.fixture(scope="session")
def nursery() -> Iterator[Nursery]:
    """Where all processes of the trials come from."""
    with Nursery() as nursery:
        yield nursery


@pytest.fixture(scope="session")
def all_databases(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Databases]]:
    """Both kinds of database, by name; SQLite alone where PostgreSQL cannot run."""
    sqlite = SQLite(tmp_path_factory.mktemp("chaos"))
    with ExitStack() as stack:
        try:
            server = stack.enter_context(running_server())
        except CannotRunError:
            yield {"sqlite": sqlite}
        else:
            yield {"sqlite": sqlite, "postgresql": PostgreSQL(server)}
