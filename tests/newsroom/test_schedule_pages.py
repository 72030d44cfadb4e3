"""The newsroom shows what a new schedule does before it is saved; the calendar shows what is planned."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import islice
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from roundup.editions.lifecycle import schedule_edition
from roundup.editions.models import Edition
from roundup.publications.models import Publication
from tests.making import NOW, make_edition, make_publication
from tests.newsroom.filling_in import SETTINGS, filled_in, save
from tests.newsroom.pages import said, tree

CALENDAR = "/newsroom/calendar/"
OF_QUAY = "/newsroom/publications/quay/calendar/"


@pytest.fixture(autouse=True)
def _wednesday(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOW)


def dates(client: Client) -> list[str]:
    found = tree(client.get(CALENDAR)).xpath("//ol[@class='dates']/li")
    return [" ".join(" ".join(row.text_content().split()).split()) for row in found]


def hours(answer: Any) -> list[str]:
    return [each.text for each in tree(answer).xpath("//ol[@class='dates']/li/strong")]


def test_what_a_new_schedule_does_is_shown_first_and_then_that_is_what_happens(
    office: Client, publication: Publication
) -> None:
    edition = make_edition(publication)
    typed = filled_in(office, "week/") | {"on_0": "on", "send_time": "09:30"}
    typed.pop("on_4")

    shown = office.post(SETTINGS + "week/", typed)

    publication.refresh_from_db()
    assert publication.send_weekdays == [4]
    assert f"No. {edition.number}, which is open, keeps its hour" in tree(shown).text_content()
    assert hours(shown)[:2] == ["Monday 30 November 2026, 09:30", "Monday 7 December 2026, 09:30"]

    (seen,) = tree(shown).xpath("//input[@name='seen_change']/@value")
    moved = office.post(SETTINGS + "week/", typed | {"moves": "on", "seen_change": seen})
    assert f"No. {edition.number}, which is open, moves to" in tree(moved).text_content()
    assert Publication.objects.get().send_weekdays == [4]

    (seen,) = tree(moved).xpath("//input[@name='seen_change']/@value")
    saved = office.post(SETTINGS + "week/", typed | {"moves": "on", "seen_change": seen}, follow=True)

    assert said(saved) == ["The week is saved. A draft that is open keeps its stories."]
    publication.refresh_from_db()
    edition.refresh_from_db()
    assert publication.send_weekdays == [0]
    assert f"{edition.send_at:%Y-%m-%d %H:%M}" == "2026-11-23 08:30"
    following = islice(publication.schedule.slots_from(date(2026, 11, 1)), 2)
    assert [slot.day for slot in following] == [date(2026, 11, 30), date(2026, 12, 7)]


def test_settings_that_leave_the_schedule_alone_are_saved_at_once(
    office: Client, publication: Publication
) -> None:
    office.post(SETTINGS + "week/", filled_in(office, "week/") | {"max_stories": "9"})

    publication.refresh_from_db()
    assert (publication.max_stories, publication.first_day) == (9, None)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"assemble_days_before": "0", "assemble_time": "07:00"}, "assemble_time"),
        ({"on_4": None}, "recurs"),
    ],
)
def test_a_schedule_that_cannot_be_kept_is_refused_where_it_is_typed(
    changes: dict[str, str | None], field: str, office: Client, publication: Publication
) -> None:
    typed = filled_in(office, "week/") | changes

    shown = office.post(SETTINGS + "week/", {name: text for name, text in typed.items() if text is not None})

    assert tree(shown).xpath(f"//*[@id='id_{field}_error']")


def test_the_zone_is_part_of_the_schedule(office: Client, publication: Publication) -> None:
    shown = office.post(SETTINGS, filled_in(office) | {"timezone": "Asia/Tokyo"})

    assert tree(shown).xpath("//input[@name='seen_change']")
    assert Publication.objects.get().timezone != "Asia/Tokyo"


def test_the_calendar_skips_a_date_and_takes_that_back(office: Client, publication: Publication) -> None:
    assert dates(office)[0].startswith("Friday 20 November 2026, 07:00 Draft made")

    office.post(OF_QUAY + "skip/", {"day": "2026-11-20"})
    assert dates(office)[0].startswith("Friday 20 November 2026, 07:00 Skipped")

    office.post(OF_QUAY + "end/", {"day": "2026-11-20"})
    assert dates(office)[0].startswith("Friday 20 November 2026, 07:00 Draft made")


def test_a_pause_skips_the_open_edition_and_is_ended_from_the_calendar(
    office: Client, publication: Publication
) -> None:
    edition = make_edition(publication)

    answer = office.post(OF_QUAY + "pause/", {"first": "2026-11-19", "last": ""}, follow=True)

    assert said(answer) == ["The pause is saved. Articles are still collected. 1 open edition is skipped."]
    edition.refresh_from_db()
    assert edition.status == Edition.Status.SKIPPED
    assert "No more editions are planned." in tree(answer).text_content()
    office.post(OF_QUAY + "end/", {"day": "2026-11-19"})
    assert "No more editions are planned." not in tree(office.get(CALENDAR)).text_content()


def test_a_date_is_added_and_taken_back(office: Client, publication: Publication) -> None:
    office.post(OF_QUAY + "add/", {"day": "2026-11-24"})
    assert dates(office)[1].startswith("Tuesday 24 November 2026, 07:00 Added.")

    office.post(OF_QUAY + "remove/", {"day": "2026-11-24"})
    assert not any("24 November" in row for row in dates(office))


@pytest.mark.parametrize(
    ("act", "sent", "told"),
    [
        ("skip/", {"day": "2026-11-21"}, "No edition is planned for Saturday 21 November 2026."),
        ("skip/", {"day": "tomorrow"}, "Choose a date."),
        ("pause/", {"first": "2026-11-01"}, "A pause must begin today or later"),
        ("pause/", {"first": "2026-12-01", "last": "2026-11-30"}, "A pause must begin today or later"),
        ("end/", {"day": "2026-11-20"}, "There is no pause that begins on"),
        ("add/", {"day": "2026-11-20"}, "An edition is already planned for"),
        ("add/", {"day": "2026-11-01"}, "Choose a future day"),
        ("remove/", {"day": "2026-11-20"}, "was not added"),
    ],
)
def test_what_cannot_be_done_says_why_and_changes_nothing(
    act: str, sent: dict[str, str], told: str, office: Client, publication: Publication
) -> None:
    before = Publication.objects.values().get()

    (answer,) = said(office.post(OF_QUAY + act, sent, follow=True))

    assert told in answer
    assert Publication.objects.values().get() == before


def test_a_day_before_a_draft_that_is_made_is_refused(office: Client, publication: Publication) -> None:
    make_edition(publication)

    (answer,) = said(office.post(OF_QUAY + "add/", {"day": "2026-11-19"}, follow=True))

    assert answer == "A draft for a later day has already been made: change its hour instead."


def test_each_publication_has_its_own_dates_in_its_own_zone(office: Client, publication: Publication) -> None:
    make_publication(name="The Pier", slug="pier", timezone="Pacific/Chatham", send_weekdays=[0])

    shown = tree(office.get(CALENDAR))

    assert [each.text for each in shown.xpath("//section/h2/a")] == ["The Pier", "The Quay"]
    assert "Pacific/Chatham" in shown.text_content()


def test_an_unknown_zone_is_corrected_in_the_newsroom_and_hides_no_other_calendar(
    office: Client, publication: Publication
) -> None:
    make_publication(name="The Pier", slug="pier")
    Publication.objects.filter(pk=publication.pk).update(timezone="Mars/Olympus")

    shown = tree(office.get(CALENDAR))
    assert [each.text for each in shown.xpath("//section/h2/a")] == ["The Pier"]
    assert "does not know the time zone Mars/Olympus" in shown.text_content()
    assert (
        office.get("/newsroom/publications/quay/", follow=True).redirect_chain[-1][0] == "/newsroom/alarms/"
    )

    save(office, "", timezone="Europe/Berlin")
    assert Publication.objects.get(slug="quay").timezone == "Europe/Berlin"


def test_skipping_a_date_skips_its_edition_even_if_that_was_moved(
    office: Client, publication: Publication
) -> None:
    edition = make_edition(publication)
    schedule_edition(edition, edition.send_at + timedelta(days=1), NOW)

    office.post(OF_QUAY + "skip/", {"day": "2026-11-20"})

    edition.refresh_from_db()
    assert edition.status == Edition.Status.SKIPPED
