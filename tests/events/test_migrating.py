"""The index of the largest table is made while the webhook writes, and while other machines wait to start."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.test.utils import CaptureQueriesContext

from roundup.config import tables
from tests.services.beside import Beside
from tests.services.waiting import until

pytestmark = pytest.mark.django_db(transaction=True)

BEFORE, LATEST = [("events", "0003_holding")], [("events", "0004_bounces_by_mailing")]


@pytest.fixture
def before() -> Iterator[None]:
    """The tables as they are before the index."""
    leaves = MigrationExecutor(connection).loader.graph.leaf_nodes()
    MigrationExecutor(connection).migrate(BEFORE)
    yield
    MigrationExecutor(connection).migrate(leaves)


def migrate() -> str:
    """Make the index; return what was said to the database."""
    with CaptureQueriesContext(connection) as said:
        MigrationExecutor(connection).migrate(LATEST)
    return "\n".join(query["sql"] for query in said.captured_queries)


def indexes() -> set[str]:
    with connection.cursor() as cursor:
        return set(connection.introspection.get_constraints(cursor, "events_event"))


@pytest.mark.usefixtures("before")
def test_the_index_is_made_on_both_databases_and_keeps_no_writer_out() -> None:
    assert "event_bounce" not in indexes()

    said = migrate()

    assert "event_bounce" in indexes()
    assert ("CREATE INDEX CONCURRENTLY" in said) == (connection.vendor == "postgresql")


@pytest.mark.usefixtures("before")
def test_one_that_was_cut_off_is_made_anew() -> None:
    with connection.cursor() as cursor:
        cursor.execute("CREATE INDEX event_bounce ON events_event (kind)")

    migrate()

    with connection.cursor() as cursor:
        constraint = connection.introspection.get_constraints(cursor, "events_event")["event_bounce"]
    assert constraint["columns"] == ["mailing_id", "subscriber_id"]


@pytest.mark.usefixtures("before")
def test_a_machine_that_waits_for_its_turn_to_migrate_is_not_waited_for() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no machines beside it")
    turns: list[str] = []
    settings.DATA.mkdir(parents=True, exist_ok=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [tables._LOCK])

    def wait_and_tell() -> None:
        with tables._alone():
            turns.append("the other")

    other = Beside(wait_and_tell)
    until(_asked_for_the_lock)
    migrate()
    turns.append("this one")
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_unlock(%s)", [tables._LOCK])
    other.done()

    assert turns == ["this one", "the other"]


def _asked_for_the_lock() -> bool:
    others = "SELECT 1 FROM pg_stat_activity WHERE query LIKE %s AND pid <> pg_backend_pid()"
    with connection.cursor() as cursor:
        cursor.execute(others, ["%advisory_lock%"])
        return cursor.fetchone() is not None
