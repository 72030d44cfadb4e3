"""A field of rich text in a real browser, and what a person does with it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import Client
from playwright.sync_api import Browser, Locator, Page
from pytest_django.live_server_helper import LiveServer

from tests.newsroom.visiting import sign_in

LAPTOP = {"width": 1280, "height": 900}


@pytest.fixture(scope="module")
def opened(browser: Browser) -> Iterator[Page]:
    """One page for all fields of a module: opening it takes longer than what is done in them."""
    context = browser.new_context()
    yield context.new_page()
    context.close()


@pytest.fixture
def field(opened: Page, live_server: LiveServer, office: Client) -> Iterator[Locator]:
    """A field that appears on a page of the newsroom after it has been loaded."""
    page = opened
    if page.url == "about:blank":
        sign_in(page, live_server, office)
        page.goto(f"{live_server.url}/newsroom/")
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.set_viewport_size(LAPTOP)
    page.evaluate(
        """() => document.querySelector("main").insertAdjacentHTML("afterbegin", `
            <form data-keep><label for="words">Words</label>
            <textarea id="words" name="words" rows="12" cols="60" data-rich></textarea></form>`)"""
    )
    page.get_by_role("group", name="Format: Words").wait_for()
    yield page.get_by_label("Words", exact=True)
    page.evaluate("document.querySelector('form[data-keep]').remove()")
    page.context.clear_permissions()
    assert not errors, errors


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
