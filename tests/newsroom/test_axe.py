"""axe-core finds nothing wrong with any page of the newsroom, whatever is lacking."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.test import Client
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from roundup.articles.models import Source
from roundup.editions import arranging, editing, ending, lifecycle
from roundup.editions.models import Contributor, Edition
from roundup.editors import passwords, roster
from roundup.editors.accounts import ADMIN
from roundup.providers.outbox import list_messages
from roundup.publications.alarm_acts import dismiss_alarm
from roundup.publications.alarms import clear_alarm, raise_alarm
from roundup.publications.models import Alarm
from roundup.sending.outlet import build_provider
from tests.making import FRIDAY, NOW, approved, make_article, make_publication
from tests.newsroom.mailings import begin, go, uncertain
from tests.newsroom.test_settings import PAGES
from tests.newsroom.test_sources import feed  # noqa: F401 - a fixture
from tests.newsroom.visiting import Visit
from tests.services.accessibility import Axe

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PICTURE = (
    "data:image/svg+xml,%3Csvg xmlns=%22http://www.w3.org/2000/svg%22 width=%2280%22 height=%2280%22/%3E"
)
DARK_WITHOUT_STYLES = (
    "<meta name=color-scheme content='light dark'>"
    "<style>p{{background:#fff}}</style><p style='color:#222'>dark in the dark</p>"
)


@pytest.mark.parametrize(
    "path",
    [
        "/newsroom/",
        "/newsroom/account/",
        "/newsroom/accounts/",
        "/newsroom/alarms/",
        "/newsroom/outbox/",
        "/newsroom/gallery/",
        "/newsroom/calendar/",
        *(
            "/newsroom/publications/quay/" + each
            for each in ("", "contributors/", "sources/", *("settings/" + page for page in PAGES))
        ),
    ],
)
def test_the_newsroom(path: str, visit: Visit, axe: Axe, edition: Edition) -> None:
    Contributor.objects.create(
        publication=edition.publication, name="Ines Falk", image_url="https://quay.example.org/ines.jpg"
    )
    raise_alarm(edition.publication, "tick", "A thin week.", NOW)
    raise_alarm(make_publication(name="The Pier", slug="pier"), "source:1", "It gives nothing.", NOW)
    for about in ("source:2", "source:3"):
        raise_alarm(edition.publication, about, "It gives nothing.", NOW)
    dismiss_alarm(Alarm.objects.get(about="source:2"), NOW)
    clear_alarm(edition.publication, "source:3", NOW)
    Source.objects.update(health="failing", failures=2, last_problem="It gives nothing.")

    assert axe(visit(path)) == []


@pytest.mark.parametrize("width", [375, 1280])
def test_a_draft_with_every_fold_open(width: int, visit: Visit, axe: Axe, edition: Edition) -> None:
    editing.drop_story(edition, edition.stories.all()[2].pk, NOW)
    arranging.leave_out(edition, "section:culture", NOW)
    story = edition.stories.all()[1]
    story.image = {"url": "https://quay.example.org/x.jpg", "alt": "", "credit": "", "caption": ""}
    story.save()
    make_article(edition.publication, 77, first_seen_at=NOW.replace(hour=13))
    page = visit(f"/newsroom/editions/{edition.pk}/", width)
    page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true })")

    assert axe(page) == []


def test_a_draft_with_errors(visit: Visit, axe: Axe, edition: Edition) -> None:
    edition.stories.update(
        headline="TODO: a headline",
        image={"url": "https://quay.example.org/x.jpg", "alt": "", "credit": "", "caption": ""},
    )

    assert axe(visit(f"/newsroom/editions/{edition.pk}/")) == []


@pytest.mark.parametrize("state", ["approved", "held", "skipped", "cancelled", "empty"])
def test_an_edition_in_each_state(state: str, visit: Visit, axe: Axe, edition: Edition) -> None:
    if state in ("approved", "held"):
        approved(edition)
    if state == "held":
        lifecycle.hold_edition(edition, "The lead may be wrong.", NOW)
    if state == "empty":
        edition.stories.all().delete()
        edition.verdicts.all().delete()
    if state in ("skipped", "cancelled"):
        (ending.skip_edition if state == "skipped" else ending.cancel_edition)(edition, NOW)

    assert axe(visit(f"/newsroom/editions/{edition.pk}/")) == []


@pytest.mark.parametrize("path", ["cancel/", "send/"])
def test_what_asks_once_more(path: str, visit: Visit, axe: Axe, edition: Edition) -> None:
    assert axe(visit(f"/newsroom/editions/{edition.pk}/{path}")) == []


def test_an_edition_on_its_way(visit: Visit, axe: Axe, edition: Edition) -> None:
    begin(edition)

    assert axe(visit(f"/newsroom/editions/{edition.pk}/")) == []


@pytest.mark.parametrize("path", ["", "batches/1/accepted/", "batches/1/again/", "batches/1/readers/"])
def test_an_uncertain_batch(path: str, visit: Visit, axe: Axe, edition: Edition) -> None:
    uncertain(edition)

    assert axe(visit(f"/newsroom/editions/{edition.pk}/{path}")) == []


@pytest.mark.parametrize("has_script", [True, False])
def test_words_that_were_not_saved(
    has_script: bool, visit: Visit, axe: Axe, edition: Edition, office: Client
) -> None:
    page = visit(f"/newsroom/editions/{edition.pk}/")
    editing.set_words(edition, subject="Theirs", now=NOW)
    if has_script:
        page.get_by_label("Subject").fill("Mine")
        page.get_by_role("button", name="Save mine").wait_for()
    else:
        page.evaluate(
            "document.getElementById('subject').value = 'Mine';"
            "HTMLFormElement.prototype.submit.call(document.getElementById('form-words'))"
        )
        page.get_by_role("heading", name="Not saved yet").wait_for()

    assert axe(page) == []


@pytest.mark.parametrize(("sheet", "width"), [("sponsor", 375), ("story", 375), ("story", 1280)])
def test_a_sheet(sheet: str, width: int, visit: Visit, axe: Axe, edition: Edition) -> None:
    name = f"story-{edition.stories.all()[1].pk}" if sheet == "story" else sheet

    assert axe(visit(f"/newsroom/editions/{edition.pk}/?sheet={name}", width)) == []


@pytest.mark.parametrize("look", ["dark", "phone", "text", "inbox", "outline"])
def test_a_view_of_the_letter(look: str, visit: Visit, axe: Axe, edition: Edition) -> None:
    assert axe(visit(f"/newsroom/editions/{edition.pk}/?look={look}")) == []


def test_what_a_press_did(visit: Visit, axe: Axe, edition: Edition) -> None:
    page = visit(f"/newsroom/editions/{edition.pk}/")
    page.get_by_role("button", name="Drop").first.click()
    page.locator("#messages").get_by_role("button", name="Undo").wait_for()

    assert axe(page) == []


@pytest.mark.parametrize("path", ["history/", "history/1/", "history/2/"])
def test_the_history(path: str, visit: Visit, axe: Axe, edition: Edition) -> None:
    editing.set_words(edition, subject="Ebb", note="Good morning.", now=NOW)
    editing.drop_story(edition, edition.stories.all()[2].pk, NOW)

    assert axe(visit(f"/newsroom/editions/{edition.pk}/{path}")) == []


@pytest.mark.parametrize("path", ["/newsroom/login/", "/newsroom/password/"])
def test_what_everybody_may_see(
    path: str, page: Page, live_server: LiveServer, axe: Axe, edition: Edition
) -> None:
    page.goto(live_server.url + path)

    assert axe(page) == []


def test_what_was_mailed(visit: Visit, axe: Axe, edition: Edition) -> None:
    begin(edition)
    go(build_provider(), FRIDAY)  # type: ignore[arg-type]
    (kept, *_) = list_messages(settings.DATA)

    assert axe(visit(f"/newsroom/outbox/{kept.id}/")) == []


def test_a_source_that_was_tried(visit: Visit, axe: Axe, edition: Edition, feed: str) -> None:  # noqa: F811
    for url, heading in (("http://127.0.0.1:9/feed", "Sources"), (feed, "The Quay's feed")):
        page = visit("/newsroom/publications/quay/sources/")
        page.locator("#id_url").fill(url)
        page.get_by_role("button", name="See what it contains").click()
        page.wait_for_url("**/check/")
        assert page.get_by_role("heading", level=1).inner_text() == heading
        assert axe(page) == []


def test_accounts_in_every_state(visit: Visit, axe: Axe, editor: User) -> None:
    roster.disable_account(editor)
    passwords.invite("cy@quay.example.org", ADMIN, NOW)

    assert axe(visit("/newsroom/accounts/", 375)) == []
    assert axe(visit(f"/newsroom/accounts/{editor.pk}/remove/")) == []


def test_a_password_that_is_chosen_by_a_link(
    page: Page, live_server: LiveServer, axe: Axe, editor: User
) -> None:
    link = urlsplit(passwords.link_for(editor, passwords.RESET)).path
    page.goto(live_server.url + link)
    assert axe(page) == []
    page.get_by_label("New password", exact=True).fill("short")
    page.get_by_label("New password again").fill("other")
    page.get_by_role("button", name="Set the password").press("Enter")
    page.get_by_text("Nothing was changed").wait_for()
    assert axe(page) == []

    page.get_by_label("New password", exact=True).fill("high tide at ten")
    page.get_by_label("New password again").fill("high tide at ten")
    page.keyboard.press("Enter")
    page.get_by_text("Your password is set.").wait_for()

    page.goto(f"{live_server.url}{link[:-1]}x/")
    assert axe(page) == []
    page.get_by_role("link", name="Ask for a new link").click()
    page.get_by_label("E-mail address").fill(editor.username)
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Check your inbox").wait_for()
    assert axe(page) == []


def test_a_source_to_be_removed(visit: Visit, axe: Axe, edition: Edition) -> None:
    assert axe(visit(f"/newsroom/sources/{Source.objects.get().pk}/remove/")) == []


def test_the_section_of_a_source(visit: Visit, axe: Axe, edition: Edition) -> None:
    assert axe(visit(f"/newsroom/sources/{Source.objects.get().pk}/section/")) == []


def test_the_first_publication(visit: Visit, axe: Axe) -> None:
    assert axe(visit("/newsroom/")) == []


def test_a_planted_fault_is_found(page: Page, axe: Axe) -> None:
    page.set_content(
        "<html lang=en><title>x</title><main><h1>x</h1>"
        "<p style='color:#aaa;background:#fff'>pale</p><input></main>"
    )

    assert {fault.partition(",")[0] for fault in axe(page)} == {"color-contrast", "label"}


@pytest.mark.parametrize(
    ("lacking", "html"),
    [
        ("image-redundant-alt", "<a href='/'><img src='{picture}' alt='Home'> Home</a>"),
        ("too-wide", "<div style='width:400px'>wide</div>"),
        ("target-size", "<div><a href='/1'><img src='{picture}' alt='a'></a></div>" * 2),
        ("color-contrast", "<style>p{{background:#000}}</style><p style='color:#ddd'>pale</p>"),
        (
            "color-contrast",
            "<style>@media (prefers-color-scheme:dark){{p{{background:#000;color:#222}}}}</style><p>dark</p>",
        ),
        ("color-contrast", DARK_WITHOUT_STYLES),
    ],
)
def test_what_is_wrong_in_one_state_alone_is_found(lacking: str, html: str, page: Page, axe: Axe) -> None:
    page.set_content(f"<html lang=en><title>x</title><main><h1>x</h1>{html.format(picture=PICTURE)}</main>")

    assert {fault.partition(",")[0] for fault in axe(page)} == {lacking}
