"""The result of a press is shown for a while, and on no field; what went wrong stays until it is closed."""

from __future__ import annotations

import pytest
from django.contrib.messages import SUCCESS, WARNING
from django.contrib.messages.storage.cookie import CookieStorage
from django.template.loader import render_to_string
from django.test import RequestFactory
from lxml import html
from playwright.sync_api import Page, Route, expect

from roundup.editions.models import Edition
from tests.newsroom.typing_desk import wait_until_saved
from tests.newsroom.visiting import Visit

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
A_WHILE = 21_000
_COVERED = """() => {
    const said = document.querySelector('.said').getBoundingClientRect()
    return [...document.querySelectorAll('input, textarea, select, button, a, summary')].filter((each) => {
        const box = each.getBoundingClientRect()
        const [x, y] = [(box.left + box.right) / 2, (box.top + box.bottom) / 2]
        return each.checkVisibility() && !each.closest('.said') && !each.matches('.hidden-text')
            && document.elementFromPoint(x, y)?.closest('.said')
    }).map((each) => each.outerHTML.slice(0, 90))
}"""

_ASK_FOR_OTHERS = """async () => {
    const others = document.getElementById('others')
    await htmx.ajax('POST', others.action, { source: others, swap: 'none' })
    document.body.addEventListener('letter-changed', () => { window.isDrawnAgain = true })
}"""


def at(edition: Edition) -> str:
    return f"/newsroom/editions/{edition.pk}/"


def drop_a_story(page: Page) -> None:
    page.get_by_role("button", name="Drop:").last.click()
    expect(page.locator(".messages")).to_contain_text("Undo")


def say(page: Page, *said: tuple[str, str]) -> None:
    """Have the page say what a press of another kind would have it say."""
    stays = any(look != "good" for look, _ in said)
    lines = "".join(f"<li><span>{words}</span></li>" for _, words in said)
    page.evaluate(
        "html => { document.getElementById('messages').innerHTML = html }",
        f'<div class="said banner {said[0][0]}"{" data-stays" if stays else ""}>'
        f'<ul class="messages">{lines}</ul>'
        '<button type="button" data-dismiss>Close</button></div>',
    )


def test_it_leaves_by_itself_unless_somebody_is_at_it(visit: Visit, edition: Edition, page: Page) -> None:
    page.clock.install()
    visit(at(edition))
    drop_a_story(page)
    said = page.locator(".said")

    said.get_by_role("button", name="Undo").focus()
    page.clock.run_for(A_WHILE)
    expect(said).to_be_visible()
    page.locator("#subject").focus()
    said.hover()
    page.clock.run_for(A_WHILE)
    expect(said).to_be_visible()
    page.mouse.move(0, 0)
    page.clock.run_for(A_WHILE)

    expect(said).to_have_count(0)
    expect(page.locator("#undo")).to_be_enabled()


def test_it_is_there_for_twenty_seconds(visit: Visit, edition: Edition, page: Page) -> None:
    page.clock.install()
    visit(at(edition))
    page.clock.pause_at(page.evaluate("Date.now() + 1000"))
    say(page, ("good", "Done."))

    page.clock.run_for(19_000)

    expect(page.locator(".said")).to_be_visible()


def test_what_went_wrong_stays_until_it_is_closed(visit: Visit, edition: Edition, page: Page) -> None:
    page.clock.install()
    visit(at(edition))
    say(page, ("bad", "It could not be done."), ("good", "Done."))

    page.clock.run_for(5 * A_WHILE)
    page.locator("#subject").fill("Other words")
    wait_until_saved(page)
    expect(page.locator(".said")).to_contain_text("It could not be done.")
    page.locator(".said").get_by_role("button", name="Close").click()

    expect(page.locator(".said")).to_have_count(0)


def test_an_answer_in_the_background_takes_only_the_undo(visit: Visit, edition: Edition) -> None:
    page = visit(at(edition))
    drop_a_story(page)

    page.locator("#subject").fill("Other words")
    wait_until_saved(page)

    said = page.locator(".said")
    expect(said.get_by_role("button", name="Undo")).to_have_count(0)
    expect(said).to_contain_text("Dropped")


def test_a_press_is_answered_although_its_form_was_exchanged(visit: Visit, edition: Edition) -> None:
    """Whoever asks at that moment for what others did gets a new list, and with it a new form."""
    page = visit(at(edition))
    page.wait_for_load_state("networkidle")
    moved = edition.stories.get(headline__endswith=" 5").pk
    pick = page.locator(f"#pick-{moved}")
    pressed = pick.element_handle()

    def overtake(route: Route) -> None:
        answer = route.fetch()
        page.evaluate(_ASK_FOR_OTHERS)
        assert page.evaluate("pressed => !pressed.isConnected", pressed)
        expect(page.locator(".said")).to_have_count(0)
        route.fulfill(response=answer)

    page.route("**/move/", overtake)
    pick.focus()
    page.keyboard.press("Alt+ArrowUp")

    expect(page.locator(".said")).to_contain_text("Moved")
    assert page.evaluate("window.isDrawnAgain")
    assert page.locator(f"#story-{moved}").count() == 1


@pytest.mark.parametrize("trouble", ["no answer", "an error"])
def test_a_press_that_gets_no_answer_says_so(trouble: str, visit: Visit, edition: Edition) -> None:
    page = visit(at(edition))

    def fail(route: Route) -> None:
        route.abort() if trouble == "no answer" else route.fulfill(status=502)

    page.route("**/drop/", fail)
    page.get_by_role("button", name="Drop:").last.click()

    expect(page.locator(".said").get_by_role("alert")).to_contain_text("did not answer")
    assert edition.stories.count() == page.locator("li.story").count()


@pytest.mark.parametrize("width", [1900, 1366, 1000])
def test_it_lies_on_no_field_and_no_button(width: int, visit: Visit, edition: Edition) -> None:
    page = visit(at(edition), width)
    for open_sheet in ("#list-title", f"#pick-{edition.stories.all()[2].pk}"):
        page.locator(open_sheet).click()
        say(page, ("good", "A sentence that is quite long, so that it is as wide as it can be. " * 2))
        # Whatever it lies on in between can be moved above it.
        for place in ("0", "document.body.scrollHeight"):
            page.evaluate(f"scrollTo({{top: {place}, behavior: 'instant'}})")
            assert page.evaluate(_COVERED) == []


def test_several_things_are_said_in_one_box_and_the_worst_first(rf: RequestFactory) -> None:
    request = rf.get("/")
    storage = CookieStorage(request)
    storage.add(SUCCESS, "Restored.")
    storage.add(WARNING, "This change voided the approval.")

    said = html.fragment_fromstring(render_to_string("newsroom/messages.html.j2", {"messages": storage}))

    assert said.get("class") == "said banner warn"
    lines = [" ".join(each.text_content().split()) for each in said.iter("li")]
    assert lines == ["This change voided the approval.", "Restored."]
