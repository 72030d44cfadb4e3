"""Every answer carries the headers that keep a browser from doing more than it should."""

from __future__ import annotations

import socket
from types import SimpleNamespace

import pytest
from django.test import Client
from gunicorn.http.errors import InvalidRequestLine, LimitRequestHeaders, LimitRequestLine
from pytest_django import Settings

from roundup.config.web.worker import Worker
from roundup.subscribers.asker_network import network_of
from tests.events.provider import KEY, page, signed
from tests.providers.set_up import give

pytestmark = pytest.mark.django_db

PUBLIC = [
    "/health/",
    "/subscribe/",
    "/archive/",
    "/nowhere/",
    "/newsroom/login/",
    "/static/newsroom/newsroom.css",
]


@pytest.mark.parametrize("path", PUBLIC)
def test_every_answer_is_guarded_style_sheets_too(path: str, client: Client) -> None:
    answer = client.get(path)
    answer.close()

    assert "frame-ancestors" in answer["Content-Security-Policy"]
    assert answer["X-Frame-Options"] in ("SAMEORIGIN", "DENY")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] in ("same-origin", "no-referrer")


@pytest.mark.parametrize("path", ["/hooks/sendgrid/", "/hooks/sendgrid"])
def test_the_providers_door_is_open_with_and_without_its_slash(path: str, settings: Settings) -> None:
    give(settings, SENDGRID_WEBHOOK_KEY=KEY)
    body = page([{"event": "delivered", "email": "ada@example.org", "timestamp": 1, "rd": "1-1"}])

    answer = Client(enforce_csrf_checks=True).post(
        path, body, content_type="application/json", headers=signed(body)
    )

    assert answer.status_code == 200


@pytest.mark.parametrize(
    ("exc", "status"),
    [
        (LimitRequestLine(5000, 4094), b"414 URI Too Long"),
        (LimitRequestHeaders("<b>many</b>"), b"431 Request Header Fields Too Large"),
        (InvalidRequestLine("GET /u/abc<script>"), b"400 Bad Request"),
    ],
)
def test_what_cannot_be_read_is_answered_alike_and_not_repeated(
    exc: Exception, status: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        Worker.handle_error(SimpleNamespace(), None, ours, ("192.0.2.7", 1), exc)  # type: ignore[arg-type]
        ours.close()
        answered = theirs.recv(4000)

    head, _, words = answered.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 " + status + b"\r\n")
    assert b"Content-Length: %d\r\n" % len(words) in head + b"\r\n"
    for name in (b"Content-Security-Policy", b"X-Content-Type-Options", b"X-Frame-Options"):
        assert name in head
    assert b"<" not in answered
    assert "abc" not in caplog.text
    assert "192.0.2.7" not in caplog.text


def test_an_asker_who_is_gone_does_no_harm() -> None:
    ours, theirs = socket.socketpair()
    theirs.close()
    with ours:
        Worker.handle_error(SimpleNamespace(), None, ours, None, LimitRequestLine(1, 2))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("direct", "network"),
    [
        ("127.0.0.1", "198.51.100.0/24"),
        ("::ffff:127.0.0.1", "198.51.100.0/24"),
        ("::1", "198.51.100.0/24"),
        ("10.1.2.3", "10.1.2.0/24"),
        ("203.0.113.9", "203.0.113.0/24"),
        ("", ""),
    ],
)
def test_only_our_own_proxy_is_believed(direct: str, network: str) -> None:
    asked = {"REMOTE_ADDR": direct, "HTTP_X_FORWARDED_FOR": "192.0.2.1, 198.51.100.77"}

    assert network_of(asked) == network


def test_a_proxy_elsewhere_is_believed_once_it_is_named(settings: Settings) -> None:
    settings.PROXIES = ("10.0.0.0/8",)

    assert (
        network_of({"REMOTE_ADDR": "10.1.2.3", "HTTP_X_FORWARDED_FOR": "2001:db8:1:2::3"})
        == "2001:db8:1::/48"
    )
    assert network_of({"REMOTE_ADDR": "10.1.2.3", "HTTP_X_FORWARDED_FOR": "nonsense"}) == "10.1.2.0/24"
    assert network_of({"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "192.0.2.1"}) == "127.0.0.0/24"
