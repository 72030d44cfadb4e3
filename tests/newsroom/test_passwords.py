"""Somebody who forgot a password gets a link that works once, within an hour; it does not reveal who has an
account.
"""

from __future__ import annotations

import re
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
import time_machine
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from roundup.editors import accounts, passwords, roster
from roundup.editors.models import EditorMail, PasswordAsking
from roundup.newsroom.tasks import write_to_editors
from tests.making import make_publication
from tests.newsroom.pages import said, text

pytestmark = pytest.mark.django_db
ASK = "/newsroom/password/"
NEW = {"new_password1": "high tide at ten", "new_password2": "high tide at ten"}


def ask(email: str = "ana@quay.example.org", **where: str) -> object:
    return Client().post(ASK, {"email": email}, **where)


def links() -> list[str]:
    """Return the links of all mails to editors, as paths."""
    passwords.answer_askings(timezone.now())
    mails = EditorMail.objects.order_by("pk")
    found = [re.search(r"http\S+/newsroom/password/\S+", mail.text) for mail in mails]
    return [urlsplit(each[0]).path for each in found if each]


def test_a_link_sets_a_password_once_and_signs_all_devices_out(desk: Client, editor: User) -> None:
    ask()
    (link,) = links()
    assert "ana@quay.example.org" in text(Client().get(link))
    Client().get(link)  # As a mail scanner does.

    answer = Client().post(link, NEW, follow=True)

    editor.refresh_from_db()
    assert editor.check_password("high tide at ten")
    assert "Your password is set." in said(answer)[0]
    assert desk.get("/newsroom/account/").status_code == 302
    assert Client().get(link).status_code == Client().post(link, NEW).status_code == 404


def test_a_link_is_valid_for_an_hour(editor: User, clock: time_machine.Coordinates) -> None:
    ask()
    (link,) = links()

    clock.shift(timedelta(minutes=59))
    assert Client().get(link).status_code == 200
    clock.shift(timedelta(minutes=2))
    assert Client().post(link, NEW).status_code == 404


def test_a_link_is_over_once_its_owner_has_signed_in(client: Client, editor: User) -> None:
    ask()
    (link,) = links()

    client.post("/newsroom/login/", {"username": editor.username, "password": "low tide at nine"})

    assert Client().get(link).status_code == 404


@pytest.mark.parametrize("act", [roster.disable_account, roster.remove_account])
def test_an_account_that_was_shut_gets_no_link_and_its_link_is_over(
    act: object, editor: User, admin: User
) -> None:
    ask()
    (link,) = links()
    act(editor)  # type: ignore[operator]
    ask()

    assert links() == [link]
    assert Client().post(link, NEW).status_code == 404


def test_the_answer_and_the_work_are_the_same_for_every_address(editor: User) -> None:
    ask("warm@quay.example.org")
    asked, answers = set(), set()
    for name in ("ana@quay.example.org", "nobody@quay.example.org", "ANA@quay.example.org"):
        with CaptureQueriesContext(connection) as seen:
            answers.add(ask(name).content)  # type: ignore[attr-defined]
        asked.add(tuple(re.sub(r"'[^']*'|\d+", "?", query["sql"]) for query in seen))

    assert len(asked) == len(answers) == 1
    assert "auth_user" not in str(asked)


def test_an_account_gets_three_links_an_hour_from_wherever_they_are_asked_for(
    editor: User, clock: time_machine.Coordinates
) -> None:
    for number in range(8):
        ask(REMOTE_ADDR=f"10.{number}.0.1")
    assert len(links()) == passwords.MOST_OF_ACCOUNT

    clock.shift(timedelta(minutes=61))
    ask()
    assert len(links()) == passwords.MOST_OF_ACCOUNT + 1


def test_whoever_asks_on_and_on_keeps_no_owner_from_a_link(
    editor: User, clock: time_machine.Coordinates
) -> None:
    for _ in range(24):
        ask(REMOTE_ADDR="198.51.100.7")
        passwords.answer_askings(timezone.now())
        clock.shift(timedelta(minutes=10))
    ask(REMOTE_ADDR="203.0.113.9")

    assert [link for link in links() if Client().get(link).status_code == 200]


def test_an_account_that_no_mail_reaches_keeps_no_other_waiting(editor: User) -> None:
    accounts.add_user("chief@localhost", accounts.EDITOR, "high tide at ten")
    ask("chief@localhost")
    ask()

    assert len(links()) == 1
    assert not PasswordAsking.objects.filter(is_answered=False).exists()


def test_a_network_that_asks_too_often_is_told_so(editor: User) -> None:
    answers = [ask(f"guess{number}@quay.example.org") for number in range(passwords.MOST_OF_NETWORK + 5)]

    assert "from your network" in text(answers[-1])  # type: ignore[arg-type]
    assert PasswordAsking.objects.count() == passwords.MOST_OF_NETWORK


def test_each_asking_is_mailed_once_however_often_the_task_runs(editor: User) -> None:
    make_publication()
    ask()
    for _ in range(3):
        write_to_editors()

    assert EditorMail.objects.count() == 1


def test_no_asking_keeps_the_address(editor: User) -> None:
    ask()

    assert "ana" not in str(PasswordAsking.objects.values().get())


def forged(link: str) -> list[str]:
    token = link.split("/")[3]
    payload, stamp, mac = token.split(":")
    return [
        "x",
        "a:b:c",
        f"{payload}:{stamp}:x",
        f"x{payload}:{stamp}:{mac}",
        f"{payload}:zzzzzz:{mac}",
        token[::-1],
    ]


def test_a_link_made_up_opens_nothing(editor: User) -> None:
    ask()
    (link,) = links()

    for token in forged(link):
        assert Client().post(f"{ASK}{token}/", NEW).status_code == 404, token
    editor.refresh_from_db()
    assert not editor.check_password("high tide at ten")


def test_the_page_of_a_link_tells_its_address_to_no_other_site(
    editor: User, caplog: pytest.LogCaptureFixture
) -> None:
    ask()
    (link,) = links()

    page = Client().get(link)
    Client().get(f"{link}more/")

    assert page["Referrer-Policy"] == "same-origin"
    assert "no-store" in page["Cache-Control"]
    assert link.split("/")[3] not in caplog.text


def test_who_is_invited_chooses_a_password_and_signs_in(office: Client, client: Client) -> None:
    office.post("/newsroom/accounts/invite/", {"email": "Cy@quay.example.org", "role": "editor"})
    (link,) = links()
    assert "invited" in text(office.get("/newsroom/accounts/"))

    client.post(link, NEW)
    client.post("/newsroom/login/", {"username": "cy@quay.example.org", "password": NEW["new_password1"]})

    assert client.get("/newsroom/account/").status_code == 200
    assert "invited" not in text(office.get("/newsroom/accounts/"))
    assert EditorMail.objects.get().to == "cy@quay.example.org"


def test_an_invitation_can_be_sent_again_until_it_is_used(
    office: Client, clock: time_machine.Coordinates
) -> None:
    form = {"email": "cy@quay.example.org", "role": "editor"}
    office.post("/newsroom/accounts/invite/", form)
    clock.shift(timedelta(days=4))
    office.post("/newsroom/accounts/invite/", form)
    first, second = links()
    assert Client().get(first).status_code == 404
    assert Client().post(second, NEW).status_code == 302
    assert Client().get(second).status_code == 404

    answer = office.post("/newsroom/accounts/invite/", form, follow=True)
    assert any("already" in sentence for sentence in said(answer))


def test_an_invitation_that_is_sent_twice_in_a_minute_is_one_mail_that_works(office: Client) -> None:
    for _ in range(2):
        office.post("/newsroom/accounts/invite/", {"email": "cy@quay.example.org", "role": "editor"})

    (link,) = links()
    assert Client().post(link, NEW).status_code == 302


@pytest.mark.parametrize(
    "email", ["", "cy", "cy@", "cy@quay.example.org\nBcc: x@y.org", "x" * 200 + "@example.org"]
)
def test_what_is_not_an_address_is_not_invited(email: str, office: Client) -> None:
    page = office.post("/newsroom/accounts/invite/", {"email": email, "role": "editor"})

    assert page.status_code == 200
    assert not EditorMail.objects.exists()
    assert User.objects.count() == 1
