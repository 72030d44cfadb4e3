"""The letter on an edition's page: its exact bytes in parts, in several views, and able to do nothing."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from roundup.editions import editing
from roundup.editions.models import Edition
from roundup.editions.proof import proof_of
from roundup.newsroom.letter import outline_of
from roundup.sending.preparing.freeze import start_due_mailings
from tests.making import FRIDAY, NOW, approved
from tests.newsroom.pages import tree

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
VIEWS = [
    "",
    "as=light",
    "as=dark",
    "as=light&pictures=off",
    "as=light&section=culture",
    "as=dark&section=world&section=culture",
    "as=light&language=ar",
]


def proof(client: Client, edition: Edition, view: str = "") -> str:
    return client.get(f"/newsroom/editions/{edition.pk}/proof/?{view}").content.decode()


def parts(client: Client, edition: Edition, view: str = "") -> dict[str, Any]:
    return dict(client.get(f"/newsroom/editions/{edition.pk}/proof/parts.json?{view}").json())


def joined(letter: dict[str, Any]) -> str:
    return str(letter["before"] + "".join(part["html"] for part in letter["parts"]) + letter["after"])


@pytest.mark.parametrize("view", VIEWS)
def test_the_parts_together_are_the_bytes_of_the_proof_in_the_same_view(
    view: str, desk: Client, edition: Edition
) -> None:
    editing.set_words(edition, note="Good morning.", now=NOW)

    assert joined(parts(desk, edition, view)) == proof(desk, edition, view)


def test_without_a_view_they_are_the_very_bytes_that_leave(desk: Client, edition: Edition) -> None:
    assert joined(parts(desk, edition)) == proof_of(edition).rendered.html


def test_every_story_is_a_part_of_its_own_or_in_that_of_its_section(desk: Client, edition: Edition) -> None:
    letter = parts(desk, edition, "as=light")
    keys = [part["key"] for part in letter["parts"]]
    lead = edition.stories.get(place="lead")

    assert f"story:{lead.pk}" in keys
    for story in edition.stories.all():
        own = [part["html"] for part in letter["parts"] if part["key"] == f"story:{story.pk}"]
        assert story.headline in "".join(own or [part["html"] for part in letter["parts"]])


def test_no_part_begins_within_a_comment(desk: Client, edition: Edition) -> None:
    letter = parts(desk, edition, "as=light")

    for piece in (letter["before"], *(part["html"] for part in letter["parts"])):
        assert piece.rfind("<!--") <= piece.rfind("-->") or "<!--" not in piece


def test_a_change_changes_no_part_but_its_own(desk: Client, edition: Edition) -> None:
    before = parts(desk, edition, "as=light")
    story = edition.stories.get(place="lead")
    editing.rewrite_story(edition, story.pk, blurb="They turn at nine.", now=NOW)
    after = parts(desk, edition, "as=light")

    changed = [one["key"] for one, other in zip(after["parts"], before["parts"], strict=True) if one != other]
    assert changed == [f"story:{story.pk}"]


def test_pictures_are_left_out_where_an_inbox_shows_none(desk: Client, edition: Edition) -> None:
    found = tree(desk.get(f"/newsroom/editions/{edition.pk}/proof/?as=light&pictures=off"))

    assert "Picture 1" in found.xpath("//img/@alt")
    assert not found.xpath("//img/@src")


def test_the_dark_view_is_dark_on_any_screen(desk: Client, edition: Edition) -> None:
    dark, light = proof(desk, edition, "as=dark"), proof(desk, edition, "as=light")

    assert "prefers-color-scheme" in proof(desk, edition)
    assert "prefers-color-scheme:dark" not in (dark + light).replace(" ", "")
    assert "@media(min-width:0)" in dark.replace(" ", "")
    assert dark != light


def test_a_story_pressed_before_the_page_listens_opens_beside_the_letter(
    desk: Client, edition: Edition
) -> None:
    head = '<head><base target="_blank">'

    assert head in proof(desk, edition, "as=light")
    assert head in parts(desk, edition, "as=dark")["before"]
    assert "<base" not in proof(desk, edition), "the exact bytes stay as they are"


def test_who_follows_one_section_sees_only_that(desk: Client, edition: Edition) -> None:
    page = proof(desk, edition, "as=light&section=culture")
    stories = edition.stories.filter(place="section")

    assert all(each.headline in page for each in stories.filter(section_key="culture"))
    assert not any(f"{each.headline}<" in page for each in stories.filter(section_key="world"))


def test_who_reads_another_language_sees_the_words_around_it_in_that(desk: Client, edition: Edition) -> None:
    page = proof(desk, edition, "as=light&language=fr")

    assert "Unsubscribe" not in page
    assert "désabonner" in page.lower()


@pytest.mark.parametrize(
    "view",
    [
        "as=<script>",
        "section=%00",
        "section=none&section=" + "x" * 500,
        "language=xx",
        "pictures=&as=",
        "section='--",
    ],
)
def test_a_view_that_makes_no_sense_is_answered_all_the_same(
    view: str, desk: Client, edition: Edition
) -> None:
    letter = parts(desk, edition, view)

    assert letter["problem"] or joined(letter) == proof(desk, edition, view)
    assert "<script" not in proof(desk, edition, view)


@pytest.mark.parametrize("view", VIEWS)
def test_a_view_has_our_origin_and_runs_nothing_and_the_bytes_have_none(
    view: str, desk: Client, edition: Edition
) -> None:
    policy = desk.get(f"/newsroom/editions/{edition.pk}/proof/?{view}")["Content-Security-Policy"]

    assert ("allow-same-origin" in policy) == bool(view)
    assert "allow-scripts" not in policy
    assert "allow-top-navigation" not in policy
    assert "form-action 'none'" in policy


def test_a_letter_that_cannot_be_rendered_says_why(desk: Client, edition: Edition) -> None:
    edition.stories.all().delete()

    assert "This edition has no stories" in parts(desk, edition, "as=light")["problem"]


def test_what_is_on_its_way_is_shown_as_it_was_approved(desk: Client, edition: Edition) -> None:
    approved(edition)
    sent = proof_of(edition).rendered.html
    start_due_mailings(FRIDAY)
    edition.stories.update(headline="Changed behind its back")

    assert joined(parts(desk, edition)) == proof(desk, edition) == sent
    assert "Changed behind its back" not in joined(parts(desk, edition, "as=dark"))


def test_the_outline_has_headings_and_pictures_in_the_order_of_reading() -> None:
    page = "<h1>Quay</h1><img alt=''><div><h2> The <b>lead</b></h2><img alt='A crane'></div><h3>Tides</h3>"

    assert [(heard.level, heard.words) for heard in outline_of(page)] == [
        (1, "Quay"),
        (2, "The lead"),
        (0, "A crane"),
        (3, "Tides"),
    ]


def test_a_linked_picture_is_heard_once_and_not_as_a_link() -> None:
    linked = "<a aria-hidden='true'><img alt='A crane'></a><span role='img' aria-label='A crane'></span>"

    assert [(heard.level, heard.words) for heard in outline_of(f"{linked}<h2>Ebb</h2>")] == [
        (0, "A crane"),
        (2, "Ebb"),
    ]


@pytest.mark.parametrize("page", ["", " ", "\n"])
def test_there_is_no_outline_of_nothing(page: str) -> None:
    assert outline_of(page) == []


def test_the_outline_is_on_the_page_without_a_script(desk: Client, edition: Edition) -> None:
    page = tree(desk.get(f"/newsroom/editions/{edition.pk}/?look=outline"))

    (outline,) = page.xpath("//ol[@data-view='outline' and not(@hidden)]")
    heard = [" ".join(line.text_content().split()) for line in outline]
    assert heard[0] == "The Quay"
    assert "Picture 1 picture" in heard


def test_the_inbox_shows_subject_and_preheader_without_a_script(desk: Client, edition: Edition) -> None:
    editing.set_words(edition, subject="Ebb", preheader="And flood", now=NOW)
    page = tree(desk.get(f"/newsroom/editions/{edition.pk}/?look=inbox"))

    (shown,) = page.xpath("//div[@data-view='inbox' and not(@hidden)]")
    assert [line.text_content() for line in shown.xpath(".//p[@class='inbox-subject']")] == ["Ebb", "Ebb"]
    assert "And flood" in shown.text_content()


def test_what_is_looked_at_again_names_the_proof_as_it_is_now(desk: Client, edition: Edition) -> None:
    editing.set_words(edition, note="Good morning.", now=NOW)
    answer = desk.get(f"/newsroom/editions/{edition.pk}/preflight/", headers={"HX-Request": "true"})

    digest = proof_of(Edition.objects.get(pk=edition.pk)).hash
    foot = answer.content.decode().split('id="letter-foot"')[1]
    assert digest[:10] in foot
    assert f'value="{digest}"' in answer.content.decode()
