"""The servers that the tests rely on are real ones, and the tests stay on this machine."""

from __future__ import annotations

import asyncio
import os
import socket
import sqlite3
from collections import Counter
from pathlib import Path

import psycopg
import pytest
import redis
from django.conf import settings
from django.contrib.auth.models import Group
from django.db import connection

from tests.services import postgres
from tests.services.network import LeftTheMachineError
from tests.services.not_run import sentence
from tests.services.ports import reserved_port
from tests.services.postgres import CannotRunError, running_postgres


@pytest.mark.process
def test_valkey_answers_where_its_url_says(valkey_url: str) -> None:
    with redis.Redis(unix_socket_path=valkey_url.removeprefix("redis+socket://")) as client:
        assert client.ping()


@pytest.mark.process
def test_postgresql_answers_where_its_url_says() -> None:
    try:
        with running_postgres() as url, psycopg.connect(url) as session:
            row = session.execute("select current_setting('listen_addresses')").fetchone()
    except CannotRunError as error:
        pytest.skip(str(error))

    assert row == ("",)


@pytest.mark.process
@pytest.mark.skipif(os.geteuid() != 0, reason="only root is refused by PostgreSQL")
def test_a_machine_where_only_root_may_run_programs_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgres, "_in_a_user_namespace", lambda folder: (["/nonexistent/unshare"], {}))
    monkeypatch.setattr(postgres, "_as_nobody", lambda folder: (["/nonexistent/setuid"], {}))

    with pytest.raises(CannotRunError, match="nobody else can run it here"), running_postgres():
        pass


@pytest.mark.django_db
def test_a_row_is_kept_in_the_database_of_the_run() -> None:
    Group.objects.create(name="editors")

    assert Group.objects.get().name == "editors"


def test_a_child_process_may_share_the_tests_database(database_url: str) -> None:
    Group.objects.create(name="editors")

    if connection.vendor == "sqlite":
        with sqlite3.connect(database_url.removeprefix("sqlite:///")) as session:
            names = session.execute("select name from auth_group").fetchall()
        session.close()
    else:
        with psycopg.connect(database_url) as session:
            names = session.execute("select name from auth_group").fetchall()

    assert names == [("editors",)]


def test_the_persons_own_settings_do_not_reach_the_tests(tmp_path: Path) -> None:
    assert "roundup-tests-" in os.environ["ROUNDUP_DATA"]
    assert settings.DATA.is_relative_to(tmp_path)


def test_an_event_loop_may_run_after_the_browser() -> None:
    assert asyncio.run(asyncio.sleep(0, "ran")) == "ran"


@pytest.mark.parametrize("host", ["192.0.2.1", "2001:db8::1"])
def test_a_connection_to_another_machine_is_refused(host: str) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as client, pytest.raises(LeftTheMachineError):
        client.connect((host, 80))


def test_a_lookup_of_another_machine_is_refused() -> None:
    with pytest.raises(LeftTheMachineError):
        socket.getaddrinfo("news.example.org", 443)


def test_this_machine_may_be_looked_up() -> None:
    assert socket.getaddrinfo("localhost", 80)


def test_the_line_about_what_did_not_run_is_empty_when_all_ran() -> None:
    assert sentence(Counter()) == ""


def test_the_line_about_what_did_not_run_names_the_tests_and_the_reason() -> None:
    skips = Counter({("tests/e2e/test_draft.py", "no Chromium was found"): 2})

    assert sentence(skips) == "Not run: 2 in tests/e2e/test_draft.py (no Chromium was found)\n"


def test_a_reserved_port_is_for_the_server_that_it_was_reserved_for() -> None:
    port = reserved_port()

    with socket.socket() as another, pytest.raises(OSError, match="in use"):
        another.bind(("127.0.0.1", port))
    with socket.create_server(("127.0.0.1", port)), socket.create_connection(("127.0.0.1", port)):
        pass
