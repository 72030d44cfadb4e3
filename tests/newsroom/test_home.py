"""The list of editions: what is due, what is wrong, and what went out."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from roundup.editions.models import Edition
from roundup.publications.alarms import clear_alarm, raise_alarm
from roundup.publications.models import Publication
from tests.making import NOW, approved, make_article, make_publication
from tests.newsroom.pages import said, text, tree

pytestmark = pytest.mark.django_db
HOME = "/newsroom/"


def test_a_new_installation_begins_with_a_publication(office: Client) -> None:
    assert "Begin with a publication" in text(office.get(HOME))

    answer = office.post("/newsroom/begin/", {"name": "The Quay", "timezone": "Europe/Berlin"}, follow=True)

    assert "The Quay has been added." in said(answer)[0]
    assert Publication.objects.get().timezone == "Europe/Berlin"


def test_a_second_publication_of_the_same_name_is_refused(office: Client, publication: Publication) -> None:
    answer = office.post("/newsroom/begin/", {"name": "The Quay", "timezone": "UTC"})

    assert "There is already a publication called 'The Quay'." in text(answer)


def test_an_empty_newsroom_tells_how_to_begin(desk: Client, publication: Publication) -> None:
    found = text(desk.get(HOME))

    assert "Your first edition" in found
    assert "Add a source" in found
    assert "Thursday 19 November 2026, 14:00" in found


def test_the_draft_of_the_week_stands_first_with_its_hour(desk: Client, edition: Edition) -> None:
    found = text(desk.get(HOME))

    assert edition.subject in found
    assert (
        "It goes out on Friday 20 November 2026, 07:00 (Europe/Berlin), once somebody has approved it."
        in found
    )
    assert (
        "Up to 3 readers get the next one, depending on its sections. All hours are in Europe/Berlin."
        in found
    )


def test_the_draft_is_assembled_by_a_button_and_once(desk: Client, publication: Publication) -> None:
    for _ in range(2):
        answer = desk.post("/newsroom/publications/quay/assemble/", follow=True)

    assert said(answer) == ["The draft is made."]
    assert Edition.objects.count() == 1
    assert "Assemble it now" not in text(answer)


def test_no_draft_is_said_to_be_made_where_the_coming_edition_is_approved(
    desk: Client, edition: Edition
) -> None:
    approved(edition)

    answer = desk.post("/newsroom/publications/quay/assemble/", follow=True)

    assert said(answer) == ["This week already has edition No. 1: it is approved."]


@pytest.mark.parametrize("status", ["mailed", "skipped", "cancelled"])
def test_once_an_edition_is_over_the_next_draft_is_announced_and_made_by_a_button(
    status: str, desk: Client, edition: Edition
) -> None:
    assert "The next one" not in text(desk.get(HOME))
    Edition.objects.update(status=status)
    make_article(edition.publication, 90, title="Low water", first_seen_at=NOW + timedelta(minutes=1))

    found = text(desk.get(HOME))
    assert "The draft is made Thursday 26 November 2026, 14:00 and goes out Friday 27 November" in found
    assert "Low water" in found

    for _ in range(2):
        answer = desk.post("/newsroom/publications/quay/assemble/", follow=True)
        assert said(answer) == ["The draft is made."]
    made = Edition.objects.get(number=2)
    assert (f"{made.period}", Edition.objects.count()) == ("2026-11-26", 2)
    assert "The next one" not in text(answer)


def test_the_page_of_a_mailed_edition_leads_to_what_comes_next(desk: Client, edition: Edition) -> None:
    Edition.objects.update(status=Edition.Status.MAILED, mailed_at=NOW)

    (href,) = tree(desk.get(f"/newsroom/editions/{edition.pk}/")).xpath("//a[.='See what comes next']/@href")

    assert tree(desk.get(href)).xpath("//*[@id='coming']")


def test_an_open_alarm_is_shown_until_it_is_dismissed_or_over(desk: Client, publication: Publication) -> None:
    raise_alarm(publication, "source:1", "The feed gives nothing.", NOW)
    raise_alarm(publication, "source:2", "Another thing.", NOW)
    clear_alarm(publication, "source:2", NOW)

    page = desk.get(HOME)
    assert "The feed gives nothing." in text(page)
    assert "Another thing." not in text(page)

    (button,) = tree(page).xpath("//form[contains(@action, 'dismiss')]/@action")
    answer = desk.post(button, {"page": "publication"}, follow=True)
    assert "Dismissed." in said(answer)[0]
    assert "The feed gives nothing." not in text(answer)


def test_an_overdue_draft_is_called_overdue(desk: Client, edition: Edition) -> None:
    Edition.objects.update(send_at=NOW)

    assert "and nobody has approved it" in text(desk.get(HOME))


def test_an_approved_edition_goes_out_without_an_if(desk: Client, edition: Edition) -> None:
    approved(edition)

    assert "Goes out Friday 20 November 2026, 07:00." in text(desk.get(HOME))


def test_one_switches_between_publications(desk: Client, edition: Edition) -> None:
    make_publication(name="The Pier", slug="pier")

    assert "The Pier" in tree(desk.get(HOME)).xpath("//ul[@class='switch']//a/text()")
    assert edition.subject not in text(desk.get("/newsroom/publications/pier/"))
