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
# A bar that stays in view covers what has not been scrolled clear of it yet, and axe takes that for small.
_STUCK = """() => {
    const all = [...document.querySelectorAll('body *')]
    const stuck = all.filter(each => getComputedStyle(each).position === 'sticky')
    stuck.forEach(each => { each.style.position = 'static' })
    return () => stuck.forEach(each => { each.style.position = '' })
}"""
# Without pictures to take away a page is as it was; without its sheets it has the browser's own colours,
# which no scheme spoils, unless some stay in it.
_HAS_SOMETHING_TO_LOSE = {
    "without pictures": "document.images.length > 0",
    "without styles": "document.querySelector('[style*=color], [bgcolor], [color]') !== null",
}
_RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
# What the dark, or something lacking, can spoil: everything else is found in the light, with all there. Words
# over a picture axe judges neither with nor without it; of sizes without styles WCAG 2.5.8 asks nothing.
_COLOURS = ("color-contrast", "link-in-text-block")
_SPOILED = {"without pictures": ("target-size",), "without styles": _COLOURS}
# A target is as large in the dark.
_LACKING = {"light": ("without pictures", "without styles"), "dark": ("without styles",)}


@cache
def _program() -> str:
    return (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")


@pytest.fixture
def axe() -> Axe:
    """Look at an open page in both colour schemes, without its pictures, without its styles and on the
    narrowest phone; return what is wrong with it.

    What is in a frame belongs to another page: open that one by itself.
    """
    return look


def look(page: Page) -> list[str]:
    if not page.evaluate("'axe' in window"):
        page.evaluate(_program())
    with _taken_away(page, _STUCK):
        return _look_in_all_lights(page)


def _look_in_all_lights(page: Page) -> list[str]:
    found = []
    for scheme in _SCHEMES:
        # Without motion no colour is measured half-way between two.
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        found += _look(page, scheme, _RULES if scheme == "light" else _COLOURS)
        for lack in _LACKING[scheme]:
            if page.evaluate(_HAS_SOMETHING_TO_LOSE[lack]):
                with _taken_away(page, _LACKS[lack]):
                    found += _look(page, f"{scheme} {lack}", _SPOILED[lack])
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


def _look(page: Page, state: str, rules: tuple[str, ...]) -> list[str]:
    seen = page.evaluate(
        "rules => axe.run(document, {runOnly: rules, iframes: false, resultTypes: ['violations']})",
        list(rules),
    )
    return [
        f"{fault['id']}, {state}: {fault['help']}: {node['html'][:160]}" + _why(node)
        for fault in seen["violations"]
        for node in fault["nodes"]
    ]


def _why(node: dict[str, Any]) -> str:
    return "".join(f" ({check['message']})" for check in (*node["any"], *node["all"], *node["none"])[:1])
