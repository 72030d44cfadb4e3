"""An account is an e-mail address, a password and a role."""

from __future__ import annotations

import logging

import pytest
from django.contrib.auth.models import AnonymousUser, User

from roundup.core.errors import Refused
from roundup.editors.accounts import EDITOR, add_user, may_administer, may_edit
from tests.newsroom.conftest import PASSWORD

pytestmark = pytest.mark.django_db


def test_an_editor_edits_and_does_not_administer(editor: User) -> None:
    assert may_edit(editor)
    assert not may_administer(editor)


def test_an_admin_does_both(admin: User) -> None:
    assert may_edit(admin)
    assert may_administer(admin)


def test_nobody_without_a_role_gets_in() -> None:
    assert not may_edit(User.objects.create_user("cleo@quay.example.org"))
    assert not may_edit(AnonymousUser())


def test_a_closed_account_loses_its_role(editor: User) -> None:
    editor.is_active = False

    assert not may_edit(editor)


def test_an_address_has_one_account_however_it_is_written(editor: User) -> None:
    again = add_user(" Ana@Quay.example.ORG ", "admin", PASSWORD)

    assert again.pk == editor.pk
    assert [group.name for group in again.groups.all()] == ["admin"]


@pytest.mark.parametrize(
    ("email", "role", "password"),
    [
        ("ana", "editor", PASSWORD),
        ("ana@quay.example.org", "publisher", PASSWORD),
        ("ana@quay.example.org", "editor", "short"),
        ("ana@quay.example.org", "editor", "1234567890"),
        (f"{'a' * 60}@{'b' * 60}.{'c' * 60}.example.org", "editor", PASSWORD),
    ],
)
def test_what_makes_no_sense_is_refused_and_makes_no_account(email: str, role: str, password: str) -> None:
    with pytest.raises(Refused):
        add_user(email, role, password)

    assert not User.objects.exists()


def test_no_log_line_names_the_address(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)

    add_user("ana@quay.example.org", "editor", PASSWORD)

    assert "ana" not in caplog.text


def test_an_account_with_djangos_own_flags_that_becomes_an_editors_is_one(admin: User) -> None:
    User.objects.create_superuser("root@quay.example.org", password="a long password of root")

    user = add_user("root@quay.example.org", EDITOR, "another long password")

    assert may_edit(user)
    assert not may_administer(user)
