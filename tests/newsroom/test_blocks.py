"""An editor orders an edition's blocks by buttons, says what the sponsor says, and fixes pictures."""

from __future__ import annotations

import pytest
from django.http import HttpResponse
from django.test import Client
from lxml import html

from roundup.articles.models import Picture
from roundup.articles.pictures.copying import picture_key
from roundup.articles.pictures.shapes import Focus
from roundup.editions import arranging, editing
from roundup.editions.layout import blocks_of
from roundup.editions.models import Edition, Story
from roundup.publications.models import Publication
from tests.making import NOW, approved
from tests.newsroom.pages import hidden, said, text, tree

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
SPONSOR = {"label": "Sponsored", "headline": "Woollens", "text": "Knit.", "url": "https://wool.example/"}


def page_of(edition: Edition) -> str:
    return f"/newsroom/editions/{edition.pk}/"


def rows(edition: Edition, client: Client) -> list[str]:
    return headings(tree(client.get(page_of(edition))).xpath("//ol[@class='blocks']/li"))


def headings(blocks: list[html.HtmlElement]) -> list[str]:
    return [" ".join(block.xpath(".//h3")[0].text_content().split()) for block in blocks]


def press(edition: Edition, client: Client, key: str, act: str, **more: str) -> HttpResponse:
    path = page_of(edition) + "blocks/"
    given = hidden(client, page_of(edition), path) | {"key": key, "act": act} | more
    return client.post(path, given, follow=True)


def test_every_block_has_a_row_with_what_it_holds(edition: Edition, desk: Client) -> None:
    assert rows(edition, desk) == ["Editor’s note", "Lead", "World", "Sponsor", "Culture", "Contributors"]

    page = desk.get(page_of(edition))
    assert "Editor’s note Empty, so not shown." in text(page)
    shown = tree(page).xpath("//li[@data-block='section:world']//li[@class='story']/@data-story")
    assert shown == [str(story.pk) for story in edition.stories.filter(section_key="world", place="section")]


def test_buttons_move_a_block_and_take_it_out_and_in(edition: Edition, desk: Client) -> None:
    assert said(press(edition, desk, "section:culture", "up")) == ["Moved up."]
    assert rows(edition, desk)[3:] == ["Culture", "Sponsor", "Contributors"]

    press(edition, desk, "section:culture", "out")
    assert rows(edition, desk)[3] == "Culture left out"

    press(edition, desk, "section:culture", "in")
    press(edition, desk, "note", "down")
    assert rows(edition, desk)[:2] == ["Lead", "Editor’s note"]


def test_the_ends_have_no_way_on(edition: Edition, desk: Client) -> None:
    found = tree(desk.get(page_of(edition))).xpath("//ol[@class='blocks']//button[@disabled]/@value")

    assert found == ["up", "down"]


def test_the_stories_follow_the_order_of_the_blocks(edition: Edition, desk: Client) -> None:
    arranging.move_block(edition, "section:culture", -1, NOW)
    arranging.move_block(edition, "section:culture", -1, NOW)
    arranging.leave_out(edition, "section:world", NOW)

    blocks = tree(desk.get(page_of(edition))).xpath("//li[@data-block][.//li[@data-story]]")
    assert headings(blocks) == ["Lead", "Culture", "World left out"]


def test_a_page_that_is_out_of_date_moves_nothing(edition: Edition, desk: Client) -> None:
    old = hidden(desk, page_of(edition), page_of(edition) + "blocks/")["version"]
    arranging.move_block(edition, "note", 1, NOW)
    before = blocks_of(edition)

    (told,) = said(press(edition, desk, "note", "down", version=old))

    assert "Somebody else has changed the order of the blocks" in told
    assert blocks_of(edition) == before


@pytest.mark.parametrize(
    ("key", "act", "more"),
    [("note", "burn", {}), ("section:none", "up", {}), ("note", "down", {"version": ""})],
)
def test_what_makes_no_sense_is_refused(
    key: str, act: str, more: dict[str, str], edition: Edition, desk: Client
) -> None:
    (told,) = said(press(edition, desk, key, act, **more))

    assert "Reload the page" in told
    assert blocks_of(edition)[0] == "note"


def test_moving_voids_the_approval(edition: Edition, desk: Client) -> None:
    approved(edition)

    press(edition, desk, "note", "down")

    edition.refresh_from_db()
    assert edition.status == "draft"


def test_an_admin_makes_an_order_the_usual_one_and_an_editor_does_not(
    edition: Edition, desk: Client, office: Client
) -> None:
    path = page_of(edition) + "blocks/usual/"
    arranging.move_block(edition, "note", 1, NOW)

    assert desk.post(path).status_code == 403
    assert Publication.objects.get().layout == []

    office.post(path)
    assert Publication.objects.get().layout == edition.layout


def save_sponsor(edition: Edition, client: Client, **fields: str) -> HttpResponse:
    path = page_of(edition) + "sponsor/"
    page = page_of(edition) + "?sheet=sponsor"
    given = {"image_url": "", "image_alt": ""} | hidden(client, page, path) | fields
    return client.post(path, given, follow=True)


def test_a_sponsor_is_said_and_taken_away(edition: Edition, desk: Client) -> None:
    assert said(save_sponsor(edition, desk, **SPONSOR)) == ["The sponsor is saved."]
    edition.refresh_from_db()
    assert edition.sponsor["headline"] == "Woollens"

    empty = dict.fromkeys(SPONSOR, "") | {"label": "Sponsored"}
    assert "There is none yet." in text(save_sponsor(edition, desk, **empty))
    edition.refresh_from_db()
    assert edition.sponsor == {}


def test_a_sponsor_that_is_refused_keeps_what_was_typed(edition: Edition, desk: Client) -> None:
    answer = save_sponsor(edition, desk, **SPONSOR | {"label": ""})

    assert answer.status_code == 409
    assert "readers must see that it is paid for" in text(answer)
    assert tree(answer).xpath("//input[@name='headline']/@value") == ["Woollens"]


def test_a_label_is_offered_again(edition: Edition, desk: Client) -> None:
    Edition.objects.filter(pk=edition.pk).update(sponsor={"label": "Anzeige", "headline": "x"})
    later = Edition.objects.get(pk=edition.pk)
    later.pk, later.number, later.sponsor = None, 2, {}
    later.period = later.period.replace(year=2027)
    later.save()

    assert tree(desk.get(page_of(later) + "?sheet=sponsor")).xpath("//input[@id='sponsor-label']/@value") == [
        "Anzeige"
    ]


def second(edition: Edition) -> Story:
    return edition.stories.order_by("position")[1]


def sheet_of(edition: Edition) -> str:
    return f"{page_of(edition)}?sheet=story-{second(edition).pk}"


def rewrite(edition: Edition, client: Client, **fields: str) -> HttpResponse:
    path = f"{page_of(edition)}stories/{second(edition).pk}/rewrite/"
    (form,) = tree(client.get(sheet_of(edition))).xpath("//form[@action=$path]", path=path)
    shown = {name: value for name, value in form.form_values() if name != "csrfmiddlewaretoken"}
    return client.post(path, shown | fields, follow=True)


def test_what_is_said_of_a_picture_is_kept(edition: Edition, desk: Client) -> None:
    rewrite(edition, desk, image_alt="A crane", image_credit="B. Lens", image_caption="At dawn", focus="nw")

    story = second(edition)
    assert story.image is not None
    assert [story.image[name] for name in ("alt", "credit", "caption")] == ["A crane", "B. Lens", "At dawn"]
    assert story.focus == Focus.TOP_LEFT


def test_saving_a_story_as_it_is_shown_changes_nothing(edition: Edition, desk: Client) -> None:
    approved(edition)
    before = second(edition).image

    rewrite(edition, desk)

    edition.refresh_from_db()
    assert edition.status == "approved"
    assert second(edition).image == before


def test_another_picture_says_nothing_of_the_first(edition: Edition, desk: Client) -> None:
    editing.rewrite_story(edition, second(edition).pk, focus="se", now=NOW)

    rewrite(edition, desk, image_url="https://quay.example.org/other.jpg", image_credit="C. Lens")

    story = second(edition)
    assert story.image is not None
    assert (story.image["url"], story.image["alt"]) == ("https://quay.example.org/other.jpg", "")
    assert (story.image["credit"], story.focus) == ("C. Lens", "c")


def test_another_picture_that_we_have_is_shown_at_once(edition: Edition, desk: Client) -> None:
    url = "https://quay.example.org/other.jpg"
    copy = Picture.objects.create(
        key=picture_key(url),
        url=url,
        digest="0" * 32,
        kind="jpg",
        width=900,
        height=600,
        kept_at=NOW,
        next_try_at=NOW,
    )

    rewrite(edition, desk, image_url=url)

    assert second(edition).picture == copy
    assert "Mails show our own copy." in text(desk.get(sheet_of(edition)))


def test_a_picture_is_left_out_and_brought_back(edition: Edition, desk: Client) -> None:
    url = (second(edition).image or {})["url"]

    rewrite(edition, desk, image_url="")
    assert second(edition).image is None
    assert f"The article’s own picture: {url}" in text(desk.get(sheet_of(edition)))

    rewrite(edition, desk, image_url=url)
    assert (second(edition).image or {})["url"] == url


@pytest.mark.parametrize("fields", [{"image_url": "javascript:alert(1)"}, {"focus": "middle"}])
def test_what_is_not_a_picture_is_refused(fields: dict[str, str], edition: Edition, desk: Client) -> None:
    before = Story.objects.values().get(pk=second(edition).pk)

    assert rewrite(edition, desk, **fields).status_code == 409
    assert Story.objects.values().get(pk=second(edition).pk) == before


def test_why_a_picture_is_not_copied_is_said(edition: Edition, desk: Client) -> None:
    url = (second(edition).image or {})["url"]
    assert "Not copied yet: a worker does that within a minute." in text(desk.get(sheet_of(edition)))

    Picture.objects.create(key=picture_key(url), url=url, next_try_at=NOW, problem="The picture is damaged.")

    assert "mails show it from its own address. The picture is damaged." in text(desk.get(sheet_of(edition)))


def test_what_a_picture_lacks_stands_beside_its_field(edition: Edition, desk: Client) -> None:
    story = second(edition)
    story.image = {"url": "https://quay.example.org/x.jpg", "alt": "", "credit": "", "caption": ""}
    story.save()

    found = tree(desk.get(sheet_of(edition)))

    assert [lack.text for lack in found.xpath("//form[@id='form-story']//span[@class='lack']")] == [
        "Missing: say what it shows.",
        "Missing: say who made it.",
    ]
