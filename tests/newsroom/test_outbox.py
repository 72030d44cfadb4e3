"""The outbox shows every kept message: its headers, both bodies and its bytes."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client

from roundup.editions.models import Edition
from roundup.providers.outbox import list_messages
from roundup.sending.handing_over.claim import claim_batch
from roundup.sending.outlet import build_provider
from roundup.sending.preparing.freeze import prepare_step, start_due_mailings
from tests.making import FRIDAY, approved
from tests.newsroom.pages import text, tree
from tests.sending.steps import submit_batch

pytestmark = pytest.mark.django_db


@pytest.fixture
def mailed(edition: Edition, settings: object, tmp_path: Path) -> list[str]:
    """The addresses of the pages of three messages, just kept."""
    settings.DATA = tmp_path  # type: ignore[attr-defined]
    approved(edition)
    (mailing,) = start_due_mailings(FRIDAY)
    while not prepare_step(mailing.pk, FRIDAY):
        pass
    while lease := claim_batch(FRIDAY):
        submit_batch(lease, build_provider(), FRIDAY)
    return [f"/newsroom/outbox/{message.id}/" for message in list_messages(tmp_path)]


def test_an_empty_outbox_says_so(desk: Client, edition: Edition, settings: object, tmp_path: Path) -> None:
    settings.DATA = tmp_path  # type: ignore[attr-defined]

    assert "Nothing here yet." in text(desk.get("/newsroom/outbox/"))


def test_messages_are_listed_under_their_edition(desk: Client, edition: Edition, mailed: list[str]) -> None:
    page = desk.get("/newsroom/outbox/")

    assert tree(page).xpath("//section/h2/a/text()") == [edition.subject]
    assert tree(page).xpath("//tbody//a/@href") == mailed
    assert "ada@example.org" in text(page)


def test_a_message_shows_its_headers_and_both_bodies(desk: Client, mailed: list[str]) -> None:
    page = text(desk.get(mailed[0]))

    assert "List-Unsubscribe-Post List-Unsubscribe=One-Click" in page
    assert b"<html" in desk.get(mailed[0] + "html/").content
    assert desk.get(mailed[0] + "text/")["Content-Type"] == "text/plain; charset=utf-8"


def test_the_html_of_a_message_can_run_nothing(desk: Client, mailed: list[str]) -> None:
    assert desk.get(mailed[0] + "html/")["Content-Security-Policy"].startswith("sandbox ")


def test_a_message_can_be_downloaded_byte_for_byte(
    desk: Client, mailed: list[str], settings: object, tmp_path: Path
) -> None:
    answer = desk.get(mailed[0] + "message.eml")

    assert answer["Content-Type"] == "message/rfc822"
    assert answer["Content-Disposition"].startswith("attachment")
    (file,) = tmp_path.rglob("0001.eml")
    assert answer.content == file.read_bytes()


@pytest.mark.parametrize(
    "path", ["1-1/none/0001/", "..%2F..%2Fx/y/0001/", "1-1/a/../", "1-1/a/0001%00/html/"]
)
def test_what_is_not_there_is_not_found(path: str, desk: Client, mailed: list[str]) -> None:
    assert desk.get(f"/newsroom/outbox/{path}").status_code == 404


@pytest.mark.parametrize("page", ["0", "-1", "x", "99", "²"])
def test_any_page_number_leads_to_a_page(page: str, desk: Client, mailed: list[str]) -> None:
    assert desk.get("/newsroom/outbox/", {"page": page}).status_code == 200


def test_with_a_real_mailer_there_is_no_outbox(desk: Client, edition: Edition, settings: object) -> None:
    settings.PROVIDER = "sendgrid"  # type: ignore[attr-defined]

    assert desk.get("/newsroom/outbox/").status_code == 404
    assert "Outbox" not in text(desk.get("/newsroom/"))


@pytest.mark.parametrize("sought", ["ada@example.org", "ADA", "  ada@\r\n"])
def test_a_message_is_found_by_its_reader(sought: str, desk: Client, mailed: list[str]) -> None:
    page = desk.post("/newsroom/outbox/", {"find": sought})

    assert tree(page).xpath("//tbody//th//text()") == ["ada <ada@example.org>"]
    assert "ada" not in page.request["PATH_INFO"] + page.request["QUERY_STRING"]


def test_messages_are_found_by_their_subject(desk: Client, edition: Edition, mailed: list[str]) -> None:
    page = desk.post("/newsroom/outbox/", {"find": edition.subject[3:20].upper()})

    assert tree(page).xpath("//tbody//a/@href") == mailed


@pytest.mark.parametrize("sought", ["nobody", "<script>", "\x00", "%", "\\", "x" * 9_999])
def test_where_nothing_is_found_it_is_said(sought: str, desk: Client, mailed: list[str]) -> None:
    page = desk.post("/newsroom/outbox/", {"find": sought})

    assert page.status_code == 200
    assert len(tree(page).xpath("//tbody//a")) == (3 if sought == "\x00" else 0)
    assert ("No message has that reader" in text(page)) == (sought != "\x00")
