"""A right password opens the newsroom; wrong ones cannot be tried for ever."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.models import User
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from roundup.newsroom import guessing
from roundup.newsroom.models import SignInTry
from tests.newsroom.conftest import PASSWORD
from tests.newsroom.pages import text

pytestmark = pytest.mark.django_db
LOGIN = "/newsroom/login/"


def sign_in(client: Client, password: str, name: str = "ana@quay.example.org", **where: str) -> HttpResponse:
    return client.post(LOGIN, {"username": name, "password": password}, **where)


def is_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def test_a_right_password_leads_to_the_editions(client: Client, editor: User) -> None:
    answer = sign_in(client, PASSWORD, " ANA@quay.example.org")

    assert answer["Location"] == reverse("newsroom:editions")
    assert is_in(client)


def test_after_signing_in_one_is_where_one_wanted_to_go(client: Client, editor: User) -> None:
    answer = client.post(
        LOGIN, {"username": editor.username, "password": PASSWORD, "next": "/newsroom/outbox/"}
    )

    assert answer["Location"] == "/newsroom/outbox/"


def test_a_link_to_another_site_is_not_followed(client: Client, editor: User) -> None:
    answer = client.post(
        LOGIN, {"username": editor.username, "password": PASSWORD, "next": "https://evil.example/"}
    )

    assert answer["Location"] == reverse("newsroom:editions")


def test_a_wrong_password_and_an_unknown_address_are_told_in_the_same_words(
    client: Client, editor: User
) -> None:
    sentence = "This address and password do not match."

    assert sentence in text(sign_in(client, "wrong"))
    assert sentence in text(sign_in(client, "wrong", "nobody@quay.example.org"))


def test_after_five_wrong_passwords_the_right_one_must_wait(
    client: Client, editor: User, clock: time_machine.Coordinates
) -> None:
    for _ in range(guessing.FROM_ONE_NETWORK_FOR_ONE_ACCOUNT):
        sign_in(client, "wrong")

    assert "Too many tries" in text(sign_in(client, PASSWORD))
    assert not is_in(client)

    clock.shift(guessing.WINDOW + timedelta(seconds=1))
    sign_in(client, PASSWORD)
    assert is_in(client)


def test_wrong_passwords_of_others_elsewhere_do_not_keep_an_editor_out(client: Client, editor: User) -> None:
    for _ in range(10):
        sign_in(Client(), "wrong", REMOTE_ADDR="203.0.113.9")

    sign_in(client, PASSWORD, REMOTE_ADDR="198.51.100.4")
    assert is_in(client)


def test_a_network_that_tries_many_accounts_must_wait_as_well(client: Client, editor: User) -> None:
    for number in range(guessing.FROM_ONE_NETWORK):
        sign_in(client, "wrong", f"guess{number}@quay.example.org")

    assert "Too many tries" in text(sign_in(client, PASSWORD))


def test_signing_in_forgets_the_wrong_tries_before(client: Client, editor: User) -> None:
    sign_in(client, "wrong")
    sign_in(client, PASSWORD)

    assert not SignInTry.objects.exists()


def test_no_try_keeps_the_address(client: Client, editor: User) -> None:
    sign_in(client, "wrong")

    (kept,) = SignInTry.objects.values()
    assert "ana" not in str(kept)


def test_only_a_post_signs_out(desk: Client) -> None:
    desk.get("/newsroom/logout/")
    assert is_in(desk)

    desk.post("/newsroom/logout/")
    assert not is_in(desk)


def test_a_new_password_needs_the_old_one_and_keeps_one_signed_in(desk: Client, editor: User) -> None:
    new = {"new_password1": "high tide at ten", "new_password2": "high tide at ten"}

    desk.post("/newsroom/account/", {"old_password": "wrong"} | new)
    editor.refresh_from_db()
    assert editor.check_password(PASSWORD)

    desk.post("/newsroom/account/", {"old_password": PASSWORD} | new)
    editor.refresh_from_db()
    assert editor.check_password("high tide at ten")
    assert desk.get("/newsroom/account/").status_code == 200
