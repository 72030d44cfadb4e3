"""The normal week of an editor, action by action: a press, a drag or a completed field."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from roundup.editions.models import Edition, Story
from tests.newsroom.visiting import Visit

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

MOST = 11


class Week:
    """Counts the actions of an editor, and how long each took until its result was seen."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.actions: list[tuple[str, float]] = []

    def do(self, name: str, act: Callable[[], object], seen: Callable[[], object]) -> None:
        begun = time.perf_counter()
        act()
        seen()
        self.actions.append((name, time.perf_counter() - begun))

    def __str__(self) -> str:
        return "\n".join(f"{name:32} {1000 * seconds:6.0f} ms" for name, seconds in self.actions)


@pytest.fixture
def nameless(edition: Edition) -> Story:
    """A story whose picture nobody has described; those of all others are."""
    for story in edition.stories.all():
        is_nameless = story.headline.endswith(" 4")
        story.image = {**(story.image or {}), "alt": "" if is_nameless else f"Boats in harbour {story.pk}"}
        story.save()
    return edition.stories.get(headline__endswith=" 4")


@pytest.mark.both_databases
def test_the_normal_week_takes_eleven_actions_and_none_of_them_is_for_the_machine(
    visit: Visit, edition: Edition, nameless: Story, capsys: pytest.CaptureFixture[str]
) -> None:
    page = visit(f"/newsroom/editions/{edition.pk}/", 1366)
    loads: list[str] = []
    page.on("framenavigated", lambda frame: loads.append(frame.url) if frame == page.main_frame else None)
    letter = page.frame_locator("#letter")
    week = Week(page)
    lead, moved, dropped = (edition.stories.get(headline__endswith=f" {number}") for number in (1, 5, 2))
    letter.get_by_text(lead.headline).first.wait_for()

    def typed(label: str, words: str, shown: str) -> None:
        week.do(
            label,
            lambda: page.locator("#sheet").get_by_label(label, exact=True).fill(words),
            lambda: letter.get_by_text(shown).first.wait_for(),
        )

    typed("Editor’s note", "Good morning. See [our map](https://quay.example.org/map).", "our map")
    typed("Headline", "The harbour that moved", "The harbour that moved")
    typed("Blurb", "It took a year, and nobody noticed.", "nobody noticed")
    week.do(
        "What the picture shows",
        lambda: page.locator(f"#describe-alt-{nameless.pk}").fill("A pilot boat"),
        lambda: letter.get_by_alt_text("A pilot boat").wait_for(),
    )
    week.do(
        "A move by drag",
        lambda: page.locator(f"#story-{moved.pk}").drag_to(page.locator('[data-section="culture"] h3')),
        lambda: page.locator(f'[data-section="culture"] #story-{moved.pk}').wait_for(),
    )
    week.do(
        "A drop",
        lambda: page.locator(f"#story-{dropped.pk}").get_by_role("button", name="Drop").click(),
        lambda: letter.get_by_role("link", name=dropped.headline).wait_for(state="detached"),
    )
    week.do(
        "Its undo",
        lambda: page.locator("#messages").get_by_role("button", name="Undo").click(),
        lambda: letter.get_by_role("link", name=dropped.headline).first.wait_for(),
    )
    for view in ("Phone", "Dark"):
        week.do(
            view,
            lambda view=view: page.get_by_role("link", name=view, exact=True).click(),
            lambda view=view: page.locator(f"#letter.{view.lower()}").wait_for(),
        )
    assert not loads
    week.do(
        "Send me a test",
        lambda: page.get_by_role("button", name="Send me a test").first.click(),
        lambda: page.get_by_text("bo@quay.example.org").first.wait_for(),
    )
    expect(page.locator("#bar-findings")).not_to_contain_text("error")
    week.do(
        "Approve",
        lambda: page.get_by_role("button", name="Approve", exact=True).click(),
        lambda: page.locator("#bar").get_by_text("Approved by").wait_for(),
    )

    with capsys.disabled():
        sys.stdout.write(f"\n{week}\n{len(week.actions)} actions\n")
    assert len(week.actions) <= MOST
    approved = Edition.objects.get(pk=edition.pk)
    assert approved.status == "approved"
    assert "https://quay.example.org/map" in approved.approvals.get(voided_at=None).html
