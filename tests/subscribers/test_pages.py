"""The pages of readers: looking changes nothing, pressing acts, and nobody is told whom we know."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from roundup.core.tokens import LinkClaim, LinkSigner, Purpose
from roundup.publications.models import Publication
from roundup.subscribers import subscriptions
from roundup.subscribers.links import confirm_link, reader_links
from roundup.subscribers.models import Asking, Confirmation, Consent, Subscriber, Suppression
from tests.making import make_reader, sign_up
from tests.subscribers.patience import PatientClient

BASE = "http://127.0.0.1:8000"
ONE_CLICK = "List-Unsubscribe=One-Click"
MULTIPART = (
    b"--b0undary\r\n"
    b'Content-Disposition: form-data; name="List-Unsubscribe"\r\n\r\n'
    b"One-Click\r\n"
    b"--b0undary--\r\n"
)

SAVE = {"action": "save", "whole": "yes"}


@pytest.fixture
def web() -> Client:
    """A browser without cookies that must never need any."""
    return PatientClient(enforce_csrf_checks=True)


@pytest.fixture
def ann(publication: Publication) -> Subscriber:
    return make_reader(publication, "ann", created_at=timezone.now(), confirmed_at=timezone.now())


def link(reader: Subscriber, name: str) -> str:
    return reader_links(reader, 12)[name].removeprefix(BASE)


def asked(publication: Publication, email: str = "bea@example.org") -> str:
    sign_up(publication, email, timezone.now(), name="Bea")
    confirmation = Confirmation.objects.latest("pk")
    return confirm_link(confirmation).removeprefix(BASE)


def everything() -> list[object]:
    tables = (Subscriber, Consent, Confirmation, Suppression, Asking)
    return [list(table.objects.order_by("pk").values()) for table in tables]  # type: ignore[attr-defined]


def every_link(publication: Publication, ann: Subscriber) -> list[str]:
    return [asked(publication), link(ann, "preferences"), link(ann, "unsubscribe")]


@pytest.mark.parametrize("look", [Client.get, Client.head])
def test_looking_at_a_link_changes_nothing(
    web: Client, publication: Publication, ann: Subscriber, look: Callable[..., object]
) -> None:
    links = every_link(publication, ann)
    before = everything()

    answers = [look(web, path) for path in links]

    assert [answer.status_code for answer in answers] == [200, 200, 200]  # type: ignore[attr-defined]
    assert everything() == before


def test_no_link_page_sets_a_cookie_is_kept_or_tells_where_the_reader_was(
    web: Client, publication: Publication, ann: Subscriber
) -> None:
    for path in every_link(publication, ann):
        for answer in (web.get(path), web.post(path)):
            assert not answer.cookies
            assert "Cookie" not in answer.get("Vary", "")
            assert answer["Cache-Control"] == "no-store"
            assert answer["Referrer-Policy"] == "no-referrer"
            assert "noindex" in answer["X-Robots-Tag"]


def test_no_link_page_shows_the_whole_address(web: Client, publication: Publication, ann: Subscriber) -> None:
    for path in every_link(publication, ann):
        page = web.get(path).content.decode()
        assert "@example.org" in page
        assert "ann@example.org" not in page
        assert "bea@example.org" not in page


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (ONE_CLICK.encode(), "application/x-www-form-urlencoded"),
        (MULTIPART, "multipart/form-data; boundary=b0undary"),
    ],
)
def test_one_click_leaves_at_once_without_a_further_page(
    web: Client, ann: Subscriber, body: bytes, content_type: str
) -> None:
    answer = web.post(link(ann, "unsubscribe"), body, content_type=content_type)

    ann.refresh_from_db()
    assert answer.status_code == 200
    assert ann.status == "unsubscribed"
    assert Consent.objects.values_list("channel", "mailing_id").get() == ("one-click", 12)


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"", "application/x-www-form-urlencoded"),
        (b"--x", "multipart/form-data"),
        (b"--x\r\nnonsense", "multipart/form-data; boundary=b0undary"),
        (b"&".join(b"a%d=1" % n for n in range(2000)), "application/x-www-form-urlencoded"),
        (b"{}", "application/json"),
        (b"\xff\xfe", "application/x-www-form-urlencoded"),
        (b"a=1", "application/x-www-form-urlencoded; charset=utf-7"),
    ],
)
def test_a_press_counts_whatever_its_body_looks_like(
    web: Client, ann: Subscriber, body: bytes, content_type: str
) -> None:
    answer = web.post(link(ann, "unsubscribe"), body, content_type=content_type)

    ann.refresh_from_db()
    assert (answer.status_code, ann.status) == (200, "unsubscribed")


def test_a_post_is_never_redirected_with_or_without_its_slash(web: Client, ann: Subscriber) -> None:
    path = link(ann, "unsubscribe")

    for spelled in (path, path.rstrip("/"), path + "?utm_source=x"):
        assert (
            web.post(spelled, ONE_CLICK, content_type="application/x-www-form-urlencoded").status_code == 200
        )


def test_leaving_again_and_after_being_forgotten_is_answered_the_same(web: Client, ann: Subscriber) -> None:
    path = link(ann, "unsubscribe")

    assert web.post(path).status_code == 200
    assert web.post(path).status_code == 200
    subscriptions.erase(ann, timezone.now())
    assert web.post(path).status_code == 200
    assert Subscriber.objects.get().status == "unsubscribed"


def test_the_link_of_a_leave_subscribes_nobody(web: Client, ann: Subscriber) -> None:
    path = link(ann, "unsubscribe")
    web.post(path)

    for fields in ({"undo": "1"}, {"action": "return"}, {"undo": "a:b:c"}):
        web.post(path, fields)

    ann.refresh_from_db()
    assert ann.status == "unsubscribed"


def test_confirming_takes_a_press(web: Client, publication: Publication) -> None:
    path = asked(publication)
    assert "Confirm" in web.get(path).content.decode()

    assert web.post(path).status_code == 303
    assert Subscriber.objects.get().status == "active"
    assert "You are subscribed" in web.get(path).content.decode()


def test_links_that_say_nothing_are_answered_with_one_and_the_same_page(
    web: Client, publication: Publication, ann: Subscriber
) -> None:
    subscriptions.erase(ann, timezone.now())
    signer, nobody = LinkSigner("not ours"), Subscriber(pk=404, publication=publication)
    tokens = {
        "forged": signer.token(Purpose.PREFERENCES, LinkClaim(ann.pk, 1)),
        "of another purpose": link(ann, "unsubscribe").strip("/").split("/")[1],
        "of the forgotten": link(ann, "preferences").strip("/").split("/")[1],
        "of nobody": link(nobody, "preferences").strip("/").split("/")[1],
        "nonsense": "nonsense",
        "not even letters": "%F0%9F%98%80%00",
    }

    answers = {name: web.get(f"/p/{token}/") for name, token in tokens.items()}

    assert {answer.status_code for answer in answers.values()} == {404}
    assert len({answer.content for answer in answers.values()}) == 1
    assert "Nothing was changed" in answers["forged"].content.decode()


def test_an_unsubscribe_link_is_not_a_preferences_link(web: Client, ann: Subscriber) -> None:
    token = link(ann, "unsubscribe").strip("/").split("/")[1]

    for place in ("p", "c"):
        assert web.post(f"/{place}/{token}/").status_code == 404


def test_wishes_are_saved_and_shown(web: Client, ann: Subscriber) -> None:
    path = link(ann, "preferences")

    page = web.post(path, {"sections": ["culture"], "pause": "4", **SAVE}, follow=True).content.decode()

    ann.refresh_from_db()
    assert ann.sections == ["culture"]
    assert ann.paused_until == timezone.now().date() + timedelta(weeks=4)
    assert "Saved" in page
    assert 'value="culture" checked' in page
    assert ann.paused_until.isoformat() in page


@pytest.mark.parametrize("day", ["", "2001-01-01", "tomorrow", "9999-99-99", "9999-12-31"])
def test_a_pause_that_makes_no_sense_is_explained_and_not_saved(
    web: Client, ann: Subscriber, day: str
) -> None:
    answer = web.post(link(ann, "preferences"), {"pause": "until", "paused_until": day, **SAVE})

    ann.refresh_from_db()
    assert (answer.status_code, ann.paused_until) == (422, None)
    assert 'role="alert"' in answer.content.decode()


def test_a_section_made_up_is_explained_and_not_saved(web: Client, ann: Subscriber) -> None:
    answer = web.post(link(ann, "preferences"), {"sections": ["made-up"], **SAVE})

    ann.refresh_from_db()
    assert (answer.status_code, ann.sections) == (422, [])


def test_the_preferences_page_lets_readers_leave_and_come_back(web: Client, ann: Subscriber) -> None:
    path = link(ann, "preferences")

    web.post(path, {"action": "leave"})
    ann.refresh_from_db()
    assert ann.status == "unsubscribed"
    assert "not subscribed" in web.get(path).content.decode()

    web.post(path, {"action": "return"})
    ann.refresh_from_db()
    assert ann.status == "active"


def test_a_brand_that_is_not_a_colour_cannot_break_the_page(web: Client, publication: Publication) -> None:
    publication.brand = {
        "accent": "red;}body{display:none",
        "heading_font": "x;}*{",
        "logo_url": "javascript:1",
    }
    publication.save()

    style = web.get("/subscribe/quay.css").content.decode()
    page = web.get("/subscribe/").content.decode()

    assert "display:none" not in style
    assert "x;}" not in style
    assert "javascript" not in page
    assert web.get("/subscribe/none.css").status_code == 404


def test_pages_hold_no_inline_style_and_no_script(
    web: Client, publication: Publication, ann: Subscriber
) -> None:
    for path in [*every_link(publication, ann), "/subscribe/"]:
        page = web.get(path).content.decode()
        assert "<script" not in page
        assert "style=" not in page
        assert "<style" not in page


def test_whatever_readers_type_in_words_runs_in_its_own_direction() -> None:
    pages = (settings.TEMPLATE_FOLDER / "web/subscribers").glob("*.j2")
    fields = [
        field for page in pages for field in re.findall(r'<input[^>]*type="text"[^>]*>', page.read_text())
    ]
    shown = [field for field in fields if 'name="website"' not in field]

    assert len(shown) > 3
    assert [field for field in shown if 'dir="auto"' not in field] == []
