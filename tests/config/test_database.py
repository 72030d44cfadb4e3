"""How long PostgreSQL waits for a process of ours, and it for PostgreSQL: said in each connection."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.db import OperationalError

from roundup.config.doctor.check_results import database_silence
from roundup.config.environment.database import Process, database_settings, set_session_limits
from roundup.config.environment.variables import read_settings

URL = "postgresql://u:p@db.example.org/news"
ON_POSTGRESQL = pytest.mark.skipif(
    "postgresql" not in settings.DATABASES["default"]["ENGINE"], reason="SQLite has no server"
)


def options(query: str = "", process: Process = Process.COMMAND) -> dict[str, Any]:
    found: dict[str, Any] = read_settings({"DATABASE_URL": URL + query})["DATABASE_URL"]
    set_session_limits(process, found)
    said: dict[str, Any] = found["OPTIONS"]
    return said


def shown(name: str, query: str, process: Process) -> str:
    """Return the value of a setting in a session of such a process."""
    with psycopg.connect(
        host=settings.DATABASES["default"]["HOST"],
        user="postgres",
        dbname="postgres",
        **options(query, process),
    ) as line:
        row = line.execute(f"SHOW {name}".encode()).fetchone()
    assert row
    return str(row[0])


def test_both_ends_notice_within_half_a_minute_that_the_other_is_gone() -> None:
    said = options()

    assert said["connect_timeout"] == 5
    assert said["keepalives_idle"] + said["keepalives_interval"] * said["keepalives_count"] <= 30
    assert said["tcp_user_timeout"] <= 30_000
    for setting in ("tcp_keepalives_idle=10s", "tcp_keepalives_count=3", "tcp_user_timeout=25s"):
        assert f"-c {setting}" in said["options"]


@pytest.mark.django_db
@ON_POSTGRESQL
@pytest.mark.parametrize(
    ("process", "idle", "statement", "lock"),
    [
        (Process.COMMAND, "10min", "0", "0"),
        (Process.WEB, "20s", "1min", "20s"),
        (Process.WORKER, "20s", "15min", "30s"),
    ],
)
def test_what_a_process_is_for_says_how_long_its_session_may_keep_others_waiting(
    process: Process, idle: str, statement: str, lock: str
) -> None:
    assert shown("idle_in_transaction_session_timeout", "", process) == idle
    assert shown("statement_timeout", "", process) == statement
    assert shown("lock_timeout", "", process) == lock


@pytest.mark.django_db
@ON_POSTGRESQL
@pytest.mark.parametrize("process", Process)
def test_what_the_operator_says_in_the_url_wins(process: Process) -> None:
    query = "?options=-c%20idle_in_transaction_session_timeout%3D7s&connect_timeout=9"

    assert shown("idle_in_transaction_session_timeout", query, process) == "7s"
    assert options(query, process)["connect_timeout"] == "9"


def test_a_pooler_that_takes_no_options_is_given_none() -> None:
    assert "options" not in options("?options=", Process.WORKER)


def test_sqlite_has_no_sessions_to_limit() -> None:
    found = database_settings("DATABASE_URL", "sqlite:///news.db")
    assert found

    set_session_limits(Process.WORKER, found)

    assert found == database_settings("DATABASE_URL", "sqlite:///news.db")


@pytest.mark.process
@pytest.mark.parametrize(("entry", "limit"), [("wsgi", "statement_timeout=1min"), ("cli", "=10min")])
def test_each_entry_is_a_process_of_its_kind(entry: str, limit: str) -> None:
    words = (
        f"import roundup.config.{entry}; from django.conf import settings; "
        "print(settings.DATABASES['default']['OPTIONS']['options'])"
    )
    said = subprocess.run(
        [sys.executable, "-c", words],
        env={"DATABASE_URL": URL, "DJANGO_SETTINGS_MODULE": "roundup.config.settings", "ROUNDUP_DATA": "/tmp"}
        | {"ROUNDUP_SECRET_KEY": "a secret of the tests"},
        capture_output=True,
        text=True,
        check=True,
    )

    assert limit in said.stdout


@pytest.mark.parametrize(
    "said",
    [
        "connection failed: FATAL:  sorry, too many clients already",
        "FATAL:  remaining connection slots are reserved for roles with the SUPERUSER attribute\nDETAIL",
        'FATAL:  too many connections for role "news"',
    ],
)
def test_a_full_postgresql_is_told_with_what_to_do(said: str) -> None:
    told = database_silence(OperationalError(said))

    assert told.startswith("PostgreSQL accepts no more connections")
    assert "max_connections" in told


def test_a_database_that_is_away_is_told_by_its_words() -> None:
    assert database_silence(OperationalError("no route")).startswith(
        "The database does not answer (no route)."
    )
