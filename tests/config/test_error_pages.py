"""Every error gets a page of ours, whatever else is broken."""

from __future__ import annotations

import pytest
from django.db import OperationalError, connection
from django.test import Client
from pytest_django import Settings

from roundup.editors.accounts import EDITOR, add_user

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("path", ["/nowhere/", "/archive/99/", "/newsroom/nowhere/"])
def test_an_address_that_leads_nowhere(path: str, client: Client) -> None:
    answer = client.get(path)

    assert answer.status_code == 404
    assert b"<h1>There is nothing here</h1>" in answer.content
    assert b"newsroom.css" in answer.content


def test_editors_are_led_back_to_the_newsroom_and_readers_are_not(client: Client) -> None:
    assert b"To the newsroom" in client.get("/newsroom/nowhere/").content
    assert b"To the newsroom" not in client.get("/nowhere/").content


def test_a_form_without_its_token_is_told_what_to_do() -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(add_user("ana@quay.example.org", EDITOR, "low tide at nine"))

    answer = strict.post("/newsroom/logout/")

    assert answer.status_code == 403
    assert b"Nothing was changed. Go back, reload the page" in answer.content


@pytest.mark.parametrize("path", ["/archive/", "/newsroom/", "/subscribe/"])
def test_a_fault_of_ours_shows_no_trace_even_without_a_database(path: str, settings: Settings) -> None:
    settings.DEBUG = False
    client = Client(raise_request_exception=False)

    def away(*_: object) -> None:
        raise OperationalError("secret words of the database")

    with connection.execute_wrapper(away):
        if path == "/newsroom/":
            client.cookies["sessionid"] = "x" * 32
        answer = client.get(path)

    assert answer.status_code == 500
    assert b"Something broke" in answer.content
    assert b"secret words" not in answer.content
    assert b"Traceback" not in answer.content


def test_browsers_find_the_icon(client: Client) -> None:
    answer = client.get("/favicon.ico")

    assert (answer.status_code, answer["Location"]) == (302, "/static/newsroom/icon.svg")
