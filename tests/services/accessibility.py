"""axe-core over a page, in light and in dark: what it finds is told in a line for each fault."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from importlib.resources import files
from typing import Any, Literal

import pytest
from playwright.sync_api import Page

Axe = Callable[[Page], list[str]]
_SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
_RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")


@cache
def _program() -> str:
    return (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")


@pytest.fixture
def axe() -> Axe:
    """Look at a page that has been opened, in both colour schemes; return what is wrong with it.

    What stands in a frame belongs to another page: open that one by itself.
    """
    return look


def look(page: Page) -> list[str]:
    return [fault for scheme in _SCHEMES for fault in _look(page, scheme)]


def _look(page: Page, scheme: Literal["light", "dark"]) -> list[str]:
    # Without motion no colour is measured half-way between two.
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    page.evaluate(_program())
    found = page.evaluate(
        "tags => axe.run(document, {runOnly: tags, iframes: false, resultTypes: ['violations']})",
        list(_RULES),
    )
    return [line for fault in found["violations"] for line in _told(fault, scheme)]


def _told(fault: dict[str, Any], scheme: str) -> list[str]:
    return [
        f"{fault['id']}, {scheme}: {fault['help']}: {node['html'][:160]}" + _why(node)
        for node in fault["nodes"]
    ]


def _why(node: dict[str, Any]) -> str:
    return "".join(f" ({check['message']})" for check in (*node["any"], *node["all"], *node["none"])[:1])
