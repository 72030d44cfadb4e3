"""The link button of a field of rich text asks for the address in a small panel."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, expect

from tests.newsroom.rich_field import choose, press
from tests.services.accessibility import Axe

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
QUAY = "https://quay.example/tide"


def panel(field: Locator) -> Locator:
    return field.page.get_by_role("group", name="Link", exact=True)


def address(field: Locator) -> Locator:
    return panel(field).get_by_label("Address it links to")


def words(field: Locator) -> Locator:
    return panel(field).get_by_label("Words of the link")


@pytest.mark.parametrize("by_key", [True, False])
def test_chosen_words_are_linked_and_one_step_undoes_it(by_key: bool, field: Locator) -> None:
    field.fill("Two words here")
    choose(field, "words")

    if by_key:
        field.page.keyboard.press("Control+k")
    else:
        press(field, "Link")
    expect(address(field)).to_be_focused()
    assert field.input_value() == "Two words here"
    field.page.keyboard.type(QUAY)
    field.page.keyboard.press("Enter")

    assert field.input_value() == f"Two [words]({QUAY}) here"
    expect(field).to_be_focused()
    expect(panel(field)).to_have_count(0)
    field.page.keyboard.press("Control+z")
    assert field.input_value() == "Two words here"


def test_a_press_in_a_link_edits_it_and_never_nests(field: Locator) -> None:
    field.fill(f"See [our *guide* (new)]({QUAY}) now")
    for chosen in ("guide", f"[our *guide* (new)]({QUAY})", "See [our"):
        choose(field, chosen)
        press(field, "Link")
        assert address(field).input_value() == QUAY
        press(field, "Cancel")
    assert field.input_value() == f"See [our *guide* (new)]({QUAY}) now"

    choose(field, "guide")
    press(field, "Link")
    address(field).fill("https://other.example/")
    press(field, "Set the link")
    assert field.input_value() == "See [our *guide* (new)](https://other.example/) now"

    choose(field, "guide")
    press(field, "Link")
    press(field, "Remove the link")
    assert field.input_value() == "See our *guide* (new) now"


def test_words_around_two_links_become_one(field: Locator) -> None:
    field.fill(f"a [b]({QUAY}) c [d](https://d.example/) e")
    choose(field, f"b]({QUAY}) c [d")

    press(field, "Link")
    assert words(field).input_value() == "b c d"
    press(field, "Set the link")

    assert field.input_value() == f"a [b c d]({QUAY}) e"


def test_a_chosen_address_becomes_the_link(field: Locator) -> None:
    field.fill(f"See {QUAY}.")
    choose(field, QUAY)

    press(field, "Link")
    assert address(field).input_value() == QUAY
    expect(words(field)).to_be_focused()
    field.page.keyboard.type("the tide")
    field.page.keyboard.press("Enter")

    assert field.input_value() == f"See [the tide]({QUAY})."


@pytest.mark.parametrize(
    ("typed", "result"),
    [
        ("quay.example/tide", f"[a]({QUAY})"),
        ("desk@quay.example", "[a](mailto:desk@quay.example)"),
        (f"  {QUAY} ", f"[a]({QUAY})"),
        ("https://quay.example/a(b)", "[a](https://quay.example/a%28b%29)"),
    ],
)
def test_an_address_is_taken_as_people_write_it(typed: str, result: str, field: Locator) -> None:
    field.fill("a")
    choose(field, "a")

    press(field, "Link")
    address(field).fill(typed)
    press(field, "Set the link")

    assert field.input_value() == result


@pytest.mark.parametrize("typed", ["", "https://", "javascript:alert(1)", "two words", "//quay", "x](y"])
def test_what_is_not_an_address_is_reported_and_changes_nothing(typed: str, field: Locator) -> None:
    field.fill("a")
    choose(field, "a")

    press(field, "Link")
    address(field).fill(typed)
    press(field, "Set the link")

    expect(panel(field).get_by_role("alert")).to_contain_text("This is not an address")
    expect(address(field)).to_be_focused()
    assert field.input_value() == "a"


def test_escape_closes_the_panel_alone_and_typing_in_it_changes_no_form(field: Locator) -> None:
    field.evaluate(
        "field => { window.heard = 0; field.form.addEventListener('input', () => window.heard++); }"
    )
    press(field, "Link")
    field.page.evaluate(
        "document.addEventListener('keydown', e => { window.escaped ||= e.key === 'Escape'; })"
    )
    expect(words(field)).to_be_focused()
    before = field.page.evaluate("[...new FormData(document.querySelector('form[data-keep]')).keys()]")
    field.page.keyboard.press("Escape")

    expect(panel(field)).to_have_count(0)
    expect(field).to_be_focused()
    assert before == ["words"]
    assert not field.page.evaluate("window.escaped")


def test_the_clipboard_is_used_only_where_the_browser_does_not_ask(field: Locator) -> None:
    page = field.page
    page.evaluate(
        "navigator.permissions.query({ name: 'clipboard-read' }).then(p => { window.state = p.state; })"
    )
    press(field, "Link")
    assert address(field).input_value() == ""
    press(field, "Cancel")

    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.evaluate("url => navigator.clipboard.writeText(url)", QUAY)
    press(field, "Link")

    expect(address(field)).to_have_value(QUAY)


def test_the_panel_is_good_for_all(field: Locator, axe: Axe) -> None:
    field.page.set_viewport_size({"width": 375, "height": 700})
    press(field, "Link")

    assert field.page.evaluate("document.documentElement.scrollWidth") <= 375
    assert axe(field.page) == []
