"""`roundup source add` says at once what the fetcher would say later."""

from __future__ import annotations

import socket
from typing import Any

import pytest
from pytest_django import Settings

from roundup.articles.models import Source
from tests.config.commands import Terminal

pytestmark = pytest.mark.django_db

PRIVATE = (
    "leads into a private network, which we do not read. An operator may name it in ROUNDUP_FETCH_ALLOW."
)
NAME = "https://feeds.quay.example.org/feed"


@pytest.fixture(autouse=True)
def _no_inside(settings: Settings) -> None:
    settings.FETCH_ALLOW = ()


@pytest.fixture
def dns(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """What the name leads to; it leads nowhere without an entry."""
    known: dict[str, str] = {}

    def look_up(host: str, port: int, **_: Any) -> list[Any]:
        if host not in known:
            raise socket.gaierror("Name or service not known")
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (known[host], port))]

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    return known


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:8000/feed",
        "http://10.0.0.1/feed",
        "http://2130706433/feed",
        "http://0x7f.1/feed",
        "http://[::1]/feed",
        "http://[::ffff:169.254.169.254]/latest",
        "http://localhost/feed",
    ],
)
def test_an_address_inside_is_refused_in_the_words_of_the_fetcher(url: str, terminal: Terminal) -> None:
    terminal.run("source", "add", url, code=1)

    assert PRIVATE in terminal.err
    assert not Source.objects.exists()


def test_a_port_that_is_not_read_is_refused(terminal: Terminal) -> None:
    terminal.run("source", "add", "http://93.184.215.14:8080/feed", code=1)

    assert "Roundup does not read from port 8080: only 80 and 443 are allowed." in terminal.err
    assert not Source.objects.exists()


def test_a_name_that_leads_inside_is_refused(terminal: Terminal, dns: dict[str, str]) -> None:
    dns["feeds.quay.example.org"] = "192.168.1.1"
    terminal.run("source", "add", NAME, code=1)

    assert PRIVATE in terminal.err
    assert not Source.objects.exists()


def test_a_name_that_leads_nowhere_is_a_note_and_disturbs_no_document(
    terminal: Terminal, dns: dict[str, str]
) -> None:
    assert terminal.json("source", "add", NAME)["url"] == NAME
    assert "There is no host feeds.quay.example.org." in terminal.err


def test_what_is_public_or_allowed_is_added_without_a_word(
    terminal: Terminal, dns: dict[str, str], settings: Settings
) -> None:
    dns["feeds.quay.example.org"], dns["127.0.0.1"] = "93.184.215.14", "127.0.0.1"
    settings.FETCH_ALLOW = ("127.0.0.0/8",)
    for url in (NAME, "http://127.0.0.1:8000/feed"):
        terminal.run("source", "add", url)
        assert terminal.err == ""
