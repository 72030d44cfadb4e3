"""A session that ends in mid-edit costs no word: the password is asked for in place, and the act is done."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.http import HttpResponse
from django.test import Client

from roundup.editions.form_versions import edition_words, version_of
from roundup.editions.models import Edition
from roundup.newsroom import guessing
from tests.newsroom.conftest import PASSWORD
from tests.newsroom.pages import said, text, tree

pytestmark = pytest.mark.django_db
AGAIN = "/newsroom/login/again/"
NOTE = "Good morning.\n\n<b>Bold</b> & \u0635\u0628\u0627\u062d"


def typed(edition: Edition) -> dict[str, str]:
    words = edition_words(edition)
    return {**words, "note": NOTE, "version": version_of(words)}


def press(client: Client, edition: Edition, **more: str) -> HttpResponse:
    return client.post(f"/newsroom/editions/{edition.pk}/words/", typed(edition) | more)


def go_on(
    page: HttpResponse, client: Client, password: str = PASSWORD, who: str = "ana@quay.example.org"
) -> HttpResponse:
    """Fill in the form that asks for the password, as a browser sends it."""
    (form,) = [found for found in tree(page).forms if found.action == AGAIN]
    fields = {
        name: value.removeprefix("\n") for name, value in form.form_values() if name != "csrfmiddlewaretoken"
    }
    fields |= {"username": who, "password": password}
    return client.post(AGAIN, fields, follow=True)


def test_what_was_typed_is_saved_once_the_password_is_given(
    edition: Edition, editor: User, client: Client
) -> None:
    page = press(client, edition)
    assert page.status_code == 401
    assert "Nothing that you typed is lost" in text(page)

    answer = go_on(page, client)

    edition.refresh_from_db()
    assert edition.note == NOTE
    assert said(answer) == ["The words are saved."]


def test_a_wrong_password_keeps_what_was_typed(edition: Edition, editor: User, client: Client) -> None:
    wrong = go_on(press(client, edition), client, "not this one")
    assert wrong.status_code == 422
    assert "do not match" in text(wrong)

    go_on(wrong, client)

    edition.refresh_from_db()
    assert edition.note == NOTE


def test_passwords_cannot_be_tried_for_ever_there(edition: Edition, editor: User, client: Client) -> None:
    page = press(client, edition)
    for _ in range(guessing.FROM_ONE_NETWORK_FOR_ONE_ACCOUNT):
        page = go_on(page, client, "wrong")

    assert "Too many tries" in text(go_on(page, client))
    edition.refresh_from_db()
    assert edition.note != NOTE


def test_somebody_who_may_not_do_it_does_not(edition: Edition, client: Client) -> None:
    User.objects.create_user("ana@quay.example.org", password=PASSWORD)

    assert go_on(press(client, edition), client).status_code == 403
    edition.refresh_from_db()
    assert edition.note != NOTE


@pytest.mark.parametrize(
    "path",
    [
        "https://evil.example/",
        "//evil.example/",
        "/p/x/",
        "/newsroom/logout/",
        "",
        "\x00",
        "/hooks/sendgrid/",
    ],
)
def test_only_an_act_of_the_newsroom_is_gone_on_with(path: str, editor: User, client: Client) -> None:
    answer = client.post(
        AGAIN, {"username": editor.username, "password": PASSWORD, "again_path": path, "note": "x"}
    )

    assert (answer.status_code, answer["Location"]) == (302, "/newsroom/")
    assert "_auth_user_id" in client.session


def test_no_password_is_written_into_a_page(editor: User, client: Client) -> None:
    answer = client.post("/newsroom/account/", {"old_password": "old secret", "new_password1": "new secret"})

    assert (answer.status_code, answer["Location"]) == (302, "/newsroom/login/?next=/newsroom/account/")


def test_a_page_that_was_only_looked_at_is_there_again_after_signing_in(
    edition: Edition, client: Client
) -> None:
    address = f"/newsroom/editions/{edition.pk}/"

    assert client.get(address)["Location"] == f"/newsroom/login/?next={address}"
