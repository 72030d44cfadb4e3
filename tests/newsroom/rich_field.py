"""A field of rich text in a real browser, and what a person does with it."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator

from tests.newsroom.visiting import Visit


@pytest.fixture
def field(visit: Visit) -> Locator:
    """A field that appears on a page of the newsroom after it has been loaded."""
    page = visit("/newsroom/")
    page.evaluate(
        """() => document.querySelector("main").insertAdjacentHTML("afterbegin", `
            <form data-keep><label for="words">Words</label>
            <textarea id="words" name="words" rows="12" cols="60" data-rich></textarea></form>`)"""
    )
    page.get_by_role("group", name="Format: Words").wait_for()
    return page.get_by_label("Words", exact=True)


def choose(field: Locator, words: str) -> None:
    """Select the first place in the field that says `words`."""
    field.evaluate("(field, at) => { field.focus(); field.setSelectionRange(...at); }", _place(field, words))


def _place(field: Locator, words: str) -> list[int]:
    start = field.input_value().index(words)
    return [start, start + len(words)]


def chosen(field: Locator) -> str:
    return field.evaluate("field => field.value.slice(field.selectionStart, field.selectionEnd)")


def paste(field: Locator, html: str = "", text: str = "") -> bool:
    """Paste as a browser does; return whether the field took it itself."""
    return field.evaluate(
        """(field, [html, text]) => {
            field.focus();
            const clipboardData = new DataTransfer();
            if (html) clipboardData.setData("text/html", html);
            clipboardData.setData("text/plain", text);
            return !field.dispatchEvent(
                new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
        }""",
        [html, text],
    )


def pasted(field: Locator, html: str) -> str:
    field.fill("")
    paste(field, html)
    return field.input_value()


def press(field: Locator, name: str) -> None:
    field.page.get_by_role("button", name=name, exact=True).click()
