"""The newsroom as an editor uses it, by the names on its buttons and fields."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from playwright.sync_api import FrameLocator, Locator, Page, expect


class Desk:
    """The page of an editor. Each act ends when the page that follows has loaded."""

    def __init__(self, page: Page, base: str) -> None:
        self.page = page
        self._base = base

    def sign_in(self, name: str, password: str) -> None:
        self.page.goto(f"{self._base}/newsroom/")
        self.page.get_by_label("E-mail").fill(name)
        self.page.get_by_label("Password").fill(password)
        self._press(self.page.get_by_role("button", name="Sign in"))

    def open_draft(self) -> None:
        self.page.goto(f"{self._base}/newsroom/")
        self._press(self.page.get_by_role("link", name="Read and approve"))

    def open_edition(self, subject: str) -> None:
        self.page.goto(f"{self._base}/newsroom/")
        self._press(self.page.get_by_role("link", name=subject).first)

    @property
    def headlines(self) -> list[str]:
        """The edition's stories in their order, the lead first."""
        return self.page.locator("#list").get_by_role("heading", level=4).all_inner_texts()

    @property
    def left_out(self) -> dict[str, str]:
        """Every other article considered, and why it is out."""
        items = self._left_out().locator("li[id^=article-]").all()
        return {item.get_by_role("heading").inner_text(): _reason(item) for item in items}

    def move_up(self, headline: str) -> None:
        """Press the button by the keyboard, as one does who has no mouse."""
        button = self._button_of("Up", headline)
        self._row(headline).locator("summary").press("Enter")
        button.focus()
        self._telling(lambda: self.page.keyboard.press("Enter"))

    def drop(self, headline: str) -> None:
        self._telling(self._button_of("Drop", headline).click)

    def bring_in(self, headline: str) -> None:
        row = self._left_out().locator("li[id^=article-]").filter(has_text=headline)
        self._telling(lambda: row.get_by_role("button", name=re.compile("^Bring into")).click())

    def rewrite(self, headline: str, into: str) -> None:
        self._row(headline).get_by_role("link", name=headline, exact=True).click()
        field = self.page.locator("#form-story").get_by_label("Headline")
        expect(field).to_have_value(headline)
        field.fill(into)
        self._await_saved()

    def set_words(self, words: Mapping[str, str]) -> None:
        """Set the fields of the edition, each by its label."""
        form = self.page.locator("#form-words")
        if not form.count():
            self.page.get_by_role("link", name="Close").click()
        for label, value in words.items():
            form.get_by_role("textbox", name=label, exact=True).fill(value)
        self._await_saved()

    @property
    def proof(self) -> FrameLocator:
        """The message in its frame."""
        return self.page.frame_locator("iframe.frame")

    def approve(self) -> None:
        """Press the button, within what is to be read first if there is any."""
        approve = self.page.locator("#bar-approve")
        if approve.locator("#approve > summary").count():
            approve.locator("#approve > summary").click()
        self._press(approve.get_by_role("button", name=re.compile("^Approve")))

    def send_now(self) -> None:
        self.page.locator("#bar summary").filter(has_text="Goes out").click()
        self._press(self.page.get_by_role("link", name="Send it now"))
        self._press(self._button("Send it now"))

    def expect_said(self, words: str | re.Pattern[str]) -> None:
        expect(self.page.get_by_role("main")).to_contain_text(words)

    def _left_out(self) -> Locator:
        """What was left out as of now, with every pile open."""
        self.page.reload()
        rest = self.page.locator("#rest")
        rest.locator("summary").first.click()
        rest.locator("#rest-list form").wait_for()
        for pile in rest.locator("#rest-list details.pile:not([open])").all()[::-1]:
            pile.locator("summary").first.click()
        return rest.locator("#rest-list")

    def _row(self, headline: str) -> Locator:
        return self.page.locator("li.story").filter(has_text=headline)

    def _await_saved(self) -> None:
        """Wait until the newsroom has what was typed."""
        expect(self.page.locator("[data-saved]")).to_have_text("Saved ✓")

    def _telling(self, act: Callable[[], object]) -> None:
        """Do what changes the page in place, and wait until it reports the result."""
        self.page.evaluate("document.getElementById('messages').replaceChildren()")
        act()
        self.page.locator("#messages li").first.wait_for()

    def _region(self, name: str) -> Locator:
        return self.page.get_by_role("region", name=name, exact=True)

    def _button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=name, exact=True)

    def _button_of(self, act: str, headline: str) -> Locator:
        # What only a screen reader hears stands apart on the page, so there may be a space before it.
        return self.page.get_by_role("button", name=re.compile(rf"^{act}\s*: {re.escape(headline)}$"))

    def _press(self, target: Locator) -> None:
        self._leaving(target.click)

    def _leaving(self, act: Callable[[], object]) -> None:
        """Do what leads to another page, and wait for that page."""
        with self.page.expect_navigation():
            act()


def _reason(item: Locator) -> str:
    return item.get_by_text(re.compile("^Left out: ")).inner_text().removeprefix("Left out: ")
