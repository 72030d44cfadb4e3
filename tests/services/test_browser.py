"""The browser of the tests is a real one, and lives beside Django's database."""

from __future__ import annotations

import http.server
import threading
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.contrib.auth.models import Group
from playwright.sync_api import Page

from tests.services.browser import find_chromium


class _Greeting(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(b"<title>Hello</title><button onclick='this.textContent=1+1'>Add</button>")

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def address() -> Iterator[str]:
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Greeting) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
        thread.join()


@pytest.mark.browser
def test_the_browser_runs_a_pages_script(page: Page, address: str) -> None:
    page.goto(address)
    page.get_by_role("button", name="Add").click()

    assert page.get_by_role("button").inner_text() == "2"


@pytest.mark.browser
@pytest.mark.django_db
def test_a_browser_test_may_use_the_database(page: Page) -> None:
    page.set_content("<p>ready</p>")

    assert not Group.objects.exists()


def test_the_shell_is_driven_where_there_is_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    nothing = SimpleNamespace(chromium=SimpleNamespace(executable_path=""))
    monkeypatch.delenv("ROUNDUP_CHROMIUM", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    found = []
    for name in ("chromium", "chromium-headless-shell"):
        (tmp_path / name).touch(mode=0o700)
        found.append(find_chromium(nothing))  # type: ignore[arg-type]

    assert found == [str(tmp_path / "chromium"), str(tmp_path / "chromium-headless-shell")]
