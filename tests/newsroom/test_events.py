"""On an edition's page each event is told once; the other articles about it stand below its story."""

from __future__ import annotations

import pytest
from django.http import HttpResponse
from django.test import Client
from playwright.sync_api import expect

from roundup.editions import editing
from roundup.editions.clusters import EditionClusters
from roundup.editions.models import Edition, Story
from roundup.publications.models import Publication
from tests.crane_week import HEADLINES, crane_story, crane_week
from tests.making import NOW, make_article
from tests.newsroom.pages import hidden, said, text, tree
from tests.newsroom.visiting import Visit
from tests.services.accessibility import Axe

pytestmark = pytest.mark.django_db


@pytest.fixture
def edition(publication: Publication) -> Edition:
    make_article(publication, 30, title="Podcast: the week at the quay", section="World")
    return crane_week(publication)


def at(edition: Edition, path: str = "") -> str:
    return f"/newsroom/editions/{edition.pk}/{path}"


def sheet(client: Client, edition: Edition) -> HttpResponse:
    return client.get(at(edition, f"?sheet=story-{crane_story(edition).pk}"))


def also(edition: Edition, story: Story) -> list[int]:
    return EditionClusters.of(Edition.objects.get(pk=edition.pk)).also(story)


def press(client: Client, edition: Edition, act: str, place: int = 0) -> HttpResponse:
    """Press a button below the crane's story, as its sheet shows it."""
    story = crane_story(edition)
    action = at(edition, f"stories/{story.pk}/also/{also(edition, story)[place]}/{act}/")
    fields = hidden(client, at(edition, f"?sheet=story-{story.pk}"), action)
    return client.post(action, fields, follow=True)


def test_the_list_marks_a_story_whose_event_others_tell(edition: Edition, desk: Client) -> None:
    page = tree(desk.get(at(edition)))

    (mark,) = page.xpath("//li[contains(@class, 'story')]//a[contains(@class, 'also-mark')]")
    assert mark.xpath("ancestor::li[@data-story]/@data-story") == [str(crane_story(edition).pk)]
    assert mark.text_content() == "+22 other articles cover this event"


def test_the_sheet_says_what_joins_them_and_when_they_came(edition: Edition, desk: Client) -> None:
    page = text(sheet(desk, edition))

    for headline in HEADLINES[:3]:
        assert headline in page
    assert "Also: Words that they share: " in page
    assert "; Wednesday." in page


def test_the_sheet_says_why_the_story_is_in_and_what_it_scored(edition: Edition, desk: Client) -> None:
    page = text(sheet(desk, edition))

    assert "Why it is in The lead: 3 articles cover it, new, has a picture" in page
    assert "high up in its feed" not in page
    assert "Place in its feed 4.0" in page
    assert "Picture 1.0" in page


def test_one_press_tells_another_instead_and_its_sheet_stays_open(edition: Edition, desk: Client) -> None:
    story = crane_story(edition)
    other = also(edition, story)[0]

    answer = press(desk, edition, "instead")

    assert said(answer) == ["This article is now the story."]
    assert answer.redirect_chain[-1][0].endswith(f"?sheet=story-{story.pk}#story-{story.pk}")
    story.refresh_from_db()
    assert story.article_id == other
    assert "chosen by an editor instead of another article" in text(answer).lower()


def test_one_press_parts_and_another_joins_again(edition: Edition, desk: Client) -> None:
    story = crane_story(edition)
    parted, kept = also(edition, story)

    assert said(press(desk, edition, "part")) == ["Another event: the article is now among those left out."]
    assert also(edition, story) == [kept]
    out = text(desk.get(at(edition, "left-out/")))
    assert "Left out: an editor said that it is about another event." in out

    choice = tree(desk.get(at(edition, "left-out/"))).xpath(
        "//li[@id=$row]//a[starts-with(., 'Same event as')]/@href", row=f"article-{parted}"
    )
    place = choice[0].partition("#")[0]
    action = at(edition, f"articles/{parted}/join/")
    told = tree(desk.get(place)).xpath("//select[@name='story']/option/@value")
    assert told == [str(each.pk) for each in edition.stories.all()]
    answer = desk.post(action, hidden(desk, place, action) | {"story": str(story.pk)}, follow=True)

    assert said(answer) == ["One event: the article is now listed below the story."]
    assert also(edition, story) == [parted, kept]


def test_one_who_saw_other_words_is_told_so_and_changes_nothing(edition: Edition, desk: Client) -> None:
    story = crane_story(edition)
    other = also(edition, story)[0]
    action = at(edition, f"stories/{story.pk}/also/{other}/instead/")
    fields = hidden(desk, at(edition, f"?sheet=story-{story.pk}"), action)
    editing.rewrite_story(edition, story.pk, blurb="An hour’s work.", now=NOW)

    answer = desk.post(action, fields, follow=True)

    assert "Somebody else has changed this story" in said(answer)[0]
    story.refresh_from_db()
    assert (story.article_id, story.blurb) == (crane_story(edition).article_id, "An hour’s work.")


@pytest.mark.parametrize("path", ["stories/{story}/also/{other}/instead/", "articles/{other}/join/"])
@pytest.mark.parametrize("form", [{}, {"version": "x", "story": "none"}])
def test_a_form_that_makes_no_sense_changes_nothing(
    path: str, form: dict[str, str], edition: Edition, desk: Client
) -> None:
    story = crane_story(edition)
    other = also(edition, story)[0]

    answer = desk.post(at(edition, path.format(story=story.pk, other=other)), form, follow=True)

    assert answer.status_code == 200
    assert also(edition, crane_story(edition))[0] == other
    assert said(answer)


def test_what_stands_below_a_story_leads_there_from_those_left_out(edition: Edition, desk: Client) -> None:
    story = crane_story(edition)

    page = tree(desk.get(at(edition, "left-out/?reason=also")))

    links = page.xpath("//a[starts-with(., 'See it below that story')]/@href")
    assert links == [at(edition, f"?sheet=story-{story.pk}#event-title")] * 2
    assert f"Left out: another article covers the same event: {story.headline}." in text(
        desk.get(at(edition, "left-out/"))
    )


def test_notices_have_a_pile_which_leads_admins_to_what_counts_as_one(
    edition: Edition, desk: Client, office: Client
) -> None:
    place = at(edition, "left-out/")
    settings = "/newsroom/publications/quay/settings/draft/#id_notice_patterns"

    assert "A notice or advertising 1 article" in text(desk.get(place))
    assert "Left out: a notice or advertising: headline" in text(desk.get(place))
    assert tree(desk.get(place)).xpath("//a/@href[.=$to]", to=settings) == []
    assert tree(office.get(place)).xpath("//a/@href[.=$to]", to=settings) == [settings]


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_another_is_told_by_keyboard_and_undone(visit: Visit, edition: Edition) -> None:
    story = crane_story(edition)
    page = visit(at(edition))
    first = page.get_by_role("button", name="Use this one instead").first
    page.locator("#list").get_by_role("link", name="2 other articles cover this event").press("Enter")
    expect(page.locator("#event-title")).to_be_focused()
    title = page.locator("#sheet-event .also .found-headline").first.inner_text()
    first.focus()

    page.keyboard.press("Enter")

    expect(page.locator("#headline")).to_have_value(title)
    expect(page.locator(f"#pick-{story.pk}")).to_have_text(title)
    expect(page.locator("#event-title")).to_be_focused()
    expect(page.locator("#sheet-found .found-headline")).to_have_text(title)
    expect(page.locator("#sheet-event .also").get_by_role("link", name=story.headline)).to_be_visible()
    page.locator("#messages").get_by_role("button", name="Undo").press("Enter")
    expect(page.locator("#headline")).to_have_value(story.headline)
    expect(page.locator(f"#pick-{story.pk}")).to_have_text(story.headline)

    page.get_by_role("button", name="Not the same event").first.press("Enter")
    expect(page.locator("#sheet-event .also li")).to_have_count(1)
    expect(page.locator("#event-title")).to_be_focused()


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("width", [375, 1366])
def test_nothing_is_wrong_with_the_sheet_of_an_event(
    width: int, visit: Visit, axe: Axe, edition: Edition
) -> None:
    page = visit(at(edition, f"?sheet=story-{crane_story(edition).pk}"), width)
    page.evaluate("document.querySelectorAll('#sheet details').forEach(each => { each.open = true })")
    assert axe(page) == []

    article = also(edition, crane_story(edition))[0]
    page = visit(at(edition, f"left-out/?reason=also&join={article}"), width)
    page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true })")
    assert axe(page) == []
