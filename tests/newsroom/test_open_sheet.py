"""The open sheet shows what it is about now; what is typed in it stays, with a reason, and is not lost."""

from __future__ import annotations

import pytest
from playwright.sync_api import Dialog, Locator, Page, Route, expect

from roundup.editions import arranging, editing
from roundup.editions.models import Edition, Story
from tests.making import NOW
from tests.newsroom.typing_desk import wait_until_saved
from tests.newsroom.visiting import Visit

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def at(edition: Edition, query: str = "") -> str:
    return f"/newsroom/editions/{edition.pk}/{query}"


def story_of(edition: Edition) -> Story:
    return edition.stories.filter(place="section").order_by("position")[1]


def press(page: Page, story: Story, name: str) -> None:
    row = page.locator(f"#story-{story.pk}")
    row.locator("details summary").click()
    row.get_by_role("button", name=name).click()


def note(page: Page) -> Locator:
    return page.locator("#sheet").get_by_role("textbox", name="Editor’s note", exact=True)


def ask_for_others(page: Page) -> None:
    with page.expect_response("**/others/"):
        page.evaluate("htmx.ajax('POST', document.forms.others.action, { source: '#others', swap: 'none' })")


def test_after_another_lead_the_opening_shows_that_lead_and_its_subject(
    visit: Visit, edition: Edition
) -> None:
    story = story_of(edition)
    page = visit(at(edition))

    press(page, story, "Make it the lead")

    expect(page.locator("#lead-headline")).to_have_value(story.headline)
    edition.refresh_from_db()
    expect(page.get_by_label("Subject")).to_have_value(edition.subject)
    expect(page.locator("#bar-title")).to_have_text(edition.subject)
    page.locator("#lead-blurb").fill("Typed after it.")
    wait_until_saved(page)
    story.refresh_from_db()
    assert story.blurb == "Typed after it."


def test_the_words_of_somebody_else_are_not_overwritten_by_a_field_that_was_only_shown(
    visit: Visit, edition: Edition
) -> None:
    page = visit(at(edition))
    note(page).fill("Mine.")
    wait_until_saved(page)
    editing.set_words(edition, subject="Theirs", now=NOW)

    note(page).press_sequentially(" And more.")
    wait_until_saved(page)
    note(page).press_sequentially(" And on.")
    wait_until_saved(page)

    edition.refresh_from_db()
    assert (edition.subject, edition.note) == ("Theirs", "Mine. And more. And on.")
    expect(page.get_by_label("Subject")).to_have_value("Theirs")


def test_what_another_changes_comes_into_the_sheet_in_which_somebody_types(
    visit: Visit, edition: Edition
) -> None:
    page = visit(at(edition))
    note(page).focus()
    editing.set_words(edition, subject="Theirs", now=NOW)

    ask_for_others(page)

    expect(page.get_by_label("Subject")).to_have_value("Theirs")
    expect(note(page)).to_be_focused()


def test_whoever_types_about_a_lead_that_is_one_no_longer_is_told_and_saves_it_there(
    visit: Visit, edition: Edition
) -> None:
    old = edition.stories.get(place="lead")
    page = visit(at(edition))
    blurb = page.locator("#lead-blurb")
    blurb.focus()
    editing.make_lead(edition, story_of(edition).pk, NOW)
    ask_for_others(page)

    page.locator("#sheet-lead").get_by_text("Another story is the lead now.").wait_for()
    blurb.fill("For the earlier lead.")
    wait_until_saved(page)

    old.refresh_from_db()
    assert old.blurb == "For the earlier lead."
    page.get_by_label("Subject").focus()
    expect(page.locator("#lead-headline")).to_have_value(edition.stories.get(place="lead").headline)


def test_words_for_a_story_that_is_dropped_stay_with_a_reason_and_come_back_with_it(
    visit: Visit, edition: Edition
) -> None:
    story = story_of(edition)
    page = visit(at(edition, f"?sheet=story-{story.pk}"))
    page.locator("#blurb").focus()
    editing.drop_story(edition, story.pk, NOW)

    page.locator("#blurb").fill("An hour’s work.")
    page.get_by_role("alert").get_by_text("no longer in the edition").wait_for()

    expect(page.locator("#blurb")).to_have_value("An hour’s work.")
    expect(page.locator("[data-saved]")).to_have_text("Not saved")
    assert page.evaluate("localStorage.length") == 1


def test_undoing_shows_the_words_that_it_brought_back(visit: Visit, edition: Edition) -> None:
    page = visit(at(edition))
    note(page).fill("Typed.")
    wait_until_saved(page)

    page.locator("#undo").click()

    expect(note(page)).to_have_value("")


def test_a_move_shows_in_the_sheet_of_its_story(visit: Visit, edition: Edition) -> None:
    story = edition.stories.filter(section_key="world", place="section").last()
    assert story
    page = visit(at(edition, f"?sheet=story-{story.pk}"))

    press(page, story, "Down")

    story.refresh_from_db()
    expect(page.locator("#sheet-title")).to_have_text(f"A story in {story.section_name}")


# One of ours, and one of a web server in front of us: the page makes no difference between them.
@pytest.mark.parametrize("status", [403, 413])
def test_any_refusal_says_so_at_the_form_and_keeps_what_is_typed(
    status: int, visit: Visit, edition: Edition
) -> None:
    page = visit(at(edition))
    page.route("**/words/", lambda route: route.fulfill(status=status, body="No."))
    note(page).fill("An hour’s work.")

    reason = page.locator("#form-words").get_by_text(f"refused this form ({status})")
    expect(reason).to_be_in_viewport()
    expect(page.locator("[data-saved]")).to_have_text("Not saved")
    page.locator("#approve > summary").click()
    expect(page.locator("#approve")).not_to_have_attribute("open", "")
    for button in page.locator("#bar-approve button").all():
        expect(button).to_be_disabled()
    asked: list[str] = []

    def answer(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    page.on("dialog", answer)
    page.goto("about:blank")
    assert asked == ["beforeunload"]

    page.unroute("**/words/")
    page = visit(at(edition))
    expect(note(page)).to_have_value("An hour’s work.")
    wait_until_saved(page)


def test_words_that_wait_for_another_sheet_open_it(visit: Visit, edition: Edition) -> None:
    story = story_of(edition)
    page = visit(at(edition))
    page.evaluate(
        """story => {
            const { editor, edition } = document.getElementById("workbench").dataset
            const place = `typed:${editor}:${edition}:story-${story}`
            localStorage.setItem(place, JSON.stringify({ blurb: "Almost lost." }))
        }""",
        story.pk,
    )

    page = visit(at(edition))
    expect(page.locator("#blurb")).to_have_value("Almost lost.")
    wait_until_saved(page)

    story.refresh_from_db()
    assert story.blurb == "Almost lost."


def test_a_sponsor_that_is_still_being_typed_is_not_refused(visit: Visit, edition: Edition) -> None:
    page = visit(at(edition, "?sheet=sponsor"))
    page.locator("#sponsor-headline").fill("Tea at the quay")
    expect(page.locator("[data-saved]")).to_have_text("Not saved yet")
    page.locator("#form-sponsor").get_by_text("needs an address to link to").wait_for()
    assert page.get_by_role("alert").count() == 0
    page.locator("#sponsor-url").press_sequentially("https:")
    expect(page.locator("[data-saved]")).to_have_text("Not saved yet")
    page.locator("#sponsor-url").press_sequentially("//tea.example/")
    wait_until_saved(page)

    edition.refresh_from_db()
    assert edition.sponsor["headline"] == "Tea at the quay"


def test_approve_opens_again_once_checks_that_failed_can_be_made(visit: Visit, edition: Edition) -> None:
    page = visit(at(edition))
    # Nothing speaks against it, so the bar has the button itself.
    page.route("**/preflight/", lambda route: route.abort())
    note(page).fill("Good morning.")
    page.get_by_text("but not checked: no answer").wait_for()
    assert page.locator("#bar-approve button:not([disabled])").count() == 0

    page.unroute("**/preflight/")
    wait_until_saved(page)
    expect(page.locator("#bar-approve button:not([disabled])").first).to_have_count(1)


def test_approve_waits_for_the_checks_of_the_letter_as_it_is_now(visit: Visit, edition: Edition) -> None:
    page, late = visit(at(edition)), list[Route]()
    page.route("**/preflight/", lambda route: late.append(route))
    for words in ("Good morning.", "Good evening."):
        with page.expect_response(lambda answer: answer.request.method == "POST"):
            note(page).fill(words)
        # Only the first checks are asked for: the others wait until these have an answer.
        page.locator("#preflight-part.htmx-request").wait_for()

    with page.expect_request("**/preflight/"), page.expect_response("**/preflight/"):
        late[0].continue_()
    assert page.locator("#bar-approve button:not([disabled])").count() == 0
    late[1].continue_()
    expect(page.locator("#bar-approve button:not([disabled])").first).to_have_count(1)


def test_the_bar_follows_each_exchange(visit: Visit, edition: Edition) -> None:
    page = visit(at(edition))
    expect(page.locator("#reader-count")).to_have_text("3 readers")
    page.get_by_label("Subject").fill("A new subject")
    expect(page.locator("#bar-title")).to_have_text("A new subject")
    expect(page).to_have_title("A new subject · The Quay · Newsroom")

    for story in edition.stories.all():
        page.locator(f"#story-{story.pk}").get_by_role("button", name="Drop").click()
        page.locator(f"#story-{story.pk}").wait_for(state="detached")
    page.get_by_text("There are no stories: bring some in").wait_for()

    page.locator("#undo").click()
    page.get_by_text("There are no stories: bring some in").wait_for(state="detached")


def test_a_file_that_was_chosen_is_not_lost_to_what_another_does(visit: Visit, edition: Edition) -> None:
    story = story_of(edition)
    page = visit(at(edition, f"?sheet=story-{story.pk}"))
    page.locator("#sheet-upload summary").click()
    page.locator(f"#upload-alt-{story.pk}").fill("A quay at noon")
    page.locator("h1").click()
    arranging.move_block(edition, "section:world", 1, NOW)

    ask_for_others(page)

    expect(page.locator(f"#upload-alt-{story.pk}")).to_have_value("A quay at noon")
