"""What migrations do to the table of events, the largest there is."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.test.utils import CaptureQueriesContext

from roundup.config import tables
from roundup.events.models import Event
from tests.services.beside import Beside
from tests.services.waiting import until

pytestmark = pytest.mark.django_db(transaction=True)

BEFORE, LATEST = [("events", "0003_holding")], [("events", "0004_bounces_by_mailing")]
RENAMED = [("events", "0005_event_id")]


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
def test_one_that_was_cut_off_is_made_again() -> None:
    with connection.cursor() as cursor:
        cursor.execute("CREATE INDEX event_bounce ON events_event (kind)")

    migrate()

    with connection.cursor() as cursor:
        constraint = connection.introspection.get_constraints(cursor, "events_event")["event_bounce"]
    assert constraint["columns"] == ["mailing_id", "subscriber_id"]


@pytest.mark.usefixtures("before")
def test_what_the_provider_called_an_event_is_kept_under_our_own_name() -> None:
    MigrationExecutor(connection).migrate(LATEST)
    stored = "mailing_id, subscriber_id, kind, at, detail_hash, batch_id, nonce, sg_event_id"
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO events_event ({stored}) VALUES (7, 1, 3, 5, -9, 2, 'n1', 'e1')")

    with CaptureQueriesContext(connection) as said:
        MigrationExecutor(connection).migrate(RENAMED)

    assert Event.objects.filter(pk=(7, 1, 3, 5, -9), nonce="n1", event_id="e1").exists()
    changes = [query["sql"] for query in said.captured_queries if "events_event" in query["sql"]]
    assert [sql for sql in changes if "RENAME COLUMN" in sql]
    assert not [sql for sql in changes if "INSERT" in sql or "CREATE TABLE" in sql], "no row is written anew"


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
