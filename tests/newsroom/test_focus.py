"""An editor chooses what must be seen of a picture on the picture itself, and sees what readers will get."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from playwright.sync_api import FloatRect, Page

from roundup.articles.pictures.shapes import Focus, Shape, cut_box
from roundup.editions.models import Edition, Story
from roundup.editions.uploads import show_upload
from tests.articles.pictures.samples import opened, photograph, written
from tests.making import NOW
from tests.newsroom.pages import tree
from tests.newsroom.visiting import Visit
from tests.services.accessibility import Axe


@pytest.fixture
def story(edition: Edition) -> Story:
    """One with a picture that is twice as tall as wide: each of its cuts leaves something out."""
    pk = edition.stories.all()[1].pk
    file = SimpleUploadedFile("tall.jpg", written(photograph(600, 1200), "JPEG"))
    show_upload(edition, pk, file, alt="A mast", credit="Ana", now=NOW)
    return edition.stories.get(pk=pk)


@pytest.mark.django_db
@pytest.mark.one_database
def test_each_point_says_what_readers_get_in_both_shapes(
    desk: Client, edition: Edition, story: Story
) -> None:
    page = tree(desk.get(f"/newsroom/editions/{edition.pk}/?sheet=story-{story.pk}"))
    points = page.xpath("//input[starts-with(@id, 'focus-')]")

    assert [point.get("value") for point in points] == [focus.value for focus in Focus]
    assert [point.get("value") for point in points if point.get("checked") is not None] == ["c"]
    for point in points:
        for name, shape in (("wide", Shape.WIDE), ("small", Shape.SMALL)):
            left, top, right, bottom = cut_box(600, 1200, shape, Focus(point.get("value")))
            parts = (left / 0.6, top / 1.2, (right - left) / 0.6, (bottom - top) / 1.2)
            assert point.get(f"data-{name}") == " ".join(str(round(part)) for part in parts)


@pytest.mark.django_db
@pytest.mark.one_database
def test_where_nothing_is_cut_off_nothing_is_to_be_chosen(desk: Client, edition: Edition) -> None:
    pk = edition.stories.all()[1].pk
    file = SimpleUploadedFile("quay.jpg", written(photograph(1206, 800), "JPEG"))
    show_upload(edition, pk, file, alt="A quay", credit="Ana", now=NOW)

    page = tree(desk.get(f"/newsroom/editions/{edition.pk}/?sheet=story-{pk}"))

    assert "The letter cuts nothing off this picture." in page.text_content()
    assert not page.xpath("//*[@name='focus']")


@pytest.mark.django_db
@pytest.mark.one_database
def test_the_whole_picture_and_its_cuts_are_there_to_be_seen(
    desk: Client, edition: Edition, story: Story, client: Client
) -> None:
    page = tree(desk.get(f"/newsroom/editions/{edition.pk}/?sheet=story-{story.pk}"))
    shown = page.xpath("//*[@id='sheet']//fieldset[@data-crop]//img")

    paths = ["/pictures/" + image.get("src").rpartition("/")[2] for image in shown]
    sizes = [opened(client.get(path).content).size for path in paths]
    said = [(int(image.get("width")), int(image.get("height"))) for image in shown]
    assert (sizes[0], said[0]) == ((600, 1200), (192, 384))
    assert sizes[1:] == said[1:]


@pytest.mark.django_db
@pytest.mark.one_database
def test_strangers_have_no_whole_picture_made_that_no_story_shows(
    edition: Edition, story: Story, client: Client
) -> None:
    assert story.picture
    whole = f"/pictures/{story.picture.digest}-whole"
    Story.objects.filter(pk=story.pk).update(focus="nw", picture=None)
    assert client.get(f"{whole}-c.jpg").status_code == 404

    Story.objects.filter(pk=story.pk).update(picture=story.picture)
    assert client.get(f"{whole}-nw.jpg").status_code == 404
    assert client.get(f"{whole}-c.jpg").status_code == 200


def _opened(visit: Visit, edition: Edition, story: Story) -> Page:
    page = visit(f"/newsroom/editions/{edition.pk}/?sheet=story-{story.pk}")
    # To the middle: the page's bars cover its edges.
    page.locator("#sheet .crop-whole").evaluate("area => area.scrollIntoView({block: 'center'})")
    return page


def _area(page: Page) -> FloatRect:
    area = page.locator("#sheet .crop-whole").bounding_box()
    assert area
    return area


def _chosen(page: Page) -> str:
    return str(page.locator("#sheet .crop-points input:checked").get_attribute("value"))


def _frame_top(page: Page) -> float:
    return float(page.locator("#sheet .crop-frame").evaluate("frame => parseFloat(frame.style.top)"))


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_a_press_on_the_picture_chooses_the_focus_and_shows_the_cut_at_once(
    visit: Visit, edition: Edition, story: Story
) -> None:
    page = _opened(visit, edition, story)
    before = _frame_top(page)

    with page.expect_response("**/rewrite/"):
        page.locator("#sheet .crop-whole").click(position={"x": 20, "y": 20})

    assert _chosen(page) == "nw"
    assert _frame_top(page) < before
    cut = page.locator("#sheet [data-cut=small]")
    box = cut.bounding_box()
    assert box
    assert abs(box["width"] / box["height"] - 1.5) < 0.05
    assert "-whole-c.jpg" in str(cut.locator("img").get_attribute("src"))
    story.refresh_from_db()
    assert story.focus == "nw"


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_a_drag_moves_the_focus_along(visit: Visit, edition: Edition, story: Story) -> None:
    page = _opened(visit, edition, story)
    area = _area(page)
    x = area["x"] + area["width"] / 2

    page.mouse.move(x, area["y"] + area["height"] * 0.5)
    page.mouse.down()
    page.mouse.move(x, area["y"] + area["height"] * 0.9, steps=4)
    assert _chosen(page) == "s"
    page.mouse.move(area["x"] + area["width"] * 0.95, area["y"] + area["height"] * 0.9, steps=4)
    page.mouse.up()

    assert _chosen(page) == "se"


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_the_arrow_keys_choose_it_too(visit: Visit, edition: Edition, story: Story) -> None:
    page = _opened(visit, edition, story)
    before = _frame_top(page)

    page.locator("#focus-c").focus()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")

    assert _chosen(page) == "n"
    assert _frame_top(page) < before


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_nothing_sticks_out_on_a_phone_or_is_kept_from_anybody(
    visit: Visit, axe: Axe, edition: Edition, story: Story
) -> None:
    page = visit(f"/newsroom/editions/{edition.pk}/?sheet=story-{story.pk}", 320)

    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
