"""An editor orders the blocks of an edition and leaves some out; readers get them in that order."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from roundup.core.content import Block, Briefs, Lead, MostRead, Note, QuickHits, Sponsor, Stories
from roundup.core.errors import Refused
from roundup.core.preferences import Preferences
from roundup.editions import editing, lifecycle
from roundup.editions.arranging import leave_out, make_order_usual, move_block, set_sponsor, take_in
from roundup.editions.assembling import assemble_edition, reassemble_edition
from roundup.editions.composing import Composer, stories_of
from roundup.editions.description import edition_document
from roundup.editions.form_versions import StaleForm, layout_version, sponsor_words, version_of
from roundup.editions.layout import blocks_of
from roundup.editions.models import Edition, LedgerEntry
from roundup.editions.proof import proof_of
from tests.making import NOW, THURSDAY, approved, make_edition, make_publication

pytestmark = pytest.mark.django_db
SPONSOR = {
    "label": "From our sponsor",
    "headline": "Woollens",
    "text": "Knitted.\n\nTwice.",
    "url": "https://wool.example/",
    "image_url": "",
    "image_alt": "",
    "starts": "",
    "ends": "",
}


@pytest.fixture
def edition() -> Edition:
    edition = make_edition(make_publication())
    editing.set_words(edition, note="Good morning.", now=NOW)
    set_sponsor(edition, **SPONSOR, now=NOW)
    return edition


def blocks(edition: Edition) -> tuple[Block, ...]:
    return Composer(edition).compose(stories_of(edition)).blocks


def shown(edition: Edition) -> list[str]:
    return [getattr(block, "title", block.kind) for block in blocks(edition)]


def test_where_nobody_moved_anything_the_blocks_stand_as_they_naturally_do(edition: Edition) -> None:
    assert blocks_of(edition) == [
        "note",
        "lead",
        "section:world",
        "sponsor",
        "section:culture",
        "contributors",
    ]
    assert shown(edition) == ["note", "lead", "World", "sponsor", "Culture", "footer"]


def test_a_block_moves_up_and_down(edition: Edition) -> None:
    move_block(edition, "section:culture", -1, NOW)
    assert shown(edition) == ["note", "lead", "World", "Culture", "sponsor", "footer"]

    move_block(edition, "note", +1, NOW)
    assert shown(edition) == ["lead", "note", "World", "Culture", "sponsor", "footer"]


@pytest.mark.parametrize("key", ["note", "sponsor", "section:culture"])
def test_a_block_that_is_left_out_reaches_nobody_and_comes_back_to_its_place(
    key: str, edition: Edition
) -> None:
    before, order = blocks(edition), blocks_of(edition)

    leave_out(edition, key, NOW)
    assert len(blocks(edition)) == len(before) - 1
    assert blocks_of(edition) == order

    take_in(edition, key, NOW)
    assert blocks(edition) == before


def test_without_a_lead_its_story_stands_first_in_its_section(edition: Edition) -> None:
    lead = edition.stories.get(place="lead")

    leave_out(edition, "lead", NOW)

    assert not any(isinstance(block, Lead) for block in blocks(edition))
    world = next(block for block in blocks(edition) if isinstance(block, Stories) and block.title == "World")
    assert world.stories[0].id == str(lead.pk)
    assert len(stories_of(edition)) == edition.stories.count()


def test_a_section_that_is_left_out_is_not_named_in_words_that_nobody_wrote(edition: Edition) -> None:
    second = stories_of(edition)[1]
    assert second.headline in edition.preheader

    leave_out(edition, f"section:{second.section_key}", NOW)

    assert second.headline not in edition.preheader
    assert proof_of(edition).content.preheader == edition.preheader


def test_readers_with_wishes_get_the_same_order_less_what_they_do_not_get(edition: Edition) -> None:
    move_block(edition, "section:culture", -1, NOW)
    move_block(edition, "section:culture", -1, NOW)
    everyone = [block.kind for block in blocks(edition)]
    mine = proof_of(edition, Preferences(frozenset({"culture"}))).content

    assert everyone == ["note", "lead", "stories", "stories", "sponsor", "footer"]
    assert [getattr(block, "title", block.kind) for block in mine.blocks] == [
        "note",
        "lead",
        "Culture",
        "sponsor",
        "footer",
    ]


def test_a_reader_of_a_section_that_is_left_out_gets_nothing(edition: Edition) -> None:
    leave_out(edition, "section:culture", NOW)

    with pytest.raises(Refused, match="no stories"):
        proof_of(edition, Preferences(frozenset({"culture"})))


def test_what_a_stored_order_does_not_know_stands_where_it_naturally_would(edition: Edition) -> None:
    Edition.objects.filter(pk=edition.pk).update(layout=["section:gone", "sponsor", "note", 7])
    edition.refresh_from_db()

    assert blocks_of(edition) == [
        "sponsor",
        "section:culture",
        "contributors",
        "note",
        "lead",
        "section:world",
    ]


def test_a_section_that_is_away_keeps_its_place_when_others_move(edition: Edition) -> None:
    edition.layout = ["section:gone", *blocks_of(edition)]
    edition.save()

    move_block(edition, "note", +1, NOW)

    assert edition.layout[:3] == ["section:gone", "lead", "note"]


acts: list[Callable[[Edition, str | None], object]] = [
    lambda edition, seen: move_block(edition, "sponsor", -1, NOW, seen=seen),
    lambda edition, seen: leave_out(edition, "note", NOW, seen=seen),
    lambda edition, seen: set_sponsor(edition, headline="Other", now=NOW),
]


@pytest.mark.parametrize("act", acts)
def test_every_act_voids_the_approval(act: Callable[[Edition, str | None], object], edition: Edition) -> None:
    approved(edition)

    act(edition, layout_version(edition))

    assert (edition.status, edition.approval) == ("draft", None)


@pytest.mark.parametrize(
    "act",
    [
        lambda edition: move_block(edition, "note", -1, NOW),
        lambda edition: take_in(edition, "note", NOW),
        lambda edition: set_sponsor(edition, **SPONSOR, now=NOW),
    ],
)
def test_what_changes_nothing_voids_no_approval(act: Callable[[Edition], object], edition: Edition) -> None:
    approved(edition)

    act(edition)

    assert edition.status == "approved"


@pytest.mark.parametrize("act", acts[:2])
def test_no_editor_arranges_what_another_has_arranged_since(
    act: Callable[[Edition, str | None], object], edition: Edition
) -> None:
    seen = layout_version(edition)
    leave_out(edition, "sponsor", NOW)
    before = blocks(edition)

    with pytest.raises(StaleForm):
        act(edition, seen)

    assert blocks(edition) == before


@pytest.mark.parametrize("key", ["section:none", "footer", ""])
def test_only_blocks_of_the_edition_are_moved(key: str, edition: Edition) -> None:
    with pytest.raises(Refused, match="no longer in the edition"):
        move_block(edition, key, 1, NOW)
    with pytest.raises(Refused, match="no longer in the edition"):
        leave_out(edition, key, NOW)


def test_the_usual_order_is_that_of_the_next_edition_and_of_no_other(edition: Edition) -> None:
    move_block(edition, "sponsor", +1, NOW)
    leave_out(edition, "contributors", NOW)
    make_order_usual(edition)

    later = assemble_edition(edition.publication, THURSDAY + timedelta(days=1))

    assert later.pk != edition.pk
    assert later.layout == edition.layout
    assert later.left_out == ["contributors"]


def test_a_draft_made_again_keeps_the_editor_s_order(edition: Edition) -> None:
    leave_out(edition, "section:culture", NOW)

    reassemble_edition(edition, NOW)

    assert "Culture" not in shown(edition)
    assert not any(
        story.headline in edition.preheader for story in edition.stories.filter(section_key="culture")
    )


def test_articles_of_a_section_that_was_left_out_are_free_for_another_edition(edition: Edition) -> None:
    leave_out(edition, "section:culture", NOW)
    approved(edition)

    lifecycle.mark_mailed(edition.pk, NOW)

    spent = {story.article_id for story in stories_of(edition)}
    states = dict(LedgerEntry.objects.values_list("article_id", "state"))
    assert {pk for pk, state in states.items() if state == "spent"} == spent
    assert {pk for pk, state in states.items() if state == "released"} == set(states) - spent


def test_the_account_of_the_articles_says_so(edition: Edition) -> None:
    leave_out(edition, "section:culture", NOW)

    told = edition_document(edition)

    assert [section["name"] for section in told["sections"]] == ["Lead", "World"]
    reasons = {article["reason"] for article in told["articles"] if not article["in"]}
    assert reasons == {"in a section that an editor left out"}


@pytest.mark.parametrize(
    ("style", "kind"), [("stories", Stories), ("briefs", Briefs), ("quick", QuickHits), ("ranked", MostRead)]
)
def test_a_section_is_shown_in_its_style(style: str, kind: type[Block]) -> None:
    publication = make_publication()
    publication.sections.filter(key="culture").update(style=style)

    edition = make_edition(publication)

    culture = next(block for block in blocks(edition) if getattr(block, "title", "") == "Culture")
    assert type(culture) is kind
    assert isinstance(blocks(edition)[0], Lead)


def test_who_follows_only_lines_gets_no_lead() -> None:
    publication = make_publication()
    publication.sections.filter(key="culture").update(style="ranked")
    edition = make_edition(publication)

    mine = proof_of(edition, Preferences(frozenset({"culture"}))).content

    assert [block.kind for block in mine.blocks] == ["most_read", "footer"]


def test_the_sponsor_says_what_was_typed(edition: Edition) -> None:
    assert Sponsor(SPONSOR["label"], SPONSOR["headline"], SPONSOR["text"], SPONSOR["url"]) in blocks(edition)


def test_a_sponsor_of_whom_only_the_label_is_left_is_gone(edition: Edition) -> None:
    set_sponsor(edition, headline="", text="", url="", now=NOW)

    assert edition.sponsor == {}
    assert "sponsor" not in shown(edition)


@pytest.mark.parametrize(
    ("field", "text", "why"),
    [
        ("label", "", "label"),
        ("headline", "", "headline"),
        ("url", "", "address"),
        ("url", "javascript:alert(1)", "not an address"),
        ("image_url", "wool.jpg", "not an address"),
    ],
)
def test_a_sponsor_told_by_halves_is_refused(field: str, text: str, why: str, edition: Edition) -> None:
    with pytest.raises(Refused, match=why):
        set_sponsor(edition, now=NOW, **{field: text})

    edition.refresh_from_db()
    assert sponsor_words(edition) == SPONSOR


def test_two_editors_at_one_sponsor_see_both_texts(edition: Edition) -> None:
    seen = version_of(sponsor_words(edition))
    set_sponsor(edition, headline="Theirs", now=NOW)

    with pytest.raises(StaleForm) as caught:
        set_sponsor(edition, headline="Mine", now=NOW, seen=seen)

    assert [(torn.saved, torn.typed) for torn in caught.value.torn] == [("Theirs", "Mine")]


def test_a_note_needs_words(edition: Edition) -> None:
    editing.set_words(edition, note="", now=NOW)

    assert not any(isinstance(block, Note) for block in blocks(edition))
