"""From the last keystroke to the painted letter, in a real browser: sixty stories and many readers.

Each keystroke ends a pause, so each is saved and drawn by itself. Afterwards what the frame shows is
compared with a whole rendering, parsed anew: a single byte of difference ends the run with an error.
"""

from __future__ import annotations

import argparse
import socket
import statistics
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from benchmarks.desk import DATABASES, desk, subscribe
from tests.services.browser import open_chromium

if TYPE_CHECKING:
    from playwright.sync_api import Page

_KEYS = 60
_PASSWORD = "a long enough password"
_NAME = "ana@quay.example.org"
_PAINTED = """() => new Promise((done) => {
  const input = document.getElementById("headline");
  document.addEventListener("letter-drawn", () => requestAnimationFrame(() => setTimeout(
    () => done(performance.now() - window.pressedAt))), { once: true });
  input.value += "x";
  window.pressedAt = performance.now();
  input.dispatchEvent(new Event("input", { bubbles: true }));
})"""
_IS_WHOLE = """async () => {
  const frame = document.getElementById("letter");
  const whole = await (await fetch(`${location.pathname}proof/?as=light`)).text();
  const parsed = new frame.contentWindow.DOMParser().parseFromString(whole, "text/html");
  return frame.contentDocument.documentElement.outerHTML === parsed.documentElement.outerHTML;
}"""


@dataclass(frozen=True, slots=True)
class Figures:
    """Milliseconds from a keystroke to the painted letter."""

    median: float
    ninety_five: float


def main(argv: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks letter", description=__doc__)
    parser.add_argument("--readers", type=int, default=1_000)
    parser.add_argument("--database", choices=DATABASES, default="sqlite")
    options = parser.parse_args(argv)
    with _edition_page(options.database, options.readers) as page:
        found = _measure(page)
        if not page.evaluate(_IS_WHOLE):
            raise RuntimeError("What is painted is not what a whole rendering gives.")
    print(
        f"letter, {options.database}, 60 stories, {options.readers:,} readers: "
        f"median {found.median:.0f} ms, 95th percentile {found.ninety_five:.0f} ms"
    )
    return 0


def _measure(page: Page) -> Figures:
    page.locator("#list a[data-pick]").nth(30).click()
    page.locator("#headline").wait_for()
    page.wait_for_timeout(1500)
    times = []
    for _ in range(_KEYS):
        times.append(page.evaluate(_PAINTED))
        page.wait_for_timeout(150)
    return Figures(statistics.median(times), statistics.quantiles(times, n=20)[-1])


@contextmanager
def _edition_page(database: str, readers: int) -> Iterator[Page]:
    with desk(database) as (supervisor, _):
        from roundup.editions.assembling import assemble_edition
        from roundup.editors.accounts import EDITOR, add_user
        from tests.making import NOW, make_articles, make_publication
        from tests.services.ports import reserved_port

        publication = make_publication(max_stories=60)
        publication.sections.update(cap=40)
        subscribe(publication, readers)
        make_articles(publication, 60)
        edition = assemble_edition(publication, NOW)
        add_user(_NAME, EDITOR, _PASSWORD)
        port = reserved_port()
        address = f"http://127.0.0.1:{port}/newsroom/"
        supervisor.environment["ROUNDUP_BASE_URL"] = f"http://127.0.0.1:{port}"
        supervisor.start_web("127.0.0.1", port, lambda: _answers(port))
        with open_chromium() as chromium:
            page = chromium.new_page(viewport={"width": 1366, "height": 768})
            page.goto(address)
            page.locator("[name=username]").fill(_NAME)
            page.locator("[name=password]").fill(_PASSWORD)
            page.locator("button.primary").click()
            page.goto(f"{address}editions/{edition.pk}/")
            yield page


def _answers(port: int) -> bool:
    with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
        return True
    return False
