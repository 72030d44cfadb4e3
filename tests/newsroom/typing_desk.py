"""What tests do at an edition's page in a real browser: find its parts, and compare its letter."""

from __future__ import annotations

from playwright.sync_api import FrameLocator, Locator, Page, expect

from tests.services.waiting import PATIENCE

_IS_WHAT_LEAVES = """async (until) => {
    const frame = document.getElementById('letter')
    const isSame = async () => {
        const address = document.querySelector('.tabs a[aria-current]').dataset.frame
        const html = await (await fetch(address)).text()
        const fresh = new frame.contentWindow.DOMParser().parseFromString(html, 'text/html')
        return frame.contentDocument.body.innerHTML === fresh.body.innerHTML
            && frame.contentDocument.head.innerHTML === fresh.head.innerHTML
    }
    for (const began = Date.now(); Date.now() - began < until;) if (await isSame()) return true
    return false
}"""


def letter(page: Page) -> FrameLocator:
    return page.frame_locator("#letter")


def wait_until_saved(page: Page) -> None:
    expect(page.locator("[data-saved]")).to_have_text("Saved ✓")


def letter_is_what_leaves(page: Page) -> bool:
    """Wait until the frame contains what a fresh parse of the proof in its view gives."""
    return bool(page.evaluate(_IS_WHAT_LEAVES, PATIENCE * 1000))


def story_row(page: Page, story_id: int) -> Locator:
    return page.locator(f"#story-{story_id}")


def stories_in(page: Page, block: str) -> list[str]:
    """Return the ids of the stories that a block of the list shows."""
    rows = page.locator(f'li.block[data-block="{block}"] li.story')
    return [row.get_attribute("data-story") or "" for row in rows.all()]
