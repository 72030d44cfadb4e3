"""axe-core over a page, whatever its reader has or lacks: what it finds is told in a line for each fault."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from importlib.resources import files
from typing import Any, Literal

import pytest
from playwright.sync_api import Page

Axe = Callable[[Page], list[str]]
_SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
_NARROW = 320
# Each takes something away from the page, and returns what puts it back.
_LACKS = {
    "without pictures": """() => {
        const had = [...document.images].map(image => [image, image.getAttribute('src')])
        had.forEach(([image]) => image.setAttribute('src', 'data:,'))
        return () => had.forEach(([image, src]) => src !== null && image.setAttribute('src', src))
    }""",
    # The canvas is told: axe takes it for white, in whatever scheme the page asks for.
    "without styles": """() => {
        const sheets = [...document.styleSheets].filter(sheet => !sheet.disabled)
        const root = document.documentElement
        const had = root.style.backgroundColor
        sheets.forEach(sheet => { sheet.disabled = true })
        root.style.backgroundColor = 'Canvas'
        return () => {
            sheets.forEach(sheet => { sheet.disabled = false })
            root.style.backgroundColor = had
        }
    }""",
}
# Without pictures to take away, or colours of its own that stay without its sheets, a page is as it was.
_HAS_SOMETHING_TO_LOSE = {
    "without pictures": "document.images.length > 0",
    "without styles": """matchMedia('(prefers-color-scheme: light)').matches
        || document.querySelector('[style*=color], [bgcolor], [color]') !== null""",
}
# WCAG 2.5.8 leaves out targets whose size is the browser's own, as all are in a page without styles.
_NOT_OURS = {"without styles": {"target-size"}}
_RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
# All that the dark, or something lacking, can spoil: everything else is found in the light, with all there.
_SPOILED = ("color-contrast", "link-in-text-block", "target-size")


@cache
def _program() -> str:
    return (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")


@pytest.fixture
def axe() -> Axe:
    """Look at an open page in both colour schemes, without its pictures, without its styles and on the
    narrowest phone; return what is wrong with it.

    What stands in a frame belongs to another page: open that one by itself.
    """
    return look


def look(page: Page) -> list[str]:
    if not page.evaluate("'axe' in window"):
        page.evaluate(_program())
    found = []
    for scheme in _SCHEMES:
        # Without motion no colour is measured half-way between two.
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        found += _look(page, scheme, _RULES if scheme == _SCHEMES[0] else _SPOILED)
        for lack, take_away in _LACKS.items():
            if not page.evaluate(_HAS_SOMETHING_TO_LOSE[lack]):
                continue
            with _taken_away(page, take_away):
                found += _look(page, scheme, _SPOILED, lack)
    return found + _too_wide(page)


@contextmanager
def _taken_away(page: Page, take_away: str) -> Iterator[None]:
    put_back = page.evaluate_handle(take_away)
    yield
    put_back.evaluate("put_back => put_back()")


def _too_wide(page: Page) -> list[str]:
    before = page.viewport_size
    page.set_viewport_size({"width": _NARROW, "height": 800})
    width = page.evaluate("document.documentElement.scrollWidth")
    if before:
        page.set_viewport_size(before)
    return [f"too-wide, {_NARROW} px: the page needs {width} px"] if width > _NARROW else []


def _look(page: Page, scheme: str, rules: tuple[str, ...], lack: str = "") -> list[str]:
    found = page.evaluate(
        "rules => axe.run(document, {runOnly: rules, iframes: false, resultTypes: ['violations']})",
        list(rules),
    )
    faults = [fault for fault in found["violations"] if fault["id"] not in _NOT_OURS.get(lack, ())]
    return [line for fault in faults for line in _told(fault, f"{scheme} {lack}".rstrip())]


def _told(fault: dict[str, Any], state: str) -> list[str]:
    return [
        f"{fault['id']}, {state}: {fault['help']}: {node['html'][:160]}" + _why(node)
        for node in fault["nodes"]
    ]


def _why(node: dict[str, Any]) -> str:
    return "".join(f" ({check['message']})" for check in (*node["any"], *node["all"], *node["none"])[:1])
