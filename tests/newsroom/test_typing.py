"""What is typed on an edition's page saves by itself, is painted in the letter, and is never lost."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.contrib.sessions.models import Session
from playwright.sync_api import Browser, expect
from pytest_django.live_server_helper import LiveServer

from roundup.editions import editing
from roundup.editions.models import Edition, Story
from tests.making import NOW
from tests.newsroom.conftest import PASSWORD
from tests.newsroom.typing_desk import letter, letter_is_what_leaves, story_row, wait_until_saved
from tests.newsroom.visiting import Visit

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def at(edition: Edition, query: str = "") -> str:
    return f"/newsroom/editions/{edition.pk}/{query}"


def story_of(edition: Edition) -> Story:
    return edition.stories.filter(place="section").order_by("position")[1]


def test_what_is_typed_is_saved_by_itself_and_painted_at_its_story(visit: Visit, edition: Edition) -> None:
    story = story_of(edition)
    page = visit(at(edition, f"?sheet=story-{story.pk}"))

    page.locator("#headline").fill("Tides <b>& ébb</b>")
    letter(page).get_by_role("heading", name="Tides <b>& ébb</b>").wait_for()
    page.locator("#sheet").get_by_role("textbox", name="Blurb", exact=True).press("Control+End")
    page.locator("#sheet").get_by_role("textbox", name="Blurb", exact=True).press_sequentially(" They turn.")
    letter(page).get_by_text("They turn.").wait_for()
    wait_until_saved(page)

    story.refresh_from_db()
    assert story.headline == "Tides <b>& ébb</b>"
    assert story.blurb.endswith(" They turn.")
    expect(story_row(page, story.pk)).to_contain_text("Tides <b>& ébb</b>")
    assert letter_is_what_leaves(page)


def test_only_what_changed_is_painted_again(visit: Visit, edition: Edition) -> None:
    page = visit(at(edition))
    page.locator("#sheet").get_by_role("textbox", name="Editor’s note", exact=True).fill("Good morning.")
    letter(page).get_by_text("Good morning.").wait_for()
    page.evaluate("document.getElementById('letter').contentDocument.querySelector('h1').kept = true")

    page.locator("#sheet").get_by_role("textbox", name="Editor’s note", exact=True).fill("Good evening.")
    letter(page).get_by_text("Good evening.").wait_for()

    assert page.evaluate("document.getElementById('letter').contentDocument.querySelector('h1').kept")
    assert letter_is_what_leaves(page)


def test_a_note_comes_and_goes_and_leaves_no_trace(visit: Visit, edition: Edition) -> None:
    page = visit(at(edition))
    for note in ("Good morning.", "", "One.\n\nTwo.", ""):
        page.locator("#sheet").get_by_role("textbox", name="Editor’s note", exact=True).fill(note)
        wait_until_saved(page)
        expect(letter(page).get_by_text(note.split("\n")[0] or "The Quay").first).to_be_visible()
        assert letter_is_what_leaves(page), note

    edition.refresh_from_db()
    assert edition.note == ""


def test_a_field_that_cannot_be_empty_says_so_and_saves_nothing(visit: Visit, edition: Edition) -> None:
    page = visit(at(edition))
    before = edition.subject

    page.get_by_label("Subject").fill("")

    expect(page.locator("[data-saved]")).to_have_text("Not saved: this field cannot be empty.")
    edition.refresh_from_db()
    assert edition.subject == before


def test_a_view_stays_when_the_page_is_opened_again(visit: Visit, edition: Edition) -> None:
    page = visit(at(edition))
    views = page.get_by_role("navigation", name="Views of the letter")
    for look in ("Dark", "Phone"):
        views.get_by_role("link", name=look).click()
        page.locator("#sheet").get_by_role("textbox", name="Editor’s note", exact=True).fill(
            f"Seen as {look}."
        )
        letter(page).get_by_text(f"Seen as {look}.").wait_for()
        expect(page.locator("#letter")).to_have_class(f"frame {look.lower()}")
        assert letter_is_what_leaves(page)
        wait_until_saved(page)

        page.reload()
        expect(page.locator("#letter")).to_have_class(f"frame {look.lower()}")


def test_as_who_follows_one_section_only_that_is_seen(visit: Visit, edition: Edition) -> None:
    page = visit(at(edition))
    letter(page).get_by_role("heading", name="World").wait_for()

    page.get_by_label("As seen by").select_option("a reader who follows only Culture")

    letter(page).get_by_role("heading", name="World").wait_for(state="detached")
    assert letter(page).get_by_role("heading", name="Culture").count() == 1


def test_what_is_typed_without_a_network_is_saved_when_it_is_back(visit: Visit, edition: Edition) -> None:
    page = visit(at(edition))
    page.context.set_offline(True)
    page.locator("#sheet").get_by_role("textbox", name="Editor’s note", exact=True).fill("On the train.")
    page.get_by_text("no answer from the newsroom").wait_for()

    page.context.set_offline(False)
    wait_until_saved(page)

    edition.refresh_from_db()
    assert edition.note == "On the train."


def test_what_was_typed_before_the_browser_died_is_put_back_and_saved(visit: Visit, edition: Edition) -> None:
    page = visit(at(edition))
    # Neither a form nor a last call of the page that closes arrives.
    page.route("**/words/", lambda route: route.abort())
    page.locator("#sheet").get_by_role("textbox", name="Editor’s note", exact=True).fill("Almost lost.")
    page.get_by_text("no answer from the newsroom").wait_for()
    # A call that outlives its page does not always meet the route.
    page.evaluate("window.fetch = () => Promise.reject(new TypeError()); navigator.sendBeacon = () => false")
    page.goto("about:blank")
    edition.refresh_from_db()
    assert edition.note == ""

    page.unroute("**/words/")
    page = visit(at(edition))
    letter(page).get_by_text("Almost lost.").wait_for()
    wait_until_saved(page)

    edition.refresh_from_db()
    assert edition.note == "Almost lost."
    assert page.evaluate("localStorage.length") == 0


def test_a_page_that_is_left_at_once_saves_what_was_typed(visit: Visit, edition: Edition) -> None:
    page = visit(at(edition))
    page.locator("#sheet").get_by_role("textbox", name="Editor’s note", exact=True).fill("And off.")
    page.goto("about:blank")

    page = visit(at(edition))
    letter(page).get_by_text("And off.").wait_for()
    edition.refresh_from_db()
    assert edition.note == "And off."


def test_a_session_that_ended_asks_for_the_password_and_saves_what_was_typed(
    visit: Visit, edition: Edition
) -> None:
    page = visit(at(edition))
    page.context.clear_cookies(name="sessionid")
    page.locator("#sheet").get_by_role("textbox", name="Editor’s note", exact=True).fill("An hour’s work.")

    page.get_by_label("E-mail").fill("bo@quay.example.org")
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="The opening").wait_for()

    assert (
        page.locator("#sheet").get_by_role("textbox", name="Editor’s note", exact=True).input_value()
        == "An hour’s work."
    )
    wait_until_saved(page)
    edition.refresh_from_db()
    assert edition.note == "An hour’s work."


def test_two_who_type_into_one_field_both_see_both_texts(
    visit: Visit, browser: Browser, live_server: LiveServer, edition: Edition
) -> None:
    ours = visit(at(edition))
    other = browser.new_context(storage_state=ours.context.storage_state())
    theirs = other.new_page()
    theirs.goto(live_server.url + at(edition))

    theirs.locator("#sheet").get_by_role("textbox", name="Editor’s note", exact=True).fill("Theirs.")
    wait_until_saved(theirs)
    ours.locator("#sheet").get_by_role("textbox", name="Editor’s note", exact=True).fill("Ours.")
    refused = ours.get_by_role("alert")
    refused.get_by_text("Theirs.", exact=True).wait_for()
    expect(ours.locator("[data-saved]")).to_have_text("Not saved")
    assert (
        ours.locator("#sheet").get_by_role("textbox", name="Editor’s note", exact=True).input_value()
        == "Ours."
    )

    refused.get_by_role("button", name="Take theirs").click()
    expect(ours.locator("#sheet").get_by_role("textbox", name="Editor’s note", exact=True)).to_have_value(
        "Theirs."
    )
    edition.refresh_from_db()
    assert edition.note == "Theirs."
    other.close()


def test_two_who_type_into_two_fields_disturb_nobody(visit: Visit, edition: Edition) -> None:
    page = visit(at(edition))
    editing.set_words(edition, note_signature="Theirs", now=NOW)

    page.locator("#sheet").get_by_role("textbox", name="Editor’s note", exact=True).fill("Ours.")
    letter(page).get_by_text("Ours.").wait_for()
    wait_until_saved(page)

    edition.refresh_from_db()
    assert (edition.note, edition.note_signature) == ("Ours.", "Theirs")


def test_words_of_another_person_at_this_browser_are_not_put_back(visit: Visit, edition: Edition) -> None:
    page = visit(at(edition))
    page.locator("#sheet").get_by_role("textbox", name="Editor’s note", exact=True).fill("Mine.")
    wait_until_saved(page)
    page.evaluate(
        "edition => localStorage.setItem(`typed:0:${edition}:words`, JSON.stringify({note: 'Theirs.'}))",
        edition.pk,
    )

    page = visit(at(edition))
    letter(page).get_by_text("Mine.").wait_for()

    note = page.locator("#sheet").get_by_role("textbox", name="Editor’s note", exact=True)
    assert note.input_value() == "Mine."


def test_a_laptop_that_was_closed_for_hours_saves_what_was_typed_on_the_train(
    visit: Visit, edition: Edition, clock: time_machine.Coordinates
) -> None:
    page = visit(at(edition))
    page.context.set_offline(True)
    note = page.locator("#sheet").get_by_role("textbox", name="Editor’s note", exact=True)
    note.fill("Typed on the train.")
    page.get_by_text("no answer from the newsroom").wait_for()
    clock.shift(timedelta(hours=9))
    Session.objects.all().delete()
    editing.set_words(edition, note_signature="Theirs", now=NOW)

    page.context.set_offline(False)
    page.get_by_label("E-mail").fill("bo@quay.example.org")
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="The opening").wait_for()
    wait_until_saved(page)

    edition.refresh_from_db()
    assert (edition.note, edition.note_signature) == ("Typed on the train.", "Theirs")
