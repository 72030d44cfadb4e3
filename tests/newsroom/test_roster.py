"""Accounts are listed, shut and removed; the last admin stays; what somebody approved keeps the name."""

from __future__ import annotations

import logging
import threading

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client

from roundup.core.errors import Refused
from roundup.editions.models import Approval, Edition
from roundup.editors import roster
from roundup.editors.accounts import ADMIN, EDITOR, add_user
from tests.making import NOW
from tests.newsroom.conftest import PASSWORD
from tests.newsroom.pages import said, text

pytestmark = pytest.mark.django_db
PAGE = "/newsroom/accounts/"


def is_in(client: Client) -> bool:
    return client.get("/newsroom/account/").status_code == 200


@pytest.mark.parametrize("act", [roster.disable_account, roster.remove_account, roster.end_sessions])
def test_a_session_ends_in_the_moment_in_which_its_account_does(
    act: object, desk: Client, editor: User, admin: User
) -> None:
    assert is_in(desk)

    act(editor)  # type: ignore[operator]

    assert not is_in(desk)


def test_another_password_ends_every_session(desk: Client, editor: User) -> None:
    roster.set_password(editor, "high tide at ten")

    assert not is_in(desk)


def test_whoever_is_disabled_signs_in_again_once_enabled(client: Client, editor: User) -> None:
    account = {"username": editor.username, "password": PASSWORD}
    roster.disable_account(editor)
    client.post("/newsroom/login/", account)
    assert not is_in(client)

    roster.enable_account(editor)
    client.post("/newsroom/login/", account)
    assert is_in(client)


def test_what_somebody_approved_keeps_their_name(edition: Edition, editor: User, admin: User) -> None:
    approval = Approval.objects.create(edition=edition, hash="x", at=NOW, by=editor, html="", text="")

    roster.remove_account(editor)

    approval.refresh_from_db()
    assert approval.by is not None
    assert approval.by.get_username() == "ana@quay.example.org"
    assert [account.email for account in roster.all_accounts()] == ["bo@quay.example.org"]


def test_who_was_removed_can_be_added_again(editor: User, admin: User) -> None:
    roster.remove_account(editor)

    assert add_user(editor.username, EDITOR, PASSWORD).pk == editor.pk


LOSING = {
    "disable": roster.disable_account,
    "remove": roster.remove_account,
    "role": lambda user: roster.set_role(user, EDITOR),
    "add": lambda user: add_user(user.username, EDITOR, PASSWORD),
}


@pytest.mark.parametrize("act", LOSING.values(), ids=LOSING)
def test_the_last_admin_stays_one(act: object, office: Client, admin: User, editor: User) -> None:
    roster.make_invited("cy@quay.example.org", ADMIN)  # Who never set a password can do nothing yet.
    with pytest.raises(Refused, match="Make somebody else an admin"):
        act(admin)  # type: ignore[operator]
    assert is_in(office)

    add_user("dee@quay.example.org", ADMIN, PASSWORD)
    act(admin)  # type: ignore[operator]


@pytest.mark.django_db(transaction=True)
def test_two_admins_who_remove_each_other_at_once_leave_one() -> None:
    both = [add_user(f"{name}@quay.example.org", ADMIN, PASSWORD) for name in ("ann", "bo")]
    start, refused = threading.Barrier(2), []

    def go(user: User) -> None:
        start.wait()
        try:
            roster.remove_account(user)
        except Refused as error:
            refused.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=go, args=(user,)) for user in both]
    for each in threads:
        each.start()
    for each in threads:
        each.join()

    assert len(refused) == 1
    assert len(roster.all_accounts()) == 1


def test_an_admin_sees_and_looks_after_all_accounts(office: Client, admin: User, editor: User) -> None:
    page = text(office.get(PAGE))
    assert "ana@quay.example.org editor never" in page
    assert "This is you" in page

    office.post(f"{PAGE}{editor.pk}/role/", {"role": "admin"})
    assert roster.find_account(editor.username).groups.get().name == "admin"
    office.post(f"{PAGE}{editor.pk}/disable/")
    assert "disabled" in text(office.get(PAGE))
    office.post(f"{PAGE}{editor.pk}/enable/")
    assert "cannot sign in any more" in text(office.get(f"{PAGE}{editor.pk}/remove/"))
    answer = office.post(f"{PAGE}{editor.pk}/remove/", follow=True)
    assert said(answer) == ["Removed, and signed out everywhere."]
    assert "ana@" not in text(office.get(PAGE))


@pytest.mark.parametrize("act", ["disable", "remove"])
def test_nobody_shuts_themselves_out_by_a_slip(act: str, office: Client, admin: User) -> None:
    add_user("dee@quay.example.org", ADMIN, PASSWORD)

    assert "your own account" in said(office.post(f"{PAGE}{admin.pk}/{act}/", follow=True))[0]
    assert is_in(office)


@pytest.mark.parametrize("role", ["", "owner", "admin,editor", "ADMIN", "x" * 500])
def test_a_role_that_is_none_changes_nothing(role: str, office: Client, editor: User) -> None:
    office.post(f"{PAGE}{editor.pk}/role/", {"role": role})

    assert roster.find_account(editor.username).groups.get().name == "editor"


def test_no_log_line_names_an_account(office: Client, editor: User, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, "roundup")
    for act in ("role", "disable", "enable", "sign-out", "remove"):
        office.post(f"{PAGE}{editor.pk}/{act}/", {"role": "admin"})

    assert f"account {editor.pk} was removed" in caplog.text
    assert "ana" not in caplog.text
