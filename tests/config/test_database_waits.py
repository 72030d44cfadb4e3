"""A database that stands still is noticed by us, because its own time-outs stand still with it."""

from __future__ import annotations

import psycopg
import pytest
from django.db import OperationalError, connection

from roundup.config.environment.database_waits import waiting_at_most
from roundup.config.logs import is_away
from tests.config.test_database import ON_POSTGRESQL

pytestmark = [ON_POSTGRESQL, pytest.mark.django_db(transaction=True)]


def ask(what: str) -> object:
    with connection.cursor() as cursor:
        cursor.execute(what)
        return cursor.fetchone()


def end_session(number: int) -> None:
    """Let the database forget a statement that nobody waits for any more."""
    ask(f"SELECT pg_terminate_backend({number})")


def test_a_statement_that_is_not_answered_counts_as_a_database_that_is_away() -> None:
    connection.ensure_connection()
    session = connection.connection.info.backend_pid

    with pytest.raises(OperationalError, match=r"no answer for 0 s") as raised, waiting_at_most(0.1):
        ask("SELECT pg_sleep(1000)")

    assert is_away(raised.value)
    connection.close()
    end_session(session)


def test_the_next_statement_gets_a_connection_of_its_own() -> None:
    connection.ensure_connection()
    session = connection.connection.info.backend_pid
    with pytest.raises(OperationalError), waiting_at_most(0.1):
        ask("SELECT pg_sleep(1000)")
    connection.close_if_unusable_or_obsolete()

    with waiting_at_most(1000):
        assert ask("SELECT 1") == (1,)
    end_session(session)


def test_nobody_else_is_hurried() -> None:
    connection.ensure_connection()
    with waiting_at_most(0.0):
        pass

    assert isinstance(connection.connection, psycopg.Connection)
    assert ask("SELECT pg_sleep(0.2) IS NULL") == (False,)
