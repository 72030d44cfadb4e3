"""A log line contains no address, no reader's link and no password, wherever in it they were."""

from __future__ import annotations

import io
import logging
import logging.config

import psycopg
import pytest
from django.conf import settings
from django.db.utils import InterfaceError
from django.db.utils import OperationalError as DatabaseAway
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from kombu.exceptions import OperationalError

from roundup.articles.health import note_failure
from roundup.articles.source_management import add_source
from roundup.config.logs import Line, OncePerOutage, discreet, is_away
from tests.making import NOW, make_publication


@pytest.fixture
def written() -> io.StringIO:
    """What the handler of the settings writes, on a logger of its own."""
    stream = io.StringIO()
    told = settings.LOGGING["formatters"]["line"]
    assert told["()"] == f"{Line.__module__}.{Line.__name__}"
    handler = logging.StreamHandler(stream)
    handler.setFormatter(Line(told["format"], style=told["style"]))
    root = logging.getLogger()
    root.addHandler(handler)
    yield stream  # type: ignore[misc]
    root.removeHandler(handler)


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("Key (email)=(ada@example.org) already exists", "Key (email)=(…@…) already exists"),
        ("to <Ada.Lo+ve@mail.example.org>, then", "to <…@…>, then"),
        ("'bö@exämple.org' is odd", "'…@…' is odd"),
        ("Forbidden: /u/AbC-_9/", "Forbidden: /u/…/"),
        ("GET https://x.example/p/tok.en_1?a=b", "GET https://x.example/p/…?a=b"),
        ("redis://:s3cret@broker:6379/0 is away", "redis://…@broker:6379/0 is away"),
        ("postgresql://u:p%40w@db/name", "postgresql://…@db/name"),
        (
            "alarm: https://x.example/posts/?key=2244a&include=tags cannot be read",
            "alarm: https://x.example/posts/?key=…&include=tags cannot be read",
        ),
        (
            '"https://x.example/feed?page=2&access_token=a.b%3D"',
            '"https://x.example/feed?page=2&access_token=…"',
        ),
        ("batch 12 of mailing 3 at 07:00", "batch 12 of mailing 3 at 07:00"),
    ],
)
def test_what_nobody_may_read_is_hidden(said: str, shown: str) -> None:
    assert discreet(said) == shown


def test_a_traceback_is_hidden_too(written: io.StringIO) -> None:
    try:
        raise ValueError("no room for ada@example.org at /u/AbC-_9/\x1b[31m")
    except ValueError:
        logging.getLogger("roundup.sending").exception("batch %s of %s", 7, "bo@example.org")

    said = written.getvalue()
    assert "Traceback" in said
    assert "batch 7 of …@…" in said
    for hidden in ("ada@", "bo@", "AbC-_9", "\x1b"):
        assert hidden not in said


@pytest.mark.django_db
def test_a_form_that_another_site_sent_is_logged_without_its_link(written: io.StringIO) -> None:
    Client(enforce_csrf_checks=True).post("/p/AbC-_9/", {"sections": "x"})

    assert "/p/…/" in written.getvalue()
    assert "AbC-_9" not in written.getvalue()


@pytest.mark.django_db
def test_a_source_in_trouble_is_logged_without_the_key_in_its_address(written: io.StringIO) -> None:
    source = add_source(make_publication(), "https://x.example/posts/?key=22444f78&include=tags")
    note_failure(source, "The server has a fault.", NOW)

    assert "key=…&include=tags cannot be read" in written.getvalue()


@given(st.text(), st.from_regex(r"[a-z0-9.+_-]{1,30}@[a-z0-9-]{1,20}\.[a-z]{2,5}", fullmatch=True), st.text())
def test_no_address_is_left_whatever_stands_around_it(before: str, address: str, after: str) -> None:
    assert address not in discreet(f"{before} {address} {after}")


def outage(name: str, said: str, *args: object, raised: BaseException | None = None) -> logging.LogRecord:
    exc_info = (type(raised), raised, raised.__traceback__) if raised else None
    return logging.LogRecord(name, logging.ERROR, "", 1, said, args, exc_info)


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_an_outage_of_the_broker_is_told_in_a_line_a_minute() -> None:
    clock = Clock()
    told = OncePerOutage(clock)
    refused = RuntimeError("Couldn't apply scheduled task events.apply")
    refused.__context__ = OperationalError("refused")

    def once() -> logging.LogRecord:
        return outage("celery.beat", "Message Error: %s\n%s", refused, ["File …"], raised=refused)

    first = once()
    assert told.filter(first)
    assert first.getMessage() == "Message Error: Couldn't apply scheduled task events.apply"
    assert first.exc_info is None
    assert not told.filter(once())
    consumer = outage("celery.worker.consumer.consumer", "%s (%r)", "consumer: Connection to broker lost.", 1)
    assert told.filter(consumer)
    clock.now = 61
    assert told.filter(once())


@pytest.mark.parametrize(
    "record",
    [
        outage("celery.worker.strategy", "Task raised", raised=ValueError("x")),
        outage("roundup.sending", "The provider is away", raised=ConnectionRefusedError()),
        outage("celery.beat", "beat: Starting..."),
    ],
)
def test_other_faults_are_logged_as_often_as_they_happen(record: logging.LogRecord) -> None:
    told = OncePerOutage()

    assert told.filter(record)
    assert told.filter(record)


def test_celerys_own_plans_are_not_logged() -> None:
    told = OncePerOutage()

    assert not told.filter(outage("py.warnings", "x.py:427: CPendingDeprecationWarning: In Celery 5.1 …"))
    assert told.filter(outage("py.warnings", "x.py:1: RuntimeWarning: …"))


def away(said: str = "connection failed: no route to host\nIs the server running?") -> DatabaseAway:
    error = DatabaseAway(said)
    error.__cause__ = psycopg.OperationalError(said)
    return error


def test_an_outage_of_the_database_is_a_line_a_minute_whoever_tells_it() -> None:
    clock = Clock()
    told = OncePerOutage(clock)
    wrapped = RuntimeError("the step failed")
    wrapped.__cause__ = away()
    records = [
        outage("celery.app.trace", "Task %s raised", "sending.tick", raised=away()),
        outage("django.request", "Internal Server Error: %s", "/archive/", raised=wrapped),
        outage("roundup.sending.tasks", "start failed: %s", away()),
        outage(
            "roundup.config.processes.lookout",
            "the lookout could not check anything",
            raised=InterfaceError("closed"),
        ),
    ]

    assert [record.getMessage() for record in records if told.filter(record)] == [
        "the database does not answer (connection failed: no route to host)"
    ]
    clock.now = 61
    assert told.filter(outage("celery.app.trace", "Task raised", raised=away()))


@pytest.mark.parametrize(
    ("state", "is_one"),
    [("57P01", True), ("53300", True), ("08006", True), ("55P03", False), ("40P01", False)],
)
def test_postgresql_says_by_a_state_whether_it_is_away(state: str, is_one: bool) -> None:
    error = away()
    assert isinstance(error.__cause__, psycopg.Error)
    error.__cause__.sqlstate = state

    assert is_away(error) is is_one


@pytest.mark.parametrize(
    ("said", "is_one"),
    [("no such column: sent", False), ("database is locked", False), ("unable to open database file", True)],
)
def test_a_wrong_statement_on_sqlite_is_not_an_outage(said: str, is_one: bool) -> None:
    assert is_away(DatabaseAway(said)) is is_one
