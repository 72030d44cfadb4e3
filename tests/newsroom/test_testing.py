"""An editor has a test of the proof mailed, and sees what became of it."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.test import Client
from lxml import html
from pytest_django import Settings

from roundup.core.email_addresses import normalise_address
from roundup.core.errors import Refused
from roundup.core.suppression import SuppressionReason
from roundup.editions.models import Edition
from roundup.newsroom.trials import claim_form
from roundup.providers.outbox import list_messages, read_message
from roundup.sending.models import Trial
from roundup.subscribers.suppressions import suppress_address
from tests.making import FRIDAY, NOW
from tests.newsroom.mailings import begin
from tests.newsroom.pages import hidden, said, text, tree
from tests.services.beside import Beside

pytestmark = pytest.mark.django_db


def send(desk: Client, edition: Edition, **form: str) -> list[str]:
    return said(desk.post(f"/newsroom/editions/{edition.pk}/test/", form, follow=True))


def kept_to(settings: Settings) -> list[str]:
    return sorted(message.to for message in list_messages(settings.DATA, 99, 0))


def page_of(desk: Client, edition: Edition) -> html.HtmlElement:
    return tree(desk.get(f"/newsroom/editions/{edition.pk}/"))


def proposed(desk: Client, edition: Edition) -> str:
    (field,) = page_of(desk, edition).xpath("//textarea[@name='addresses']")
    return str(field.text).strip()


@pytest.mark.parametrize("width", ["wide", "narrow"])
def test_one_press_sends_it_to_oneself(
    width: str, desk: Client, edition: Edition, editor: User, settings: Settings
) -> None:
    forms = page_of(desk, edition).xpath("//form[.//button='Send me a test']")
    (form,) = (form for form in forms if form.get("class") == f"only-{width}")
    assert form.xpath(".//button/@title") == [f"Mails this proof to {editor.email}"]
    fields = {field.get("name"): field.get("value") for field in form.xpath(".//input")}

    assert send(desk, edition, **fields) == ["The test is in the outbox."]

    (kept,) = list_messages(settings.DATA, 9, 0)
    assert (kept.to, kept.subject) == (editor.email, f"[Test] {edition.subject}")
    assert Trial.objects.get().by == editor


def test_several_addresses_get_one_each(desk: Client, edition: Edition, settings: Settings) -> None:
    typed = "bo@x.org, cy@x.org;dag@x.org\r\n edda@x.org\tBO@x.org,"

    assert send(desk, edition, addresses=typed) == ["4 tests are in the outbox."]

    assert kept_to(settings) == ["bo@x.org", "cy@x.org", "dag@x.org", "edda@x.org"]
    assert Trial.objects.count() == 4


def test_the_addresses_used_last_are_kept_for_each_person(
    desk: Client, office: Client, edition: Edition, editor: User, admin: User
) -> None:
    assert proposed(desk, edition) == editor.email

    send(desk, edition, addresses="bo@x.org, cy@x.org")
    send(desk, edition)  # A press of "Send me a test" is no other choice.

    assert proposed(desk, edition) == "bo@x.org, cy@x.org"
    assert proposed(office, edition) == admin.email


@pytest.mark.parametrize(
    ("typed", "said_of_it"),
    [
        ("bo@x.org, cy@, dag@x.org", "“cy@”: This is not an e-mail address"),
        ("Bo <bo@x.org>", "“Bo”: This is not an e-mail address"),
        ("bo@x.org\u202e", "“bo@x.org\u202e”: The e-mail address contains an invisible character"),
        ("bo@x.org " + "a" * 2000, f"“{'a' * 254}”: The e-mail address is longer"),
        ("<script>alert(1)</script>", "“<script>alert(1)</script>”: Type only one e-mail address"),
        (" ,;\n", "Type at least one address for the test."),
        (",".join(f"a{n}@x.org" for n in range(11)), "10 addresses at once; you typed 11."),
    ],
)
def test_what_is_wrong_is_named_kept_and_nothing_is_sent(
    typed: str, said_of_it: str, desk: Client, edition: Edition, settings: Settings
) -> None:
    (told,) = send(desk, edition, addresses=typed)

    assert said_of_it in told
    assert kept_to(settings) == []
    assert proposed(desk, edition) == typed.strip()


def test_a_second_press_sends_nothing(desk: Client, edition: Edition, settings: Settings) -> None:
    form = str(page_of(desk, edition).xpath("//input[@name='form']/@value")[0])
    send(desk, edition, addresses="bo@x.org", form=form)

    assert "it is not sent twice" in send(desk, edition, addresses="bo@x.org", form=form)[0]
    assert kept_to(settings) == ["bo@x.org"]

    another = str(page_of(desk, edition).xpath("//input[@name='form']/@value")[0])
    send(desk, edition, addresses="bo@x.org", form=another)
    assert kept_to(settings) == ["bo@x.org", "bo@x.org"]


@pytest.mark.django_db(transaction=True)
def test_of_two_presses_at_once_one_counts(editor: User) -> None:
    presses = [Beside(lambda: claim_form(editor, "one")) for _ in range(2)]

    refused = 0
    for press in presses:
        try:
            press.done()
        except Refused:
            refused += 1
    assert refused == 1


def test_what_was_fixed_in_the_same_form_is_sent(desk: Client, edition: Edition, settings: Settings) -> None:
    send(desk, edition, addresses="bo@", form="one")

    assert send(desk, edition, addresses="bo@x.org", form="one") == ["The test is in the outbox."]


def test_one_that_must_not_be_mailed_does_not_keep_the_others_from_theirs(
    desk: Client, edition: Edition, settings: Settings
) -> None:
    suppress_address(normalise_address("cy@x.org"), SuppressionReason.COMPLAINED, NOW)

    refused, sent = send(desk, edition, addresses="bo@x.org cy@x.org dag@x.org")

    assert sent == "2 tests are in the outbox."
    assert refused.startswith("cy@x.org: This address is on the list")
    assert kept_to(settings) == ["bo@x.org", "dag@x.org"]


def test_htmx_gets_the_part_with_the_result(desk: Client, edition: Edition) -> None:
    answer = desk.post(
        f"/newsroom/editions/{edition.pk}/test/",
        {"addresses": "bo@x.org cy@x.org"},
        headers={"HX-Request": "true"},
    )

    found = text(answer)
    assert "2 tests are in the outbox." in found
    assert "to b…@x.org: accepted" in found
    assert b"<html" not in answer.content


def test_no_log_names_an_address(desk: Client, edition: Edition, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level("DEBUG"):
        send(desk, edition, addresses="bo@x.org, cy@, x")
        send(desk, edition, addresses="bo@x.org")

    assert "x.org" not in caplog.text
    assert "cy@" not in caplog.text


def test_the_page_reports_tests_and_whether_they_were_of_this_proof(desk: Client, edition: Edition) -> None:
    send(desk, edition)
    page = f"/newsroom/editions/{edition.pk}/"
    assert "Wed 18 Nov, 13:00 to a…@quay.example.org: accepted" in text(desk.get(page))
    assert "an earlier proof" not in text(desk.get(page))

    form = hidden(desk, page, f"{page}words/")
    desk.post(f"{page}words/", form | {"subject": "Another subject"})
    assert "an earlier proof" in text(desk.get(page))


def test_its_links_cannot_unsubscribe_anybody(desk: Client, edition: Edition, settings: Settings) -> None:
    send(desk, edition, addresses="ada@example.org")

    message = read_message(settings.DATA, list_messages(settings.DATA, 1, 0)[0].id)
    assert message
    leave = message.html.split("/u/")[1].split("/")[0]
    assert "This was a test" in text(Client().post(f"/u/{leave}/"))
    assert edition.publication.subscribers.filter(status="active").count() == 3


def test_an_edition_on_its_way_offers_no_test(desk: Client, edition: Edition) -> None:
    begin(edition, FRIDAY)

    assert not tree(desk.get(f"/newsroom/editions/{edition.pk}/")).xpath("//textarea[@name='addresses']")
