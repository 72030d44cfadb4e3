"""The normal week by keyboard alone: Tab reaches every field and button, and the focus is never lost."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from roundup.editions.models import Edition, Story
from tests.newsroom.typing_desk import letter, wait_until_saved
from tests.newsroom.visiting import Visit

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# More stops than any page of the newsroom has: whoever needs more goes in a circle.
_MOST_STOPS = 200
_WHERE = """() => {
    const here = document.activeElement
    if (!here || here === document.body) return null
    const box = here.getBoundingClientRect()
    const name = (here.getAttribute('aria-label') || here.labels?.[0]?.textContent || here.textContent || '')
    return {id: here.id, name: name.replace(/\\s+/g, ' ').trim(), tag: here.tagName,
            isSeen: here.tagName === 'IFRAME' || box.width > 0 && box.height > 0,
            isMarked: here.tagName === 'IFRAME' || here.matches(':focus-visible')}
}"""


class Keys:
    """A keyboard, and where the focus is."""

    def __init__(self, page: Page) -> None:
        self._page = page

    def press(self, key: str) -> None:
        self._page.keyboard.press(key)

    def here(self) -> dict[str, str]:
        found = self._page.evaluate(_WHERE)
        assert found, "the focus is lost"
        assert found["isSeen"], f"the focus is on something that nobody sees: {found}"
        assert found["isMarked"], f"nothing shows that the focus is here: {found}"
        return found

    def go_to(self, wanted: str, key: str = "Tab") -> None:
        """Press Tab (or Shift+Tab) until something with this id, or this name, has the focus."""
        for _ in range(_MOST_STOPS):
            self.press(key)
            found = self._page.evaluate(_WHERE)
            if found and wanted in (found["id"], found["name"]):
                self.here()
                return
        raise AssertionError(f"Tab never comes to {wanted!r}")


def test_the_normal_week_is_done_by_keyboard_alone_and_the_focus_is_never_lost(
    visit: Visit, edition: Edition
) -> None:
    for story in edition.stories.all():
        story.image = {**(story.image or {}), "alt": "" if story.headline.endswith(" 4") else "Boats"}
        story.save()
    lead, dropped, moved = (edition.stories.get(headline__endswith=f" {number}") for number in (1, 2, 5))
    page = visit(f"/newsroom/editions/{edition.pk}/", 1366)
    letter(page).get_by_text(lead.headline).first.wait_for()
    keys = Keys(page)

    keys.go_to(f"pick-{lead.pk}")
    keys.press("Enter")
    expect(page.locator("#sheet-title")).to_have_text("The lead")
    keys.here()
    _type_into(page, keys, "headline", "The harbour that moved")
    keys.press("Escape")
    expect(page.locator("#sheet-title")).to_have_text("The opening")
    keys.here()
    _type_into(page, keys, "note", "Good morning.")

    keys.go_to(f"pick-{moved.pk}", "Shift+Tab")
    keys.press("Alt+ArrowUp")
    expect(page.locator("#messages")).to_contain_text("Moved.")
    assert keys.here()["id"] == f"pick-{moved.pk}"

    keys.go_to(f"Drop: {dropped.headline}", "Shift+Tab")
    keys.press("Enter")
    letter(page).get_by_role("link", name=dropped.headline).wait_for(state="detached")
    keys.here()
    keys.go_to("undo", "Shift+Tab")
    keys.press("Enter")
    letter(page).get_by_role("link", name=dropped.headline).first.wait_for()
    keys.here()

    for view in ("Phone", "Dark"):
        keys.go_to(view)
        keys.press("Enter")
        page.locator(f"#letter.{view.lower()}").wait_for()
        assert keys.here()["name"] == view

    _describe(page, keys, edition)
    keys.go_to("Send me a test", "Shift+Tab")
    keys.press("Enter")
    page.get_by_text("bo@quay.example.org").first.wait_for()
    keys.go_to("Approve")
    keys.press("Enter")
    page.locator("#bar").get_by_text("Approved by").wait_for()

    assert Edition.objects.get(pk=edition.pk).status == "approved"


def _type_into(page: Page, keys: Keys, field: str, words: str) -> None:
    if keys.here()["id"] != field:
        keys.go_to(field)
    keys.press("Control+A")
    page.keyboard.type(words)
    letter(page).get_by_text(words).first.wait_for()
    wait_until_saved(page)
    keys.here()


def _describe(page: Page, keys: Keys, edition: Edition) -> None:
    nameless: Story = edition.stories.get(headline__endswith=" 4")
    keys.go_to(f"describe-alt-{nameless.pk}", "Shift+Tab")
    page.keyboard.type("A pilot boat")
    keys.press("Tab")
    letter(page).get_by_alt_text("A pilot boat").wait_for()
    expect(page.locator("#bar-findings")).not_to_contain_text("error")
