"""An editor adds an article by its address, or writes a story by hand; what is refused comes back."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from pytest_django import Settings

from roundup.editions import editing, ending
from roundup.editions.models import Edition
from tests.articles.pictures.samples import photograph, written
from tests.articles.test_named_articles import PAGE
from tests.articles.web import Web, running_web
from tests.making import NOW, approved
from tests.newsroom.pages import said, text, tree
from tests.newsroom.visiting import Visit
from tests.services.accessibility import Axe

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
HAND = {"headline": "A pilot retires", "url": "https://quay.example.org/pilot", "section": "culture"}


@pytest.fixture
def web(settings: Settings) -> Iterator[Web]:
    settings.FETCH_ALLOW = ["127.0.0.0/8"]
    with running_web() as running:
        yield running


def add(client: Client, edition: Edition, way: str, **form: Any) -> HttpResponse:
    return client.post(f"/newsroom/editions/{edition.pk}/add/{way}/", form, follow=True)


def fields(answer: HttpResponse, way: str) -> dict[str, str]:
    """Return the values of a form's fields."""
    form = tree(answer).xpath(f"//form[contains(@action, '/add/{way}/')]")[0]
    return {name: value or "" for name, value in form.form_values() if name != "csrfmiddlewaretoken"}


def test_the_editions_page_offers_both_ways(desk: Client, edition: Edition) -> None:
    page = f"/newsroom/editions/{edition.pk}/"
    actions = tree(desk.get(page)).xpath("//details[@id='add']//form/@action")

    assert actions == [f"{page}add/address/", f"{page}add/hand/"]


def test_nobody_adds_to_an_edition_that_has_left(desk: Client, edition: Edition) -> None:
    ending.skip_edition(edition, NOW)

    assert not tree(desk.get(f"/newsroom/editions/{edition.pk}/")).xpath("//*[@id='add']")
    assert "can no longer be changed" in text(add(desk, edition, "hand", **HAND))


def test_an_article_is_added_and_shown_to_be_edited(desk: Client, edition: Edition, web: Web) -> None:
    answer = add(desk, edition, "address", url=web.serve("/a", PAGE, content_type="text/html"))

    assert said(answer) == ["Added to Culture: “Who reads the meters”."]
    story = edition.stories.get(headline="Who reads the meters")
    assert answer.redirect_chain[-1][0].endswith(f"?sheet=story-{story.pk}")  # type: ignore[attr-defined]
    assert tree(answer).xpath(
        f"//form[@action='/newsroom/editions/{edition.pk}/stories/{story.pk}/rewrite/']"
    )


def test_an_address_that_cannot_be_read_comes_back_and_fills_the_other_form(
    desk: Client, edition: Edition, web: Web
) -> None:
    url = web.url("/gone")
    answer = add(desk, edition, "address", url=url)

    assert answer.status_code == 422
    assert "There is no page at this address (404)." in text(answer)
    assert fields(answer, "address")["url"] == fields(answer, "hand")["url"] == url
    assert tree(answer).xpath("//details[@id='add-by-hand']/@open")
    assert edition.stories.count() == 6


@pytest.mark.parametrize(
    "url",
    [
        "http://169.254.169.254/latest/meta-data",
        "javascript:alert(1)",
        "\x00",
        '"><script>alert(1)</script>',
        "https://" + "x" * 9_000,
        "",
    ],
)
def test_a_hostile_address_is_told_and_runs_nothing(desk: Client, edition: Edition, url: str) -> None:
    answer = add(desk, edition, "address", url=url)

    assert answer.status_code == 422
    assert tree(answer).xpath("//*[@id='add-url-wrong'][@role='alert']")
    assert "<script>alert" not in answer.content.decode()


def test_a_story_is_written_by_hand(desk: Client, edition: Edition) -> None:
    answer = add(desk, edition, "hand", **HAND, blurb="One.\r\nTwo.", byline="Ana Lind")

    assert said(answer) == ["Added to Culture: “A pilot retires”."]
    story = edition.stories.get(headline="A pilot retires")
    assert (story.blurb, story.byline, story.section_key) == ("One.\nTwo.", "Ana Lind", "culture")


def test_what_is_refused_by_hand_comes_back_word_for_word(desk: Client, edition: Edition) -> None:
    typed = HAND | {"url": "no address", "blurb": "After forty years.", "byline": "Ana Lind"}
    typed |= {"image_alt": "A pilot", "image_credit": "A. Lind"}

    answer = add(desk, edition, "hand", **typed)

    assert answer.status_code == 422
    assert fields(answer, "hand") == typed
    assert "Copy the article’s address from the browser" in text(answer)


def test_the_second_press_adds_nothing_and_says_where_the_story_stands(
    desk: Client, edition: Edition
) -> None:
    add(desk, edition, "hand", **HAND)

    assert "already in the edition: “A pilot retires”, in Culture" in text(add(desk, edition, "hand", **HAND))
    assert edition.stories.count() == 7


def test_adding_says_that_it_takes_the_approval_back(desk: Client, edition: Edition) -> None:
    assert "voided the approval" in " ".join(said(add(desk, approved(edition), "hand", **HAND)))


def test_a_session_that_ended_keeps_what_was_typed(edition: Edition) -> None:
    answer = Client().post(f"/newsroom/editions/{edition.pk}/add/hand/", HAND)

    assert answer.status_code == 401
    assert "A pilot retires" in answer.content.decode()


def test_a_known_article_is_named_and_offered_and_the_picture_is_not_asked_for_again(
    desk: Client, edition: Edition
) -> None:
    story = edition.stories.all()[2]
    editing.drop_story(edition, story.pk, NOW)
    file = SimpleUploadedFile("pilot.jpg", written(photograph(), "JPEG"), "image/jpeg")
    form = HAND | {"url": story.article.url, "image_alt": "A pilot"}

    answer = add(desk, edition, "hand", **form, picture=file)
    assert answer.status_code == 422
    assert f"“{story.article.title}”" in text(answer)
    offered = tree(answer).xpath("//*[@id='add-hand-wrong']//button")
    assert [button.get("formaction") or button.get("value") for button in offered] == [
        f"/newsroom/editions/{edition.pk}/add/address/",
        str(story.article_id),
    ]

    typed = fields(answer, "hand")
    add(desk, edition, "hand", **typed, known=str(story.article_id))
    mine = edition.stories.get(headline="A pilot retires")
    assert mine.image
    assert (mine.image["url"], mine.image["alt"]) == (typed["image_url"], "A pilot")


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_the_page_keeps_nobody_out(edition: Edition, visit: Visit, axe: Axe) -> None:
    page = visit(f"/newsroom/editions/{edition.pk}/add/", 375)
    page.get_by_label("Address of the article").fill("the harbour story")
    page.get_by_role("button", name="Add the article").click()
    page.get_by_role("alert").wait_for()

    assert axe(page) == []
    assert page.evaluate("document.activeElement.id") == "add-url"
