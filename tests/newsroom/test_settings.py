"""A publication's settings in short pages: each saves its own fields; what makes no sense changes nothing."""

from __future__ import annotations

from datetime import time

import pytest
from django.test import Client

from roundup.core.language import SPOKEN
from roundup.newsroom.settings_pages import address_of_field
from roundup.publications.brand import brand_of
from roundup.publications.models import Publication, Section
from roundup.rendering.designs import DESIGNS
from tests.newsroom.filling_in import SETTINGS, filled_in, save, sent
from tests.newsroom.pages import said, text, tree
from tests.newsroom.test_session_over import go_on

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
FIELDS = ("", "sender/", "week/", "draft/", "sending/", "last_look/", "looks/", "readers/", "box/")
PAGES = (*FIELDS, "sections/", "checks/")


@pytest.mark.parametrize(
    ("page", "answer"),
    [
        ("", "The publication is saved. An open draft already uses it."),
        ("sender/", "The sender is saved. An open draft already uses it."),
        ("readers/", "The settings for readers are saved, and take effect at once."),
        ("week/", "The week is saved. A draft that is open keeps its stories."),
        (
            "draft/",
            "The rules for drafts are saved. The next draft follows them; an open one keeps its stories.",
        ),
        ("sending/", "The settings for sending are saved, and take effect at once."),
        ("looks/", "The looks are saved. An open draft already uses them."),
        ("sections/", "The sections are saved. The next draft is made with them."),
        ("checks/", "Saved. It takes effect now; approved editions stay approved."),
    ],
)
def test_saving_what_is_shown_changes_nothing_and_says_what_was_saved(
    page: str, answer: str, office: Client, publication: Publication
) -> None:
    before = Publication.objects.values().get(), list(Section.objects.values())

    assert said(save(office, page)) == [answer]

    assert (Publication.objects.values().get(), list(Section.objects.values())) == before


def test_each_page_has_one_matter_and_one_button_and_leads_to_all_others(
    office: Client, publication: Publication
) -> None:
    ways = tree(office.get(SETTINGS)).xpath("//nav[@aria-labelledby='side-title']//a/@href")
    assert ways == [SETTINGS + page for page in PAGES]

    for way in ways:
        page = tree(office.get(way))
        assert page.xpath("//nav[@aria-labelledby='side-title']//a[@aria-current='page']/@href") == [way]
        assert page.xpath("count(//main//button[@class='primary'])") == 1
        # Only a change of how drafts are made can be tried before it is saved.
        assert page.xpath("count(//main//button)") == (2 if way.endswith("/draft/") else 1)
        assert len(page.xpath("//main//form[@data-keep]")) == 1


def test_no_setting_is_on_two_pages(office: Client, publication: Publication) -> None:
    publication.save()

    of_all = [name for page in FIELDS for name in filled_in(office, page) if name != "version"]

    assert len(of_all) == len(set(of_all)) == 63


@pytest.mark.parametrize("page", FIELDS)
def test_no_hint_is_for_programmers(page: str, office: Client, publication: Publication) -> None:
    assert "`" not in text(office.get(SETTINGS + page))


def test_a_page_that_is_none_is_not_found(office: Client, publication: Publication) -> None:
    assert office.get(SETTINGS + "weather/").status_code == 404


def test_the_week_and_the_looks_are_kept(office: Client, publication: Publication) -> None:
    save(office, timezone="Asia/Tokyo")
    save(office, "week/", recurs_every="2", send_time="09:15")
    save(office, "looks/", accent="#005AA0", tagline="From the water")
    save(office, "sending/", spread_minutes="90", undo_minutes="0")

    publication.refresh_from_db()
    assert (publication.recurs_every, publication.send_time) == (2, time(9, 15))
    assert publication.spread_minutes == 90
    assert publication.undo_minutes == 0
    assert (publication.brand["accent"], publication.brand["tagline"]) == ("#005aa0", "From the water")
    assert publication.timezone == "Asia/Tokyo"


def test_a_box_is_ticked_and_its_tick_taken_away(office: Client, publication: Publication) -> None:
    Publication.objects.update(mails_leave_notes=False)
    save(office, "readers/", mails_leave_notes="on")
    publication.refresh_from_db()
    assert publication.mails_leave_notes

    form = filled_in(office, "readers/")
    del form["mails_leave_notes"]
    office.post(SETTINGS + "readers/", form)

    publication.refresh_from_db()
    assert not publication.mails_leave_notes


def test_a_welcome_in_words_needs_words_and_keeps_their_lines(
    office: Client, publication: Publication
) -> None:
    said = text(save(office, "readers/", welcome="words", welcome_words=" \r\n"))
    assert "Write what the email should say" in said
    words = "Glad that you are here.\r\n\r\nBegin\x07 with the tides.\r\n"
    save(office, "readers/", welcome="words", welcome_words=words)

    publication.refresh_from_db()
    assert publication.welcome == "words"
    assert publication.welcome_words == "Glad that you are here.\n\nBegin with the tides."


def test_looks_that_the_form_does_not_show_stay(office: Client, publication: Publication) -> None:
    publication.brand = {"social": [{"name": "Mastodon", "url": "https://social.example"}]}
    publication.save()

    save(office, "looks/", tagline="From the water")

    publication.refresh_from_db()
    assert publication.brand["social"][0]["name"] == "Mastodon"


def test_a_look_is_chosen_by_its_label_and_kept(office: Client, publication: Publication) -> None:
    shown = tree(office.get(SETTINGS + "looks/")).xpath("//select[@name='look']/option")
    assert [option.text for option in shown] == [design.label for design in DESIGNS.values()]

    save(office, "looks/", look="letter")

    publication.refresh_from_db()
    assert brand_of(publication).look == "letter"


def test_languages_are_offered_and_another_may_be_typed(office: Client, publication: Publication) -> None:
    offered = tree(office.get(SETTINGS)).xpath("//datalist[@id='languages']/option/@value")
    assert offered == list(SPOKEN)

    save(office, language="nl")

    publication.refresh_from_db()
    assert publication.language == "nl"


def test_how_well_the_colours_read_is_said(office: Client, publication: Publication) -> None:
    publication.brand = {"accent": "#ffcc00", "accent_dark": "#ffcc00"}
    publication.save()

    found = text(office.get(SETTINGS + "looks/"))

    assert "Contrast on light paper: 1.5 to 1. That contrast is too low to read: words are set in #" in found
    assert "Contrast on dark paper: 11." in found


@pytest.mark.parametrize(
    ("page", "field", "value"),
    [
        ("", "name", ""),
        ("", "timezone", "Mars/Olympus"),
        ("", "language", "a language"),
        ("", "url", "javascript:alert(1)"),
        ("sender/", "sender_email", "nobody"),
        ("sender/", "sender_name", "The Quay\nBcc: all"),
        ("week/", "max_stories", "0"),
        ("week/", "send_time", "25:00"),
        ("week/", "recurs", "daily"),
        ("week/", "month_day", "32"),
        ("sending/", "spread_minutes", "-1"),
        ("sending/", "spread_minutes", "1441"),
        ("sending/", "undo_minutes", "-1"),
        ("sending/", "undo_minutes", "61"),
        ("looks/", "accent", "red;}"),
        ("looks/", "logo_url", "javascript:alert(1)"),
        ("looks/", "look", "baroque"),
    ],
)
def test_what_makes_no_sense_is_marked_kept_on_the_page_and_not_saved(
    page: str, field: str, value: str, office: Client, publication: Publication
) -> None:
    before = Publication.objects.values().get()

    shown = tree(save(office, page, **{field: value}))

    assert shown.xpath(f"//*[@id='id_{field}_error']")
    (marked,) = shown.xpath(f"//*[@id='id_{field}' and @aria-invalid='true']")
    assert marked.tag == "select" or marked.get("value", "") == value
    assert Publication.objects.values().get() == before


def test_a_page_saves_only_its_own_fields(office: Client, publication: Publication) -> None:
    save(office, "sending/", undo_minutes="5", name="Another", sender_email="other@quay.example.org")

    publication.refresh_from_db()
    assert (publication.undo_minutes, publication.name) == (5, "The Quay")
    assert publication.sender_email != "other@quay.example.org"


def test_two_admins_who_change_different_fields_of_a_page_are_both_kept(
    office: Client, publication: Publication
) -> None:
    page = filled_in(office, "sender/")
    save(office, "sender/", sender_name="The Quay, weekly")

    answer = office.post(SETTINGS + "sender/", page | {"reply_to": "desk@quay.example.org"}, follow=True)

    publication.refresh_from_db()
    assert said(answer) == ["The sender is saved. An open draft already uses it."]
    assert publication.sender_name == "The Quay, weekly"
    assert publication.reply_to == "desk@quay.example.org"


@pytest.mark.parametrize(
    ("page", "field", "first", "second", "told"),
    [
        ("", "name", "The Pier", "The Mole", "“The Pier”"),
        ("week/", "max_stories", "9", "10", "“9”"),
        ("looks/", "look", "news", "letter", "“News: bold headlines"),
        ("sender/", "postal_address", "", "9 Other Street", "cleared"),
    ],
)
def test_two_admins_who_change_the_same_field_see_both_and_may_save_again(
    page: str, field: str, first: str, second: str, told: str, office: Client, publication: Publication
) -> None:
    form = filled_in(office, page)
    save(office, page, **{field: first})
    before = Publication.objects.values().get()

    refused = office.post(SETTINGS + page, form | {field: second})

    (wrong,) = tree(refused).xpath(f"//*[@id='id_{field}_error']")
    assert told in wrong.text_content()
    assert Publication.objects.values().get() == before
    typed = sent(refused)
    assert typed[field] == second
    assert len(said(office.post(SETTINGS + page, typed, follow=True))) == 1
    assert filled_in(office, page)[field] == second


def test_a_refused_page_shows_what_somebody_else_has_saved_and_does_not_undo_it(
    office: Client, publication: Publication
) -> None:
    page = filled_in(office, "sender/")
    save(office, "sender/", sender_name="The Quay, weekly")

    refused = sent(office.post(SETTINGS + "sender/", page | {"reply_to": "nobody"}))
    office.post(SETTINGS + "sender/", refused | {"reply_to": "desk@quay.example.org"})

    publication.refresh_from_db()
    assert publication.sender_name == "The Quay, weekly"
    assert publication.reply_to == "desk@quay.example.org"


@pytest.mark.parametrize("version", ["", "x", "-".join("abcdefghijkl")])
def test_a_form_without_its_version_saves_nothing(
    version: str, office: Client, publication: Publication
) -> None:
    (refused,) = said(save(office, version=version, name="The Pier"))

    assert "not complete" in refused
    assert Publication.objects.get().name == "The Quay"


@pytest.mark.parametrize(
    ("page", "changes", "sentence"),
    [
        ("sender/", {"postal_address": "9 Other Street"}, "The sender is saved."),
        ("sections/", {"sections-0-name": "Abroad"}, "The sections are saved."),
    ],
)
def test_a_session_that_ends_in_between_costs_nothing(
    page: str,
    changes: dict[str, str],
    sentence: str,
    office: Client,
    client: Client,
    publication: Publication,
) -> None:
    form = filled_in(office, page) | changes
    asked = client.post(SETTINGS + page, form)
    assert asked.status_code == 401

    answer = go_on(asked, client, who="bo@quay.example.org")

    assert said(answer)[0].startswith(sentence)
    assert changes.items() <= filled_in(office, page).items()


def test_what_the_checks_say_of_a_setting_leads_to_its_field(
    office: Client, publication: Publication
) -> None:
    for page in FIELDS:
        for name in filled_in(office, page).keys() - {"version"}:
            address, _, mark = address_of_field(publication, name).partition("#")
            assert address == SETTINGS + page
            assert tree(office.get(address)).xpath("//*[@id=$mark]/@name", mark=mark) == [name]
