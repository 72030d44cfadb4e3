"""An editor has a test of the proof mailed, and sees what became of it."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.test import Client
from pytest_django import Settings

from roundup.editions.models import Edition
from roundup.providers.outbox import list_messages, read_message
from roundup.sending.models import Trial
from tests.making import FRIDAY
from tests.newsroom.mailings import begin
from tests.newsroom.pages import hidden, said, text, tree

pytestmark = pytest.mark.django_db


def send(desk: Client, edition: Edition, **form: str) -> list[str]:
    return said(desk.post(f"/newsroom/editions/{edition.pk}/test/", form, follow=True))


def test_the_editors_own_address_is_proposed(desk: Client, edition: Edition, editor: User) -> None:
    page = tree(desk.get(f"/newsroom/editions/{edition.pk}/"))

    assert page.xpath("//input[@name='address']/@value") == [editor.email]


@pytest.mark.parametrize(
    ("form", "to"), [({}, "ana@quay.example.org"), ({"address": " Bo@x.org "}, "Bo@x.org")]
)
def test_it_goes_to_the_address_named(
    form: dict[str, str], to: str, desk: Client, edition: Edition, editor: User, settings: Settings
) -> None:
    assert send(desk, edition, **form) == ["The test is in the outbox."]

    (kept,) = list_messages(settings.DATA, 9, 0)
    assert kept.to == to
    assert kept.subject == f"[Test] {edition.subject}"
    assert Trial.objects.get().by == editor


def test_the_page_tells_of_tests_and_whether_they_were_of_this_proof(desk: Client, edition: Edition) -> None:
    send(desk, edition)
    page = f"/newsroom/editions/{edition.pk}/"
    assert "Wed 18 Nov, 13:00 to a…@quay.example.org: accepted" in text(desk.get(page))
    assert "an earlier proof" not in text(desk.get(page))

    form = hidden(desk, page, f"{page}words/")
    desk.post(f"{page}words/", form | {"subject": "Another subject"})
    assert "an earlier proof" in text(desk.get(page))


def test_what_is_no_address_is_refused(desk: Client, edition: Edition) -> None:
    assert "This is not an e-mail address" in send(desk, edition, address="ana")[0]


def test_its_links_cannot_unsubscribe_anybody(desk: Client, edition: Edition, settings: Settings) -> None:
    send(desk, edition, address="ada@example.org")

    message = read_message(settings.DATA, list_messages(settings.DATA, 1, 0)[0].id)
    assert message
    leave = message.html.split("/u/")[1].split("/")[0]
    assert "This was a test" in text(Client().post(f"/u/{leave}/"))
    assert edition.publication.subscribers.filter(status="active").count() == 3


def test_an_edition_on_its_way_offers_no_test(desk: Client, edition: Edition) -> None:
    begin(edition, FRIDAY)

    assert not tree(desk.get(f"/newsroom/editions/{edition.pk}/")).xpath("//input[@name='address']")
