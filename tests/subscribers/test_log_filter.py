"""No log contains anything that lets its reader act for somebody else."""

from __future__ import annotations

import logging

import pytest
from django.test import Client

from roundup.publications.models import Publication
from roundup.subscribers.links import reader_links
from roundup.subscribers.log_filter import HideTokens
from tests.making import make_reader


def test_a_failed_request_is_logged_without_its_token(
    publication: Publication, caplog: pytest.LogCaptureFixture
) -> None:
    links = reader_links(make_reader(publication, "ann"), 12)
    path = links["preferences"].removeprefix("http://127.0.0.1:8000")
    token = path.strip("/").split("/")[1]

    Client().put(path)
    Client().post(path, {"sections": "made-up"})

    assert len(caplog.records) == 2
    assert "/p/…/" in caplog.text
    assert token not in caplog.text
    assert not any(hasattr(record, "request") for record in caplog.records)


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ('"POST /u/AbC-_9/ HTTP/1.1" 200', '"POST /u/…/ HTTP/1.1" 200'),
        ("GET /c/AbC?x=1", "GET /c/…?x=1"),
        ("GET /subscribe/", "GET /subscribe/"),
    ],
)
def test_only_the_token_of_a_line_is_hidden(said: str, shown: str) -> None:
    record = logging.LogRecord("x", logging.INFO, "", 1, "%s", (said,), None)

    assert HideTokens().filter(record)
    assert record.getMessage() == shown
