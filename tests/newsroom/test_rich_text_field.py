"""A field of rich text: its toolbar and its keys write Markdown."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page

from roundup.rendering.rich_text import lines_of, rich_text
from tests.newsroom.rich_field import choose, chosen, paste, press
from tests.services.accessibility import Axe

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize(
    ("button", "keys", "result", "selected"),
    [
        ("Bold", "b", "Two **words** here", "words"),
        ("Italic", "i", "Two *words* here", "words"),
    ],
)
def test_buttons_and_keys_do_the_same_and_one_step_undoes_it(
    button: str, keys: str, result: str, selected: str, field: Locator
) -> None:
    for act in (lambda: press(field, button), lambda: field.page.keyboard.press(f"Control+{keys}")):
        field.fill("Two words here")
        choose(field, "words")

        act()

        assert field.input_value() == result
        assert chosen(field) == selected
        assert field.evaluate("field => document.activeElement === field")
        field.page.keyboard.press("Control+z")
        assert field.input_value() == "Two words here"


@pytest.mark.parametrize(
    ("button", "start"), [("Bold", "a *words* b"), ("Italic", "a **words** b"), ("Bold", "a words b")]
)
def test_a_second_press_takes_the_marks_away(button: str, start: str, field: Locator) -> None:
    field.fill(start)
    choose(field, "words")

    press(field, button)
    assert field.input_value() != start
    press(field, button)

    assert field.input_value() == start


def test_marks_stay_out_of_spaces_and_inside_each_line(field: Locator) -> None:
    field.fill("a one \n- two\n\nthree b")
    choose(field, " one \n- two\n\nthree ")

    press(field, "Bold")

    assert field.input_value() == "a **one** \n- **two**\n\n**three** b"


def test_nothing_selected_puts_the_cursor_between_the_marks(field: Locator) -> None:
    press_and_type(field, "Bold", "loud")

    assert field.input_value() == "**loud**"


def press_and_type(field: Locator, button: str, words: str) -> None:
    field.focus()
    press(field, button)
    field.page.keyboard.type(words)


def test_lines_become_a_list_and_lines_again(field: Locator) -> None:
    field.fill("We have\none\n\n1. two")
    choose(field, "one\n\n1. two")

    press(field, "List")
    assert field.input_value() == "We have\n- one\n\n- two"
    press(field, "List")

    assert field.input_value() == "We have\none\n\ntwo"


@pytest.mark.parametrize(
    ("start", "at", "result"),
    [
        ("", 0, "- |"),
        ("We have\n\n", 9, "We have\n\n- |"),
        ("We have\n\nmore", 8, "We have\n- |\nmore"),
        ("one", 1, "- one|"),
        ("- one", 4, "one|"),
        ("- ", 2, "|"),
    ],
)
def test_a_list_begins_in_the_line_of_the_cursor_and_no_line_is_lost(
    start: str, at: int, result: str, field: Locator
) -> None:
    field.fill(start)
    set_cursor(field, at)

    press(field, "List")

    assert with_cursor(field) == result


def test_enter_makes_the_next_item_and_twice_ends_the_list(field: Locator) -> None:
    press(field, "List")
    field.page.keyboard.type("one")
    field.press("Enter")
    field.page.keyboard.type("two")
    field.press("Enter")
    field.press("Enter")
    field.page.keyboard.type("after")

    assert field.input_value() == "- one\n- two\n\nafter"
    assert [part.tag for part in rich_text(field.input_value())] == ["ul", "p"]


@pytest.mark.parametrize(
    ("start", "at", "result"),
    [
        ("1. one", 6, "1. one\n2. |"),
        ("1. one\n2. two", 13, "1. one\n2. two\n3. |"),
        ("24. December", 12, "24. December\n|"),
        ("- one two", 5, "- one\n- | two"),
        ("- one", 0, "\n|- one"),
        ("words", 5, "words\n|"),
    ],
)
def test_enter_goes_on_with_what_is_a_list_and_with_nothing_else(
    start: str, at: int, result: str, field: Locator
) -> None:
    field.fill(start)
    set_cursor(field, at)

    field.press("Enter")

    assert with_cursor(field) == result


@pytest.mark.parametrize(
    ("button", "start", "at", "result"),
    [
        ("Bold", "a **loud word** b", 8, "a loud word b"),
        ("Italic", "a *soft word* b", 8, "a soft word b"),
        ("Bold", "a ****", 4, "a "),
        ("Italic", "a **", 3, "a "),
        ("Bold", "a ***both*** b", 7, "a *both* b"),
    ],
)
def test_a_press_with_the_cursor_in_marked_words_takes_the_marks_away(
    button: str, start: str, at: int, result: str, field: Locator
) -> None:
    field.fill(start)
    set_cursor(field, at)

    press(field, button)

    assert field.input_value() == result


def set_cursor(field: Locator, at: int) -> None:
    field.evaluate("(field, at) => { field.focus(); field.setSelectionRange(at, at); }", at)


def with_cursor(field: Locator) -> str:
    return field.evaluate("({ value, selectionStart: at }) => `${value.slice(0, at)}|${value.slice(at)}`")


def test_a_field_grows_with_its_text(field: Locator) -> None:
    before = field.evaluate("field => field.offsetHeight")

    field.fill("line\n" * 20)

    assert field.evaluate("field => field.offsetHeight") > before
    assert field.evaluate("field => field.scrollHeight <= field.clientHeight + 1")


def test_shift_and_enter_break_a_line(field: Locator) -> None:
    field.fill("one")
    field.press("Shift+Enter")
    field.page.keyboard.type("two")

    assert field.input_value() == "one\\\ntwo"
    assert len(lines_of(rich_text(field.input_value())[0])[0]) == 2


def test_the_page_knows_that_something_was_changed(field: Locator) -> None:
    field.evaluate(
        "field => { window.heard = 0; field.form.addEventListener('input', () => window.heard++); }"
    )
    field.fill("words")
    before = field.page.evaluate("window.heard")
    choose(field, "words")

    press(field, "Bold")
    paste(field, "<i>more</i>")

    assert field.page.evaluate("window.heard") >= before + 2


def test_writing_begins_on_the_side_of_its_script(field: Locator) -> None:
    field.fill("مرحبًا بالعالم")

    assert field.get_attribute("dir") == "auto"
    assert field.evaluate("field => getComputedStyle(field).direction") == "rtl"


def test_a_field_that_is_replaced_works_and_has_one_toolbar(field: Locator) -> None:
    field.evaluate("field => { field.outerHTML = field.outerHTML; }")
    field.fill("again")
    choose(field, "again")

    press(field, "Bold")

    assert field.input_value() == "**again**"
    assert field.page.locator(".rich-bar").count() == 1


@pytest.mark.parametrize("width", [320, 1280])
def test_the_toolbar_fits_and_is_large_enough_for_fingers(width: int, field: Locator) -> None:
    page: Page = field.page
    page.set_viewport_size({"width": width, "height": 900})

    sizes = page.evaluate(
        "() => [...document.querySelectorAll('.rich-bar button')].map(e => [e.offsetWidth, e.offsetHeight])"
    )

    assert len(sizes) == 4
    assert width > 320 or all(side >= 44 for size in sizes for side in size)
    assert page.evaluate("document.querySelector('.rich-bar').scrollWidth") <= width


def test_the_keyboard_alone_reaches_the_buttons(field: Locator) -> None:
    field.fill("word")
    choose(field, "word")
    field.press("Shift+Tab")
    assert field.page.evaluate("document.activeElement.textContent") == "List"

    field.page.keyboard.press("Enter")

    assert field.input_value() == "- word"


def test_axe_finds_nothing_wrong_with_the_toolbar(field: Locator, axe: Axe) -> None:
    assert axe(field.page) == []
