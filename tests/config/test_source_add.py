"""`roundup source add` says at once what the fetcher would say later."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from typing import Any

import pytest
from pytest_django import Settings

from roundup.articles.models import Source
from tests.articles.samples import feed, item
from tests.articles.web import Web, running_web
from tests.config.commands import Terminal

pytestmark = pytest.mark.django_db

PRIVATE = (
    "is in a private network, which Roundup does not read. An operator can allow it with ROUNDUP_FETCH_ALLOW."
)
NAME = "https://feeds.quay.example.org/feed"


@pytest.fixture(autouse=True)
def _no_inside(settings: Settings) -> None:
    settings.FETCH_ALLOW = ()


@pytest.fixture
def web() -> Iterator[Web]:
    with running_web() as running:
        yield running


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


def test_a_feed_is_added_without_a_word(terminal: Terminal, settings: Settings, web: Web) -> None:
    settings.FETCH_ALLOW = ("127.0.0.0/8",)
    terminal.run("source", "add", web.serve("/feed", feed(item("https://quay.example/a"))))

    assert terminal.err == ""


def front_page(*feeds: str) -> bytes:
    links = "".join(f'<link rel="alternate" type="application/rss+xml" href="{url}">' for url in feeds)
    return f"<!doctype html><html><head><title>The Quay</title>{links}</head><body><h1>Quay</h1>".encode()


@pytest.mark.parametrize("named", ["/feed", "feed", "/comments/feed /feed"])
def test_the_feed_that_a_front_page_names_is_added_instead_of_it(
    named: str, terminal: Terminal, settings: Settings, web: Web
) -> None:
    settings.FETCH_ALLOW = ("127.0.0.0/8",)
    page = web.serve("/", front_page(*named.split()))

    assert terminal.json("source", "add", page)["url"] == web.url("/feed")
    assert f"{page} is a front page or a list. Its feed {web.url('/feed')} was added instead." in terminal.err


def test_a_feed_in_a_private_network_is_refused_whoever_names_it(
    terminal: Terminal, settings: Settings, web: Web
) -> None:
    settings.FETCH_ALLOW = ("127.0.0.0/8",)
    terminal.run("source", "add", web.serve("/", front_page("http://10.0.0.1/feed")), code=1)

    assert PRIVATE in terminal.err
    assert not Source.objects.exists()


@pytest.mark.parametrize(
    ("body", "kind"),
    [(b"\x89PNG\r\n\x1a\n", "image/png"), (b"ID3\x03", "audio/mpeg"), (front_page(), "text/html")],
)
def test_what_is_no_feed_and_names_none_is_refused(
    body: bytes, kind: str, terminal: Terminal, settings: Settings, web: Web
) -> None:
    settings.FETCH_ALLOW = ("127.0.0.0/8",)
    terminal.run("source", "add", web.serve("/", body, **{"Content-Type": kind}), code=1)

    assert "cannot be a source." in terminal.err
    assert not Source.objects.exists()


def test_a_server_that_fails_now_is_a_note(terminal: Terminal, settings: Settings, web: Web) -> None:
    settings.FETCH_ALLOW = ("127.0.0.0/8",)
    address = web.serve("/feed", status=503)

    assert terminal.json("source", "add", address)["url"] == address
    assert "Note: " in terminal.err


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("mailto:ada@quay.example", "must begin with http:// or https://"),
        ("ftp://quay.example/feed", "must begin with http:// or https://"),
        ("quay.example", "must begin with http:// or https://"),
        ("https://quay.example/lamps.jpg", "Give the address of the site's feed"),
        ("https://quay.example/talk.mp3?id=7", "Give the address of the site's feed"),
    ],
)
def test_an_address_at_which_no_source_can_be_is_refused(url: str, why: str, terminal: Terminal) -> None:
    terminal.run("source", "add", url, code=1)

    assert why in terminal.err
    assert not Source.objects.exists()


@pytest.mark.parametrize("scheme", ["feed:", "feed://", "feed:https://"])
def test_an_address_for_feed_readers_is_understood(
    scheme: str, terminal: Terminal, dns: dict[str, str]
) -> None:
    assert terminal.json("source", "add", f"{scheme}feeds.quay.example.org/feed")["url"] == NAME
