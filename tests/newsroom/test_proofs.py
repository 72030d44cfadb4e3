"""The proof is exactly what goes out, and can run nothing."""

from __future__ import annotations

import pytest
from django.test import Client

from roundup.core.tokens import LinkClaim, Purpose
from roundup.editions.models import Edition
from roundup.editions.proof import proof_of
from roundup.newsroom.proofs import as_if
from roundup.subscribers.links import read_link
from tests.newsroom.pages import tree

pytestmark = pytest.mark.django_db


def test_the_proof_is_the_very_bytes_that_are_hashed(desk: Client, edition: Edition) -> None:
    rendered = proof_of(edition).rendered

    assert desk.get(f"/newsroom/editions/{edition.pk}/proof/").content.decode() == rendered.html
    assert desk.get(f"/newsroom/editions/{edition.pk}/proof.txt").content.decode() == rendered.text


def test_the_plain_text_that_an_editor_sees_has_links_where_the_bytes_have_marks(
    desk: Client, edition: Edition
) -> None:
    text = desk.get(f"/newsroom/editions/{edition.pk}/proof.txt?as=shown").content.decode()

    assert edition.token_prefix not in text
    assert "http://127.0.0.1:8000/b/" in text
    assert "proof.txt?as=shown" in desk.get(f"/newsroom/editions/{edition.pk}/").content.decode()


def test_nothing_in_a_proof_can_run_or_ask(desk: Client, edition: Edition) -> None:
    policy = desk.get(f"/newsroom/editions/{edition.pk}/proof/")["Content-Security-Policy"]

    assert policy.startswith("sandbox ")
    assert "allow-scripts" not in policy
    assert "allow-same-origin" not in policy
    assert "default-src 'none'" in policy


def test_the_frame_around_it_is_shut_as_well(desk: Client, edition: Edition) -> None:
    (frame,) = tree(desk.get(f"/newsroom/editions/{edition.pk}/")).iter("iframe")

    assert "allow-scripts" not in frame.get("sandbox")
    assert "allow-forms" not in frame.get("sandbox")
    assert "allow-top-navigation" not in frame.get("sandbox")


def test_a_proof_of_nothing_says_why(desk: Client, edition: Edition) -> None:
    edition.stories.all().delete()

    answer = desk.get(f"/newsroom/editions/{edition.pk}/proof/")
    assert "This edition has no stories" in answer.content.decode()
    assert answer["Content-Security-Policy"].startswith("sandbox ")


@pytest.mark.parametrize(
    "look", ["desktop", "tablet", "phone", "dark", "pictures-off", "text", "inbox", "outline"]
)
def test_each_view_works_without_a_script(look: str, desk: Client, edition: Edition) -> None:
    page = tree(desk.get(f"/newsroom/editions/{edition.pk}/?look={look}"))

    (frame,) = page.iter("iframe")
    assert frame.get("class") == f"frame {look}"
    assert desk.get(frame.get("src")).status_code == 200


def test_links_can_be_tried_out_and_act_on_no_one(desk: Client, edition: Edition) -> None:
    page = desk.get(f"/newsroom/editions/{edition.pk}/proof/?as=light").content.decode()

    assert edition.token_prefix not in page
    assert read_link(Purpose.UNSUBSCRIBE, page.split("/u/")[1].split("/")[0]) == LinkClaim(
        0, publication_id=edition.publication_id
    )


def test_a_dark_inbox_is_shown_dark_on_any_screen() -> None:
    sheet = "@media (prefers-color-scheme:dark){p{color:#fff}}"

    assert as_if(sheet, dark=True) == "@media (min-width:0){p{color:#fff}}"
    assert as_if(sheet, dark=False) == "@media (max-width:0){p{color:#fff}}"


def test_an_editor_sees_what_was_shortened_and_nothing_where_nothing_was(
    desk: Client, edition: Edition, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = f"/newsroom/editions/{edition.pk}/"
    assert "So that the mail fits" not in desk.get(page).content.decode()

    monkeypatch.setattr("roundup.rendering.size.ROOM", 20_000)

    assert "So that the mail fits" in desk.get(page).content.decode()
