"""The page of all alarms: what is open anywhere, who looks after it, and what was over lately."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.http import HttpResponse
from django.test import Client

from roundup.publications.alarms import clear_alarm, raise_alarm, raise_everywhere
from roundup.publications.models import Alarm, Publication
from tests.making import NOW, make_publication
from tests.newsroom.pages import said, text, tree

pytestmark = pytest.mark.django_db
PAGE = "/newsroom/alarms/"
SILENT = "No worker looks for work."


@pytest.fixture
def pier(publication: Publication) -> Publication:
    return make_publication(name="The Pier", slug="pier")


def cards(page: HttpResponse) -> list[str]:
    found = tree(page).xpath("//ul[@class='alarm-cards']/li")
    return [" ".join(" ".join(card.itertext()).split()) for card in found]


def press(desk: Client, act: str, message: str = "") -> HttpResponse:
    """Press a button of the newest alarm that says this."""
    alarm = Alarm.objects.filter(message__contains=message).latest("pk")
    return desk.post(f"{PAGE}{alarm.pk}/{act}/", follow=True)


def test_open_alarms_of_every_publication_say_where_since_when_and_what_to_do(
    desk: Client, publication: Publication, pier: Publication
) -> None:
    raise_alarm(publication, "source:1", "The feed gives nothing.", NOW)
    raise_alarm(pier, "batch:7:uncertain", "We cannot know about batch 7.", NOW + timedelta(hours=1))

    newer, older = cards(desk.get(PAGE))

    assert newer.startswith("A batch is uncertain The Pier · Since Wednesday 18 November 2026, 14:00.")
    assert "We cannot know about batch 7." in newer
    assert "Look on the provider’s own pages" in newer
    assert "docs/OPERATIONS, under “A source fails”" in older
    assert "Nobody yet" in older


def test_without_alarms_the_page_says_so(desk: Client, publication: Publication) -> None:
    assert "No alarm is open" in text(desk.get(PAGE))


def test_an_installation_without_a_publication_has_the_page(desk: Client) -> None:
    assert "No alarm is open" in text(desk.get(PAGE))


def test_an_alarm_about_the_whole_installation_is_listed_once(
    desk: Client, publication: Publication, pier: Publication
) -> None:
    raise_everywhere("installation:silent", SILENT, NOW)
    make_publication(name="The Mole", slug="mole")
    raise_everywhere("installation:silent", SILENT, NOW + timedelta(hours=1))

    (card,) = cards(desk.get(PAGE))
    assert "The whole installation" in card

    press(desk, "dismiss")
    assert cards(desk.get(PAGE)) == []
    assert len(tree(desk.get(PAGE)).xpath("//section[@aria-labelledby='dismissed-title']//tbody/tr")) == 1


def test_who_looks_after_an_alarm_is_seen_by_the_others(
    desk: Client, office: Client, publication: Publication
) -> None:
    raise_alarm(publication, "source:1", "The feed gives nothing.", NOW)

    assert said(press(desk, "take")) == ["You are looking after it. The others can see that."]
    (mine,) = cards(desk.get(PAGE))
    assert "Who is looking after it You" in mine
    assert "Leave it to others" in mine
    (theirs,) = cards(office.get(PAGE))
    assert "Who is looking after it ana@quay.example.org" in theirs
    assert "ana@quay.example.org is looking after it." in text(office.get("/newsroom/"))

    press(office, "take")
    press(office, "release")
    (free,) = cards(desk.get(PAGE))
    assert "Nobody yet" in free


def test_an_account_that_is_removed_leaves_its_alarms_to_nobody(
    desk: Client, editor: User, publication: Publication
) -> None:
    raise_alarm(publication, "source:1", "The feed gives nothing.", NOW)
    press(desk, "take")

    editor.delete()

    assert Alarm.objects.get().taken_by is None


def test_a_dismissed_alarm_is_kept_below_and_can_be_shown_again(
    desk: Client, publication: Publication
) -> None:
    raise_alarm(publication, "source:1", "The feed gives nothing.", NOW)

    answer = press(desk, "dismiss")
    assert "if it comes back after it has ended" in said(answer)[0]
    assert cards(answer) == []
    assert "Dismissed, not over yet" in text(answer)

    assert len(cards(press(desk, "show-again"))) == 1


def test_what_has_happened_is_over_when_it_is_dismissed(desk: Client, publication: Publication) -> None:
    raise_alarm(publication, "installation:leaves", "It could not be written.", NOW)

    answer = press(desk, "dismiss")

    assert said(answer) == ["Dismissed. If it happens again, you are told again."]
    assert "Over in the last seven days" in text(answer)


def test_what_was_over_lately_is_listed_for_a_week(desk: Client, publication: Publication) -> None:
    for days, about in ((6, "source:1"), (8, "source:2")):
        raise_alarm(publication, about, f"Over {days} days ago.", NOW - timedelta(days=days))
        clear_alarm(publication, about, NOW - timedelta(days=days))

    found = text(desk.get(PAGE))

    assert "Over 6 days ago." in found
    assert "Over 8 days ago." not in found


def test_each_page_says_how_many_alarms_are_open_and_in_which_publication(
    desk: Client, publication: Publication, pier: Publication
) -> None:
    raise_alarm(pier, "source:1", "The feed gives nothing.", NOW)
    raise_alarm(pier, "source:2", "Neither does this one.", NOW)
    raise_everywhere("installation:silent", SILENT, NOW)

    page = tree(desk.get("/newsroom/"))

    assert page.xpath("//ul[@class='nav']//a[@href=$page]/span/text()", page=PAGE) == ["3 alarms"]
    assert page.xpath("//input[@id='menu-box']/@aria-label") == ["Menu, 3 alarms"]
    links = [" ".join(each.text_content().split()) for each in page.xpath("//ul[@class='switch']//a")]
    assert links == ["The Pier 2 alarms", "The Quay"]


def test_the_page_of_a_publication_leads_to_what_to_do(
    desk: Client, publication: Publication, pier: Publication
) -> None:
    raise_everywhere("installation:silent", SILENT, NOW)
    raise_alarm(publication, "source:1", "The feed gives nothing.", NOW)

    links = tree(desk.get("/newsroom/")).xpath("//li[contains(@class, 'alarm')]/a/@href")

    places = tree(desk.get(PAGE)).xpath("//ul[@class='alarm-cards']/li/@id")
    assert {link.partition("#")[2] for link in links} == set(places)


def test_a_publication_with_alarms_costs_no_query_each(
    desk: Client, publication: Publication, django_assert_max_num_queries: object
) -> None:
    for number in range(20):
        raise_alarm(publication, f"source:{number}", "The feed gives nothing.", NOW)

    with django_assert_max_num_queries(12):  # type: ignore[operator]
        desk.get(PAGE)
