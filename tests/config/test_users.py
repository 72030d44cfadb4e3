"""`roundup user`: accounts are listed, shut, removed and given other roles and passwords."""

from __future__ import annotations

import io

import pytest
from django.contrib.auth.models import User

from roundup.editors.accounts import ADMIN, EDITOR, add_user
from tests.config.commands import Terminal

pytestmark = pytest.mark.django_db
PASSWORD = "low tide at nine"


@pytest.fixture
def both() -> tuple[User, User]:
    return (
        add_user("ana@quay.example.org", EDITOR, PASSWORD),
        add_user("bo@quay.example.org", ADMIN, PASSWORD),
    )


def test_accounts_are_listed(terminal: Terminal, both: object) -> None:
    terminal.run("user", "disable", "ana@quay.example.org")

    listed = terminal.run("user", "list").splitlines()
    assert listed[0].split() == ["ana@quay.example.org", "editor", "never", "signed", "in,", "disabled"]
    assert terminal.json("user", "list")[1] == {
        "email": "bo@quay.example.org",
        "role": "admin",
        "last_sign_in": None,
        "active": True,
    }


def test_without_an_account_the_list_says_how_to_make_one(terminal: Terminal) -> None:
    assert "roundup user add" in terminal.run("user", "list")
    assert terminal.json("user", "list") == []


@pytest.mark.parametrize(
    ("argv", "active", "role"),
    [
        (["disable", "ANA@quay.example.org"], False, "editor"),
        (["sign-out", "ana@quay.example.org"], True, "editor"),
        (["role", "ana@quay.example.org", "admin"], True, "admin"),
    ],
)
def test_an_account_is_changed(
    argv: list[str], active: bool, role: str, terminal: Terminal, both: object
) -> None:
    told = terminal.json("user", *argv)

    (ana, _) = terminal.json("user", "list")
    assert told["email"] == "ana@quay.example.org"
    assert (ana["active"], ana["role"]) == (active, role)


def test_a_removed_account_is_no_longer_listed_and_may_come_back(terminal: Terminal, both: object) -> None:
    terminal.run("user", "remove", "ana@quay.example.org")
    assert [one["email"] for one in terminal.json("user", "list")] == ["bo@quay.example.org"]
    terminal.run("user", "enable", "ana@quay.example.org", code=1)
    assert "roundup user list" in terminal.err

    terminal.run("user", "add", "ana@quay.example.org")
    assert len(terminal.json("user", "list")) == 2


@pytest.mark.parametrize("argv", [["disable"], ["remove"], ["role", "editor"]])
def test_the_last_admin_is_refused_with_what_to_do(argv: list[str], terminal: Terminal, both: object) -> None:
    terminal.run("user", argv[0], "bo@quay.example.org", *argv[1:], code=1)

    assert "Make somebody else an admin first." in terminal.err


def test_a_password_is_read_or_made(
    terminal: Terminal, both: tuple[User, User], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("high tide at ten\n"))
    assert "high" not in terminal.run("user", "password", "ana@quay.example.org", "--password-stdin")
    assert User.objects.get(pk=both[0].pk).check_password("high tide at ten")

    monkeypatch.setattr("sys.stdin", io.StringIO())
    made = terminal.json("user", "password", "ana@quay.example.org")["password"]
    assert User.objects.get(pk=both[0].pk).check_password(made)


@pytest.mark.parametrize("email", ["", "nobody@quay.example.org", "ana", "ana@quay.example.org ;--", "*"])
def test_an_account_that_does_not_exist_is_refused(email: str, terminal: Terminal, both: object) -> None:
    for act in ("disable", "enable", "remove", "sign-out", "password"):
        terminal.run("user", act, email, code=1)
    assert all(one["active"] for one in terminal.json("user", "list"))
