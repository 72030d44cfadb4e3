"""Opening the newsroom in a real browser, as an admin who has signed in."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

Visit = Callable[..., Page]


def sign_in(page: Page, server: LiveServer, client: Client) -> None:
    """Let a page be signed in as a client is. The cookie has no end: the browser has its own clock."""
    session = client.session
    session.set_expiry(60 * 60 * 24 * 365 * 50)
    session.save()
    page.context.add_cookies([{"name": "sessionid", "value": session.session_key, "url": server.url}])


@pytest.fixture
def visit(page: Page, live_server: LiveServer, office: Client) -> Visit:
    """Open a path as an admin who has signed in."""
    sign_in(page, live_server, office)

    def go(path: str, width: int = 1280) -> Page:
        page.set_viewport_size({"width": width, "height": 900})
        answer = page.goto(live_server.url + path)
        assert answer is not None
        assert answer.ok
        return page

    return go
