"""Nobody keeps an editor out: not from one network, nor, on a browser they know, from any number of them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from roundup.core.errors import Refused
from roundup.newsroom import guessing, known
from roundup.newsroom.models import SignInTry
from roundup.subscribers.asker_network import network_of
from tests.newsroom.conftest import PASSWORD
from tests.newsroom.pages import text

LOGIN = "/newsroom/login/"
OWNER, ELSEWHERE = "198.51.100.4", "203.0.113.9"
ENOUGH = guessing.FOR_ONE_ACCOUNT // guessing.FROM_ONE_NETWORK_FOR_ONE_ACCOUNT


def sign_in(client: Client, password: str, address: str = OWNER) -> HttpResponse:
    name = "ana@quay.example.org"
    return client.post(LOGIN, {"username": name, "password": password}, REMOTE_ADDR=address)


def is_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


@pytest.mark.django_db
def test_one_network_that_tries_for_ever_does_not_keep_an_editor_out(client: Client, editor: User) -> None:
    for _ in range(guessing.FOR_ONE_ACCOUNT + 5):
        sign_in(Client(), "wrong", ELSEWHERE)

    sign_in(client, PASSWORD)
    assert is_in(client)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address",
    ["2001:db8:1:2::%x", "2001:db8:1:%x::1", "2001:db8:1:%x00::1", "::ffff:203.0.113.%d", "203.0.113.%d"],
)
def test_the_addresses_of_one_owner_are_one_network(address: str, client: Client, editor: User) -> None:
    for number in range(guessing.FOR_ONE_ACCOUNT + 5):
        sign_in(Client(), "wrong", address % (number % 250 + 1))

    assert SignInTry.objects.values("network").distinct().count() == 1
    sign_in(client, PASSWORD)
    assert is_in(client)


@pytest.mark.django_db
def test_on_a_known_browser_no_number_of_networks_keeps_its_owner_out(client: Client, editor: User) -> None:
    sign_in(client, PASSWORD)
    client.post("/newsroom/logout/")
    for number in range(ENOUGH + 10):
        for _ in range(guessing.FROM_ONE_NETWORK_FOR_ONE_ACCOUNT):
            sign_in(Client(), "wrong", f"10.1.{number}.1")
    assert "Too many tries" in text(sign_in(Client(), PASSWORD))

    sign_in(client, PASSWORD)
    assert is_in(client)


@pytest.mark.django_db
def test_on_a_known_browser_a_neighbour_does_not_keep_its_owner_out(client: Client, editor: User) -> None:
    sign_in(client, PASSWORD)
    client.post("/newsroom/logout/")
    for _ in range(40):
        sign_in(Client(), "wrong", OWNER)

    sign_in(client, PASSWORD)
    assert is_in(client)


@pytest.mark.django_db
def test_a_known_browser_guesses_no_more_than_another(client: Client, editor: User) -> None:
    sign_in(client, PASSWORD)
    client.post("/newsroom/logout/")
    for number in range(guessing.FROM_ONE_NETWORK_FOR_ONE_ACCOUNT):
        sign_in(client, "wrong", f"10.1.{number}.1")

    assert "Too many tries" in text(sign_in(client, PASSWORD, "10.1.99.1"))


@pytest.mark.django_db
@pytest.mark.parametrize("forged", ["", "x", "{}", "browser-1", "a:b:c", "é", "x" * 5000])
def test_a_cookie_that_is_not_ours_makes_no_browser_known(forged: str, client: Client, editor: User) -> None:
    client.cookies[known.COOKIE] = forged

    for _ in range(guessing.FROM_ONE_NETWORK_FOR_ONE_ACCOUNT):
        sign_in(client, "wrong")
    assert "Too many tries" in text(sign_in(client, PASSWORD))


@pytest.mark.django_db
def test_a_browser_that_knows_one_account_is_strange_to_another(
    client: Client, editor: User, admin: User
) -> None:
    client.post(LOGIN, {"username": admin.username, "password": PASSWORD}, REMOTE_ADDR=ELSEWHERE)
    client.post("/newsroom/logout/")

    for _ in range(guessing.FROM_ONE_NETWORK_FOR_ONE_ACCOUNT):
        sign_in(Client(), "wrong")
    assert "Too many tries" in text(sign_in(client, PASSWORD))


class Besieged(TestCase):  # type: ignore[misc]
    @settings(max_examples=25, suppress_health_check=list(HealthCheck))
    @given(
        st.lists(st.tuples(st.integers(1, ENOUGH - 1), st.integers(1, 12), st.integers(0, 900)), max_size=25)
    )
    def test_fewer_networks_than_twenty_never_keep_the_owner_out(
        self, tries: list[tuple[int, int, int]]
    ) -> None:
        """Whatever they try, in whatever order and however often: the owner's next try is looked at."""
        now = timezone.now()
        for network, count, seconds in tries:
            now += timedelta(seconds=seconds)
            for _ in range(count):
                try:
                    guessing.note_try("ana@quay.example.org", f"10.0.{network}.0/24", now)
                except Refused:
                    continue
            guessing.forgive(
                guessing.note_try("ana@quay.example.org", network_of({"REMOTE_ADDR": OWNER}), now)
            )
