"""What other sites get of the box: JSON for scripts of named sites, a page to frame, snippets to paste."""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from roundup.publications.models import Publication
from roundup.subscribers.box_places import read_origins
from roundup.subscribers.box_snippets import snippets_of
from roundup.subscribers.box_wording import wording_of
from roundup.subscribers.models import Box, Subscriber
from tests.subscribers.boxes import ARTICLE, BOX, MAGAZINE, press

SCRIPT = MAGAZINE | {"accept": "application/json"}


@pytest.fixture
def web() -> Client:
    """A browser without cookies that must never need any."""
    return Client(enforce_csrf_checks=True)


@pytest.mark.parametrize(
    ("email", "status", "words"),
    [
        ("ann@example.org", 200, "If ann@example.org is right, an email is on its way."),
        ("", 422, "The e-mail address is missing."),
        ("ann@@example.org", 422, "This is not an e-mail address"),
    ],
)
def test_a_script_of_a_named_site_is_told_in_json(
    email: str, status: int, words: str, web: Client, publication: Publication
) -> None:
    answer = press(web, SCRIPT, email=email)

    assert answer.status_code == status
    assert answer["Content-Type"] == "application/json"
    assert answer.json()["ok"] is (status == 200)
    assert answer.json()["message"].startswith(words)
    assert answer["Access-Control-Allow-Origin"] == "https://quay.example.org"
    assert "Access-Control-Allow-Credentials" not in answer
    assert {"Accept", "Origin"} <= {part.strip() for part in answer["Vary"].split(",")}
    assert answer["Cache-Control"] == "no-store"


def test_a_script_that_can_answer_is_asked_about_a_slip_once(web: Client, publication: Publication) -> None:
    slip = "ann@gmial.com"

    question = press(web, SCRIPT, email=slip, spelling="")

    assert question.status_code == 422
    assert question.json()["message"].startswith("Did you mean ann@gmail.com?")
    assert (question.json()["ok"], question.json()["questioned"]) == (False, slip)
    assert not Subscriber.objects.exists()

    assert press(web, SCRIPT, email=slip, spelling="kept").json()["ok"]
    assert Subscriber.objects.get().email == slip


def test_a_script_of_before_the_question_is_not_asked(web: Client, publication: Publication) -> None:
    assert press(web, SCRIPT, email="ann@gmial.com").json()["ok"]


def test_a_script_is_answered_in_the_publications_language(web: Client, publication: Publication) -> None:
    Publication.objects.update(language="ar")

    assert "بريد" in press(web, SCRIPT, email="").json()["message"]


@pytest.mark.parametrize(
    "origin",
    [
        "https://thief.example",
        "null",
        "http://[",
        "http://quay.example.org",
        "https://quay.example.org.thief.example",
    ],
)
def test_a_script_of_another_site_reads_nothing_and_changes_nothing(
    origin: str, web: Client, publication: Publication
) -> None:
    answer = press(web, {"origin": origin, "accept": "application/json"})

    assert answer.status_code == 403
    assert "Access-Control-Allow-Origin" not in answer
    assert not Subscriber.objects.exists()
    assert "Access-Control-Allow-Origin" not in web.options(BOX, headers={"origin": origin})


def test_the_preflight_of_a_named_site_is_answered(web: Client, publication: Publication) -> None:
    Box.objects.create(
        publication=publication, origins="https://blog.example.org\nhttps://pier.example.org:8443"
    )
    asked: dict[str, Any] = {"access-control-request-method": "POST"}

    answer = web.options(BOX, headers=asked | {"origin": "https://pier.example.org:8443"})

    assert answer.status_code == 204
    assert answer["Access-Control-Allow-Origin"] == "https://pier.example.org:8443"
    assert answer["Access-Control-Allow-Methods"] == "POST"
    assert "Accept" in answer["Access-Control-Allow-Headers"]
    assert "Access-Control-Allow-Credentials" not in answer


def test_what_is_no_browser_is_answered_too_and_gets_no_leave_for_others(
    web: Client, publication: Publication
) -> None:
    answer = press(web, {"accept": "application/json"})

    assert answer.json()["ok"] is True
    assert "Access-Control-Allow-Origin" not in answer


def test_sites_are_kept_as_browsers_name_them() -> None:
    typed = "https://Blog.Example.org/\n\n http://127.0.0.1:8080\nhttps://blog.example.org:443\nhttps://bücher.example"

    assert read_origins(typed) == [
        "https://blog.example.org",
        "http://127.0.0.1:8080",
        "https://xn--bcher-kva.example",
    ]


def test_only_the_frame_may_be_framed_by_other_sites(web: Client, publication: Publication) -> None:
    framed = web.get(f"{BOX}frame/", headers={"referer": f"{ARTICLE}?a=b"})
    assert "X-Frame-Options" not in framed
    assert "frame-ancestors 'self' *" in framed["Content-Security-Policy"]
    assert f'name="page" value="{ARTICLE}"' in framed.content.decode()
    assert "<script" not in framed.content.decode()
    assert "<a " not in framed.content.decode()

    for path in (BOX, "/subscribe/", "/p/nonsense/", "/newsroom/login/"):
        other = web.get(path)
        assert other["X-Frame-Options"] == "SAMEORIGIN"
        assert "frame-ancestors 'self';" in other["Content-Security-Policy"] + ";"
        assert "frame-ancestors 'self' *" not in other["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("email", "status", "words"),
    [("ann@example.org", 200, "Press the button in it"), ("ann@", 422, 'value="ann@"')],
)
def test_the_answer_in_a_frame_may_be_framed_like_the_form(
    email: str, status: int, words: str, web: Client, publication: Publication
) -> None:
    answer = press(web, {}, f"{BOX}frame/", email=email, page=ARTICLE)

    assert answer.status_code == status
    assert words in answer.content.decode()
    assert "X-Frame-Options" not in answer
    assert "frame-ancestors 'self' *" in answer["Content-Security-Policy"]


def test_the_snippets_name_the_words_that_they_show(publication: Publication) -> None:
    found, shown, ours = snippets_of(publication), wording_of(publication), settings.BASE_URL

    assert f'name="wording" value="{shown.version}"' in found.form
    assert f'action="{ours}/subscribe/box/quay/"' in found.form
    assert "<script" not in found.form
    assert found.with_script.startswith(found.form)
    assert f'src="{ours}/static/subscribers/box.js"' in found.with_script
    assert f'src="{ours}/subscribe/box/quay/frame/"' in found.frame


def test_words_cannot_break_out_of_the_snippet(publication: Publication) -> None:
    Box.objects.create(publication=publication, words='</p><script>alert("1")</script>')

    assert "<script>" not in snippets_of(publication).form
