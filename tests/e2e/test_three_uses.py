"""The three uses, in a real browser: an editor sends, the schedule sends, a reader chooses and leaves."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import pytest
from django.conf import LazySettings
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from roundup.editions.assembling import assemble_edition
from roundup.editions.models import Edition, LedgerEntry, Story
from roundup.editors.accounts import EDITOR, add_user
from roundup.publications.models import Publication
from roundup.sending import tasks
from roundup.sending.account import account_of
from roundup.subscribers.models import Subscriber
from tests.e2e.desk import Desk
from tests.e2e.letters import Letters, html_of, link, one_click, text_of
from tests.e2e.weeks import Weeks, frozen
from tests.making import NOW, make_article, make_articles, make_publication, make_readers
from tests.services.waiting import PATIENCE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WEEK = timedelta(days=7)
# In Berlin, Thursday at 14:00 and Friday at 7:00.
THURSDAY = datetime(2026, 11, 19, 13, tzinfo=UTC)
FRIDAY = datetime(2026, 11, 20, 6, tzinfo=UTC)
PASSWORD = "low tide at nine"
READERS = ["ada", "bo", "cleo"]


@pytest.fixture
def weeks() -> Iterator[Weeks]:
    with frozen(NOW) as weeks:
        yield weeks


@pytest.fixture(autouse=True)
def installation(live_server: LiveServer, settings: LazySettings, tmp_path: Path) -> Iterator[None]:
    """A data folder of its own, and links that lead to the running server."""
    settings.DATA = tmp_path
    settings.BASE_URL = live_server.url
    tasks.provider.cache_clear()
    yield
    tasks.provider.cache_clear()


@pytest.fixture
def letters(tmp_path: Path) -> Letters:
    return Letters(tmp_path)


@pytest.fixture
def publication(weeks: Weeks) -> Publication:
    # Its clock goes in steps of hours: what can be undone for two minutes is tried elsewhere.
    publication = make_publication(timezone="Europe/Berlin", undo_minutes=0)
    Publication.objects.filter(pk=publication.pk).update(created_at=NOW)
    publication.refresh_from_db()
    return publication


@pytest.fixture
def desk(page: Page, live_server: LiveServer, publication: Publication) -> Desk:
    add_user("ana@quay.example.org", EDITOR, PASSWORD)
    desk = Desk(page, live_server.url)
    desk.sign_in("ana@quay.example.org", PASSWORD)
    return desk


def headline(number: int) -> str:
    return f"The headline of article number {number}"


def make_week(publication: Publication, monday_of: datetime, first: int, count: int = 6) -> None:
    """Have articles appear in the days before `monday_of`, one an hour, `first` the newest."""
    for number in range(first, first + count):
        moment = monday_of - timedelta(hours=20 + number - first)
        make_article(publication, number, published_at=moment, first_seen_at=moment)


def told(letter: EmailMessage) -> set[int]:
    """Return the numbers of the articles that are in a letter, the same in both of its parts."""
    written = re.findall(r"https://quay\.example\.org/(\d+)\s", text_of(letter))
    linked = re.findall(r'href="https://quay\.example\.org/(\d+)"', html_of(letter))
    assert set(written) == set(linked)
    return {int(number) for number in written}


def test_an_editor_shapes_approves_and_sends(
    desk: Desk, weeks: Weeks, publication: Publication, letters: Letters
) -> None:
    Publication.objects.filter(pk=publication.pk).update(max_stories=6)
    publication.refresh_from_db()
    make_readers(publication, READERS)
    make_articles(publication, 8)
    edition = assemble_edition(publication, NOW)

    desk.open_draft()
    assert len(desk.headlines) == 6
    assert len(desk.left_out) == 2
    assert all(desk.left_out.values())

    world = [story.headline for story in edition.stories.filter(place="section", section_key="world")]
    upper, lower = world[:2]
    desk.move_up(lower)
    assert desk.headlines.index(lower) + 1 == desk.headlines.index(upper)

    desk.drop(upper)
    assert upper not in desk.headlines
    assert desk.left_out[upper] == "dropped by an editor."

    newcomer = next(title for title in desk.left_out if title != upper)
    desk.bring_in(newcomer)
    assert newcomer in desk.headlines

    desk.rewrite(lower, into="Nobody has seen the harbour this empty")
    desk.set_words(
        {"Subject": "The tide is out", "Preheader": "And more", "Editor’s note": "We walked along the quay."}
    )

    expect(desk.proof.get_by_text("Nobody has seen the harbour this empty").first).to_be_visible()
    expect(desk.proof.get_by_text("We walked along the quay.").first).to_be_visible()
    shown = desk.headlines
    desk.approve()
    desk.expect_said("Approved by ana@quay.example.org")
    weeks.beat()
    assert not letters.new()

    desk.send_now()
    weeks.beat()

    sent = letters.new()
    assert sorted(sent) == READERS
    for letter in sent.values():
        assert letter["Subject"] == "The tide is out"
        for part in (" ".join(text_of(letter).split()), html_of(letter)):
            assert all(title in part for title in shown)
            assert upper not in part
            assert lower not in part
            assert "We walked along the quay." in part
    desk.open_edition("The tide is out")
    desk.expect_said("Who got it")
    desk.expect_said("Of 3 readers:")
    desk.expect_said(re.compile(r"\b3\s*accepted"))


def test_the_week_assembles_and_goes_by_itself_once_an_editor_has_approved(
    desk: Desk, weeks: Weeks, publication: Publication, letters: Letters
) -> None:
    make_readers(publication, READERS)
    make_week(publication, THURSDAY, 1)
    weeks.pass_until(THURSDAY - timedelta(minutes=1))
    assert not Edition.objects.exists()
    weeks.pass_until(THURSDAY)
    assert Edition.objects.get().status == "draft"

    desk.open_draft()
    assert len(desk.headlines) == 6
    desk.approve()

    weeks.pass_until(FRIDAY - timedelta(minutes=1))
    assert not letters.new()
    weeks.pass_until(FRIDAY)
    sent = letters.new()
    assert sorted(sent) == READERS
    assert [told(letter) for letter in sent.values()] == [set(range(1, 7))] * 3

    desk.open_edition(Edition.objects.get().subject)
    desk.expect_said("Mailed")
    desk.expect_said(re.compile(r"\b3\s*accepted"))
    weeks.pass_until(FRIDAY + WEEK + timedelta(hours=1))
    assert not letters.new()


def test_a_week_that_nobody_approves_stays_here_and_the_editors_are_told(
    desk: Desk, weeks: Weeks, publication: Publication, letters: Letters
) -> None:
    make_readers(publication, READERS)
    make_week(publication, THURSDAY, 1)

    weeks.pass_until(FRIDAY + timedelta(hours=3))

    assert not letters.new()
    desk.open_draft()
    desk.expect_said("Overdue")


def test_two_weeks_go_by_themselves_each_once_and_tell_different_news(
    weeks: Weeks, publication: Publication, letters: Letters
) -> None:
    Publication.objects.filter(pk=publication.pk).update(at_deadline="send")
    make_readers(publication, READERS)
    make_week(publication, THURSDAY, 1)
    make_week(publication, THURSDAY + WEEK, 21)

    weeks.pass_until(FRIDAY)
    first = letters.new()
    weeks.pass_until(FRIDAY + WEEK - timedelta(minutes=1))
    assert not letters.new()
    weeks.pass_until(FRIDAY + WEEK)
    second = letters.new()
    weeks.pass_until(FRIDAY + WEEK + timedelta(days=5))

    assert sorted(first) == sorted(second) == READERS
    assert [told(letter) for letter in first.values()] == [set(range(1, 7))] * 3
    assert [told(letter) for letter in second.values()] == [set(range(21, 27))] * 3
    assert not letters.new()
    editions = Edition.objects.order_by("period")
    assert [(e.status, e.mailed_at) for e in editions] == [("mailed", FRIDAY), ("mailed", FRIDAY + WEEK)]
    assert set(LedgerEntry.objects.values_list("state", flat=True)) == {"spent"}
    assert LedgerEntry.objects.count() == Story.objects.count() == 12


def test_a_reader_subscribes_follows_pauses_and_leaves(
    page: Page, live_server: LiveServer, weeks: Weeks, publication: Publication, letters: Letters
) -> None:
    Publication.objects.filter(pk=publication.pk).update(at_deadline="send")
    make_readers(publication, ["bo"])
    for number in range(6):
        make_week(publication, THURSDAY + number * WEEK, 10 * number + 1)

    _subscribe(page, live_server.url, "ines@example.org")
    weeks.beat()
    confirm = link(letters.new()["ines"], "c")
    page.goto(confirm)
    page.reload()
    ines = Subscriber.objects.get(email="ines@example.org")
    assert ines.status == "pending"
    _read(weeks)
    page.get_by_role("button", name="Confirm my subscription").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("You are subscribed")

    weeks.pass_until(FRIDAY)
    sent = letters.new()
    assert told(sent["ines"]) == told(sent["bo"]) == set(range(1, 7))

    page.goto(link(sent["ines"], "p"))
    page.locator("input[name=sections][value=culture]").check()
    _read(weeks)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("status")).to_contain_text("Saved")

    weeks.pass_until(FRIDAY + WEEK)
    sent = letters.new()
    assert told(sent["ines"]) == {12, 14, 16}
    assert told(sent["bo"]) == set(range(11, 17))

    page.goto(link(sent["ines"], "p"))
    expect(page.locator("input[name=sections][value=culture]")).to_be_checked()
    page.locator("summary", has_text="A pause").click()
    page.get_by_label("Until a day of my choice").check()
    page.get_by_label("The last day without mail").fill("2026-12-04")
    _read(weeks)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("status")).to_contain_text("Friday, 4 December")

    weeks.pass_until(FRIDAY + 2 * WEEK)
    assert sorted(letters.new()) == ["bo"]
    newest = Edition.objects.latest("period")
    assert account_of(newest)["account"]["excluded"] == {"paused": 1}

    weeks.pass_until(FRIDAY + 3 * WEEK)
    sent = letters.new()
    assert told(sent["ines"]) == {32, 34, 36}

    page.goto(link(sent["ines"], "u"))
    page.reload()
    ines.refresh_from_db()
    assert ines.status == "active"
    page.get_by_role("button", name="Unsubscribe").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("You have left")

    weeks.pass_until(FRIDAY + 4 * WEEK)
    sent = letters.new()
    assert sorted(sent) == ["bo", "ines"]
    assert sent["ines"]["Subject"] == f"You have left {publication.name}"
    assert link(sent["ines"], "r")

    _press_in_mail_program(one_click(sent["bo"]))

    weeks.pass_until(FRIDAY + 5 * WEEK)
    assert not letters.new()


def _read(weeks: Weeks) -> None:
    """Let the time pass that people take to read a page."""
    weeks.move_to(weeks.now + timedelta(minutes=1))


def _subscribe(page: Page, base: str, address: str) -> None:
    page.goto(f"{base}/subscribe/")
    page.get_by_label("E-mail address").fill(address)
    page.get_by_role("button", name="Subscribe").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Check your inbox")


def _press_in_mail_program(url: str) -> None:
    """Post as RFC 8058 says: no cookies, no page seen before, and no redirect followed."""
    form = urlencode({"List-Unsubscribe": "One-Click"}).encode()
    with urlopen(Request(url, data=form, method="POST"), timeout=PATIENCE) as answer:
        assert answer.status == 200
        assert answer.url == url
