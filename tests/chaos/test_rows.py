"""Rows of the failure table, in real processes: nobody twice, nobody lost, the account closed."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor

import pytest

from tests.chaos.children import Nursery
from tests.chaos.databases import Databases
from tests.chaos.judge import Verdict
from tests.chaos.row import Row
from tests.chaos.rows import ROWS

pytestmark = pytest.mark.process

SHORT = [row for row in ROWS if not row.long]
Trials = dict[Row, Future[Verdict]]


@pytest.fixture(scope="module")
def trials(
    all_databases: dict[str, Databases], nursery: Nursery, request: pytest.FixtureRequest
) -> Iterator[Trials]:
    """All rows that were asked for, going on at once: they wait most of the time."""
    here = [item for item in request.session.items if item.path == request.path]
    wanted = [item.callspec.params["row"] for item in here if hasattr(item, "callspec")]
    with ThreadPoolExecutor(6, "trial") as pool:
        playable = [row for row in wanted if not row.only or row.only in all_databases]
        yield {row: pool.submit(play, row, _database_of(row, all_databases), nursery) for row in playable}


def _database_of(row: Row, databases: dict[str, Databases]) -> Databases:
    """Rows take turns with the databases; `make chaos` plays each on both."""
    if row.only:
        return databases[row.only]
    return list(databases.values())[SHORT.index(row) % len(databases)]


def play(row: Row, databases: Databases, nursery: Nursery) -> Verdict:
    with row.house(databases, nursery) as built:
        return row.play(built)


@pytest.mark.parametrize("row", SHORT, ids=lambda row: f"{row.row}: {row.says}")
def test_everybody_gets_it_once_whatever_happens(
    row: Row, trials: Trials, all_databases: dict[str, Databases]
) -> None:
    if row.only and row.only not in all_databases:
        pytest.skip(f"this row needs {row.only}")
    assert trials[row].result().problems == []


def test_postgresql_was_at_hand(all_databases: dict[str, Databases]) -> None:
    if "postgresql" not in all_databases:
        pytest.skip("PostgreSQL cannot be started on this machine: the chaos suite ran on SQLite alone")
