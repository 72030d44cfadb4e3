"""Before and after confirming: what the round-up is like, the newest edition, and when the next one comes."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone
from lxml import html

from roundup.articles.models import Picture
from roundup.editions.models import Approval, Edition, Story
from roundup.editions.newest import coming_hour
from roundup.publications.models import Publication
from roundup.subscribers import subscriptions
from roundup.subscribers.links import confirm_link, reader_links
from roundup.subscribers.models import Confirmation, Subscriber
from tests.making import FRIDAY, NOW, approved, make_edition, make_publication, make_reader, sign_up
from tests.subscribers.patience import PatientClient

BASE = "http://127.0.0.1:8000"
DAY = timedelta(days=1)


@pytest.fixture
def web() -> Client:
    return PatientClient(enforce_csrf_checks=True)


@pytest.fixture
def mailed(publication: Publication) -> Edition:
    edition = approved(make_edition(publication))
    Edition.objects.update(status=Edition.Status.MAILED, mailed_at=FRIDAY)
    edition.refresh_from_db()
    return edition


def words(page: str) -> str:
    return " ".join(html.fromstring(page).text_content().split())


def asked(publication: Publication, name: str = "bea") -> str:
    sign_up(publication, f"{name}@example.org", timezone.now())
    return confirm_link(Confirmation.objects.latest("pk")).removeprefix(BASE)


def test_a_publication_that_has_sent_nothing_has_a_good_page(web: Client, publication: Publication) -> None:
    make_edition(publication)

    page = web.get("/subscribe/").content.decode()

    assert "Every Friday at 07:00" in words(page)
    assert "<section" not in page
    assert "/archive/" not in page


def test_the_page_shows_the_newest_edition_that_anybody_may_read(web: Client, mailed: Edition) -> None:
    page = web.get("/subscribe/").content.decode()

    shown = [story.headline for story in mailed.stories.all() if story.headline in words(page)]
    assert len(shown) == 3
    assert [item.text for item in html.fromstring(page).xpath("//ul[@class='inside']/li")]
    (link,) = html.fromstring(page).xpath("//a[@class='more']/@href")
    assert link == f"/archive/{mailed.pk}/"
    assert web.get(link).status_code == 200


@pytest.mark.parametrize("status", ["draft", "approved", "skipped", "cancelled"])
def test_it_shows_nothing_that_has_not_gone_out(status: str, web: Client, mailed: Edition) -> None:
    Edition.objects.update(status=status)

    assert mailed.stories.all()[0].headline not in words(web.get("/subscribe/").content.decode())


def test_it_shows_no_edition_whose_text_is_lost(web: Client, mailed: Edition) -> None:
    Approval.objects.update(html="")

    assert "<section" not in web.get("/subscribe/").content.decode()


def test_it_shows_no_other_magazines_edition(web: Client, mailed: Edition) -> None:
    make_publication(name="The Lane", slug="lane")

    assert "<section" not in web.get("/subscribe/?publication=lane").content.decode()


def test_its_picture_is_our_own_copy_or_there_is_none(web: Client, mailed: Edition) -> None:
    story = mailed.stories.order_by("pk")[0]
    image = {"url": "https://else.example/1.jpg", "alt": "A quay"}
    Story.objects.filter(pk=story.pk).update(image=image)
    assert "<img" not in web.get("/subscribe/").content.decode()

    copy = Picture.objects.create(
        url=image["url"],
        key="k",
        digest="ab" * 16,
        kind="jpg",
        width=1600,
        height=900,
        kept_at=NOW,
        next_try_at=NOW,
    )
    Story.objects.filter(pk=story.pk).update(picture=copy)
    (shown,) = html.fromstring(web.get("/subscribe/").content.decode()).xpath("//img")
    assert re.fullmatch(r"/pictures/[\w.-]+", shown.get("src"))
    assert shown.get("alt") == "A quay"


def test_search_engines_may_list_the_form_and_none_of_its_answers(
    web: Client, publication: Publication
) -> None:
    form = web.get("/subscribe/?publication=quay&utm_source=x")
    head = html.fromstring(form.content.decode()).find("head")

    assert form["X-Robots-Tag"] == "all"
    assert "noindex" not in form.content.decode()
    assert head.xpath("link[@rel='canonical']/@href") == [f"{BASE}/subscribe/?publication=quay"]
    assert "The Quay" in head.xpath("meta[@name='description']/@content")[0]
    for fields in ({"email": "x"}, {"email": "ann@example.org"}, {"email": "ann@gmial.com"}):
        answer = web.post("/subscribe/", fields)
        assert "noindex" in answer["X-Robots-Tag"]
        assert "noindex" in answer.content.decode()


def test_who_has_confirmed_is_led_on(web: Client, publication: Publication, mailed: Edition) -> None:
    with time_machine.travel(FRIDAY + DAY, tick=False):
        path = asked(publication)
        web.post(path)
        page = web.get(path).content.decode()

    links = html.fromstring(page).xpath("//main//a/@href")
    assert links == [
        reader_links(Subscriber.objects.get())["preferences"].removeprefix(BASE),
        f"/archive/{mailed.pk}/",
    ]
    coming = (FRIDAY + 7 * DAY).astimezone(publication.zone)
    assert f"Friday, {coming.day} " in words(page)
    assert "at 07:00" in words(page)


def test_a_link_that_is_too_old_to_confirm_leads_to_no_preferences(
    web: Client, publication: Publication
) -> None:
    with time_machine.travel(NOW, tick=False) as clock:
        path = asked(publication)
        web.post(path)
        clock.shift(8 * DAY)
        page = web.get(path).content.decode()

    assert "You are subscribed" in page
    assert "/p/" not in page


@pytest.mark.parametrize("why", ["too old", "left since"])
def test_a_dead_confirm_link_says_so_without_a_button_in_the_right_magazine_and_language(
    why: str, web: Client, publication: Publication
) -> None:
    lane = make_publication(name="The Lane", slug="lane")
    make_reader(lane, "bea", status="unsubscribed", unsubscribed_at=NOW - DAY, language="de")
    with time_machine.travel(NOW, tick=False) as clock:
        path = asked(lane)
        if why == "too old":
            clock.shift(8 * DAY)
        else:
            web.post(path)
            clock.shift(60)
            subscriptions.unsubscribe(Subscriber.objects.get(), "link", timezone.now())
        answers = [web.get(path), web.post(path)]

    for answer in answers:
        page = answer.content.decode()
        assert answer.status_code == 404
        assert "<button" not in page
        assert "Dieser Link ist abgelaufen" in page
        assert "/subscribe?publication=lane" in page
    assert Subscriber.objects.get().status == "unsubscribed"


def test_the_next_one_comes_when_the_editors_say(
    web: Client, publication: Publication, mailed: Edition
) -> None:
    other = FRIDAY + 3 * DAY
    with time_machine.travel(FRIDAY - DAY, tick=False):
        # It went out a day early, so the usual hour brings nothing.
        assert coming_hour(publication, timezone.now()) == FRIDAY + 7 * DAY
    Edition.objects.update(status=Edition.Status.APPROVED, send_at=other)
    with time_machine.travel(FRIDAY - DAY, tick=False):
        path = asked(publication)
        web.post(path)
        page = words(web.get(path).content.decode())

    assert f"Monday, {other.day} " in page
    assert coming_hour(publication, other) > other
