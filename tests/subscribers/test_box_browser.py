"""A reader fills in the box on another site, in a real browser: with script, without, and in a frame."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from roundup.publications.models import Publication
from roundup.subscribers import sign_ups
from roundup.subscribers.box_snippets import snippets_of
from roundup.subscribers.box_wording import wording_of
from roundup.subscribers.models import Asking, Box, Consent, SignUp
from tests.making import make_publication
from tests.services.accessibility import Axe
from tests.services.http_host import HttpHost

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

ARTICLE = """<!doctype html><html lang="{language}" dir="{direction}"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>Low tide</title></head>
<body style="background:#fff;color:#222"><main><h1>Low tide</h1><p>An article of a magazine.</p>{box}</main>
</body></html>"""
PATH = "/tides/low-tide"

Open = Callable[..., Page]


@pytest.fixture
def magazine() -> Iterator[HttpHost]:
    """The magazine's own site: another origin than ours."""
    with HttpHost(headers={"Content-Type": "text/html; charset=utf-8"}) as host:
        yield host


@pytest.fixture
def publication(live_server: LiveServer, magazine: HttpHost, settings: Settings) -> Publication:
    settings.BASE_URL = live_server.url
    publication = make_publication()
    Box.objects.create(publication=publication, origins=magazine.url)
    return publication


@pytest.fixture
def article(page: Page, magazine: HttpHost, publication: Publication) -> Open:
    """Open an article at whose foot a variant of the box stands."""

    def go(variant: str, language: str = "en", into: Page | None = None) -> Page:
        shown = into or page
        box = getattr(snippets_of(publication), variant)
        direction = "rtl" if language == "ar" else "ltr"
        magazine.body = ARTICLE.format(box=box, language=language, direction=direction).encode()
        shown.goto(f"{magazine.url}{PATH}?utm_source=social#comments")
        return shown

    return go


@pytest.fixture
def scriptless(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(java_script_enabled=False)
    yield context.new_page()
    context.close()


def send(page: Page, email: str) -> None:
    page.get_by_role("textbox").fill(email)
    page.get_by_role("button").click()


def kept() -> Consent:
    sign_ups.take_up(timezone.now())
    return Consent.objects.get(act=Consent.Act.ASKED)


def let_bad_addresses_through(page: Page) -> None:
    """Take away the browser's own check, which knows less than ours."""
    page.locator("form").evaluate("form => { form.noValidate = true }")


def test_with_script_the_reader_stays_and_sees_the_answer(
    article: Open, magazine: HttpHost, publication: Publication, axe: Axe
) -> None:
    page = article("with_script")
    before = page.url
    assert axe(page) == []

    send(page, "ann@example.org")

    said = page.get_by_role("status")
    expect(said).to_contain_text("Press the button in it")
    expect(said).to_be_focused()
    expect(page.get_by_role("textbox")).to_have_count(0)
    assert page.url == before
    assert axe(page) == []
    assert kept().page == magazine.url + PATH
    assert kept().wording == wording_of(publication).text
    assert page.context.cookies() == []


def test_with_script_an_error_stands_beside_its_field_and_can_be_mended(
    article: Open, publication: Publication, axe: Axe
) -> None:
    page = article("with_script")
    let_bad_addresses_through(page)

    send(page, "ann@example")

    field = page.get_by_role("textbox")
    expect(page.get_by_role("alert")).to_contain_text("name@example.org")
    expect(field).to_be_focused()
    expect(field).to_have_value("ann@example")
    assert field.get_attribute("aria-describedby") == page.get_by_role("alert").get_attribute("id")
    assert axe(page) == []
    send(page, "ann@gmial.com")
    expect(page.get_by_role("alert")).to_contain_text("Did you mean ann@gmail.com?")
    assert not SignUp.objects.exists()

    page.get_by_role("button").click()
    expect(page.get_by_role("status")).to_contain_text("ann@gmial.com")


def test_with_script_pressing_twice_sends_once(article: Open, publication: Publication) -> None:
    page = article("with_script")
    page.get_by_role("textbox").fill("ann@example.org")

    page.locator("form").evaluate("form => { form.requestSubmit(); form.requestSubmit() }")

    expect(page.get_by_role("status")).to_be_visible()
    assert Asking.objects.count() == 1


def test_where_the_script_may_not_read_the_answer_the_form_goes_the_ordinary_way(
    article: Open, publication: Publication
) -> None:
    Box.objects.update(origins="")
    page = article("with_script")

    send(page, "ann@example.org")

    expect(page.get_by_role("heading", level=1)).to_have_text("Check your inbox")
    assert Asking.objects.count() == 1


def test_without_script_the_answer_is_a_page_of_ours_with_the_way_back(
    article: Open, scriptless: Page, magazine: HttpHost, live_server: LiveServer, publication: Publication
) -> None:
    page = article("with_script", into=scriptless)

    send(page, "ann@example.org")

    expect(page.get_by_role("heading", level=1)).to_have_text("Check your inbox")
    assert page.url.startswith(live_server.url)
    assert kept().page == f"{magazine.url}/"  # All that a browser tells another site by itself.
    assert kept().wording_version == wording_of(publication).version
    page.get_by_role("link", name="Back to the article").click()
    assert page.url == f"{magazine.url}/"


def test_without_script_an_error_keeps_what_was_typed_and_can_be_mended(
    article: Open, page: Page, publication: Publication, axe: Axe
) -> None:
    article("form")
    let_bad_addresses_through(page)

    send(page, "ann@example")

    field = page.get_by_label("E-mail address")
    expect(field).to_have_value("ann@example")
    expect(page.get_by_role("alert")).to_contain_text("name@example.org")
    expect(page.get_by_role("link", name="Back to the article")).to_be_visible()
    assert axe(page) == []

    field.fill("ann@example.org")
    page.get_by_role("main").get_by_role("button").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Check your inbox")
    assert axe(page) == []


def test_without_script_pressing_again_after_going_back_is_harmless(
    article: Open, scriptless: Page, publication: Publication
) -> None:
    page = article("form", into=scriptless)
    send(page, "ann@example.org")
    page.go_back()

    send(page, "ann@example.org")

    expect(page.get_by_role("heading", level=1)).to_have_text("Check your inbox")
    assert kept().subscriber.confirmations.count() == 1


@pytest.mark.parametrize("variant", ["with_script", "form", "frame"])
def test_in_arabic_the_box_runs_from_right_to_left(
    variant: str, article: Open, publication: Publication, axe: Axe
) -> None:
    Publication.objects.update(language="ar")
    publication.refresh_from_db()
    page = article(variant, "ar")
    shown = page.frame_locator("iframe") if variant == "frame" else page

    field, button = shown.get_by_role("textbox"), shown.get_by_role("button")
    box, beside = field.bounding_box(), button.bounding_box()
    assert box
    assert beside
    assert beside["x"] < box["x"]
    field.fill("ann@example.org")
    button.click()

    if variant == "form":
        assert page.locator("html").get_attribute("dir") == "rtl"
    else:
        expect(shown.get_by_role("status")).to_contain_text("اضغط الزر")
    assert axe(page) == []


@pytest.mark.parametrize("scripts", [True, False])
def test_the_frame_keeps_the_reader_on_the_article_even_without_script(
    scripts: bool, article: Open, page: Page, scriptless: Page, magazine: HttpHost, publication: Publication
) -> None:
    shown = article("frame", into=page if scripts else scriptless)
    before, frame = shown.url, shown.frame_locator("iframe")
    if scripts:
        frame.locator("form").evaluate("form => { form.noValidate = true }")
        frame.get_by_role("textbox").fill("ann@example")
        frame.get_by_role("button").click()
        expect(frame.get_by_role("alert")).to_contain_text("name@example.org")

    frame.get_by_role("textbox").fill("ann@example.org")
    frame.get_by_role("button").click()

    expect(frame.get_by_role("status")).to_contain_text("Press the button in it")
    assert shown.url == before
    assert kept().page == magazine.url + PATH
    assert kept().wording == wording_of(publication).text


@pytest.mark.parametrize("width", [320, 375, 1280])
def test_axe_finds_nothing_wrong_with_the_frame(
    width: int, page: Page, live_server: LiveServer, publication: Publication, axe: Axe
) -> None:
    page.set_viewport_size({"width": width, "height": 500})
    page.goto(f"{live_server.url}/subscribe/box/quay/frame/")
    assert axe(page) == []

    page.locator("form").evaluate("form => { form.noValidate = true }")
    send(page, "ann@example")
    assert axe(page) == []

    send(page, "ann@example.org")
    expect(page.get_by_role("status")).to_be_visible()
    assert axe(page) == []


@pytest.mark.parametrize(("path", "forms"), [("box/quay/frame/", 1), ("box/quay/", 0), ("", 0)])
def test_other_sites_can_frame_the_frame_and_no_other_page(
    path: str, forms: int, page: Page, magazine: HttpHost, live_server: LiveServer, publication: Publication
) -> None:
    magazine.body = f'<iframe src="{live_server.url}/subscribe/{path}"></iframe>'.encode()
    page.goto(magazine.url)

    assert page.frames[1].locator("form").count() == forms
