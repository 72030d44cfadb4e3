"""What an editor does to a draft, and that every act voids the approval."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from roundup.core.errors import Refused
from roundup.editions import editing, ending, lifecycle
from roundup.editions.assembling import assemble_edition
from roundup.editions.models import Edition
from roundup.editions.proof import proof_of
from roundup.editions.reasons import article_reasons, why_in
from tests.making import NOW, approved, make_article, make_edition, make_publication

pytestmark = pytest.mark.django_db


@pytest.fixture
def edition() -> Edition:
    return make_edition(make_publication())


def headlines(edition: Edition, key: str) -> list[str]:
    stories = edition.stories.filter(section_key=key, place="section").order_by("position")
    return [story.headline.rpartition(" ")[2] for story in stories]


def story(edition: Edition, number: int) -> int:
    return edition.stories.get(headline__endswith=f" {number}").pk


def test_a_story_moves_up_and_down_within_its_section(edition: Edition) -> None:
    assert headlines(edition, "culture") == ["2", "4", "6"]

    editing.move_story(edition, story(edition, 6), -1, NOW)
    assert headlines(edition, "culture") == ["2", "6", "4"]

    editing.move_story(edition, story(edition, 2), +1, NOW)
    assert headlines(edition, "culture") == ["6", "2", "4"]


def test_a_story_is_placed_into_another_section(edition: Edition) -> None:
    editing.place_story(edition, story(edition, 3), "culture", 1, NOW)

    assert headlines(edition, "culture") == ["2", "3", "4", "6"]
    assert headlines(edition, "world") == ["5"]


def test_another_lead_sends_the_first_back_to_its_section(edition: Edition) -> None:
    editing.make_lead(edition, story(edition, 4), NOW)

    assert edition.stories.get(place="lead").headline.endswith(" 4")
    assert headlines(edition, "world") == ["1", "3", "5"]


def test_a_dropped_story_s_article_is_free_and_has_its_reason(edition: Edition) -> None:
    dropped = edition.stories.get(headline__endswith=" 4")

    editing.drop_story(edition, dropped.pk, NOW)

    (reason,) = [each for each in article_reasons(edition) if each.article == dropped.article]
    assert (reason.is_in, reason.words) == (False, "dropped by an editor")
    assert not edition.ledger.filter(article=dropped.article).exclude(state="released").exists()


def test_the_assembly_s_verdict_outlives_what_an_editor_decides(edition: Edition) -> None:
    chosen = edition.stories.get(headline__endswith=" 4")
    (before,) = [each for each in article_reasons(edition) if each.article == chosen.article]

    editing.drop_story(edition, chosen.pk, NOW)
    editing.bring_in(edition, chosen.article_id, "culture", NOW)

    (after,) = [each for each in article_reasons(edition) if each.article == chosen.article]
    assert after == before


def test_the_copies_of_a_story_leave_and_come_with_it(edition: Edition) -> None:
    chosen = edition.stories.get(headline__endswith=" 4")
    copy = make_article(edition.publication, 41)
    edition.ledger.create(article=copy, copy_of=chosen.article)

    editing.drop_story(edition, chosen.pk, NOW)
    assert edition.ledger.get(article=copy).state == "released"

    editing.bring_in(edition, chosen.article_id, "culture", NOW)
    assert edition.ledger.get(article=copy).state == "reserved"


def test_dropping_the_lead_leaves_another(edition: Edition) -> None:
    editing.drop_story(edition, edition.stories.get(place="lead").pk, NOW)

    assert edition.stories.filter(place="lead").count() == 1


def test_an_article_is_brought_in_last_and_reserved(edition: Edition) -> None:
    article = make_article(edition.publication, 40, published_at=None)

    editing.bring_in(edition, article.pk, "culture", NOW)

    assert headlines(edition, "culture") == ["2", "4", "6", "40"]
    assert edition.ledger.filter(article=article, state="reserved").exists()


def test_an_article_of_another_edition_is_not_brought_in(edition: Edition) -> None:
    other = assemble_edition(edition.publication, NOW.replace(day=25))

    with pytest.raises(Refused, match="Edition 1 has reserved “"):
        editing.bring_in(other, edition.stories.first().article_id, "world", NOW)


def test_a_rewritten_story_leaves_the_article_as_it_was(edition: Edition) -> None:
    chosen = edition.stories.get(headline__endswith=" 4")

    editing.rewrite_story(
        edition,
        chosen.pk,
        headline="New  words",
        blurb="b",
        kicker="k",
        byline="",
        image_alt="A boat",
        now=NOW,
    )

    chosen.refresh_from_db()
    assert (chosen.headline, chosen.image["alt"]) == ("New words", "A boat")
    assert chosen.article.title.endswith(" 4")


ACTS: list[Callable[[Edition], object]] = [
    lambda e: editing.set_words(e, subject="S", preheader="", note="", note_signature="", now=NOW),
    lambda e: editing.move_story(e, story(e, 6), -1, NOW),
    lambda e: editing.place_story(e, story(e, 6), "world", 0, NOW),
    lambda e: editing.make_lead(e, story(e, 6), NOW),
    lambda e: editing.drop_story(e, story(e, 6), NOW),
    lambda e: editing.bring_in(e, make_article(e.publication, 41).pk, "world", NOW),
    lambda e: editing.rewrite_story(
        e, story(e, 6), headline="h", blurb="", kicker="", byline="", image_alt="", now=NOW
    ),
]


@pytest.mark.parametrize("act", ACTS)
def test_any_edit_voids_the_approval(edition: Edition, act: Callable[[Edition], object]) -> None:
    approved(edition)

    act(edition)

    assert (edition.status, edition.approval) == ("draft", None)
    assert edition.touched_at == NOW


@pytest.mark.parametrize("act", ACTS)
def test_nothing_is_edited_after_the_end(edition: Edition, act: Callable[[Edition], object]) -> None:
    ending.cancel_edition(edition, NOW)

    with pytest.raises(Refused, match="can no longer be changed"):
        act(edition)


def test_approval_names_what_was_seen(edition: Edition) -> None:
    seen = proof_of(edition).hash
    editing.set_words(edition, subject="Another", preheader="", note="", note_signature="", now=NOW)

    with pytest.raises(Refused, match="changed since this proof"):
        lifecycle.approve_edition(edition, seen, None, NOW)


def test_a_subject_is_never_empty(edition: Edition) -> None:
    with pytest.raises(Refused, match="needs a subject"):
        editing.set_words(edition, subject=" ", preheader="", note="", note_signature="", now=NOW)


def test_another_hour_of_the_day_changes_nothing_of_what_was_approved(edition: Edition) -> None:
    approved(edition)

    lifecycle.schedule_edition(edition, edition.send_at + timedelta(hours=5), NOW)

    assert edition.status == "approved"
    assert proof_of(edition).hash == edition.approval.hash


def test_words_that_nobody_wrote_follow_the_stories(edition: Edition) -> None:
    lead = edition.stories.get(place="lead")

    editing.drop_story(edition, lead.pk, NOW)

    assert lead.headline not in edition.subject + edition.preheader
    assert edition.subject == edition.stories.order_by("position").first().headline


def test_words_that_an_editor_wrote_stay(edition: Edition) -> None:
    editing.set_words(edition, subject="Mine", preheader="My own", note="", note_signature="", now=NOW)

    editing.drop_story(edition, edition.stories.get(place="lead").pk, NOW)

    assert (edition.subject, edition.preheader) == ("Mine", "My own")


def test_words_that_are_too_long_are_told_and_not_cut(edition: Edition) -> None:
    before = edition.subject

    with pytest.raises(Refused, match="has 301 characters; at most 300 are allowed"):
        editing.set_words(edition, subject="x" * 301, now=NOW)

    edition.refresh_from_db()
    assert edition.subject == before


def test_a_story_goes_on_into_the_next_section_from_the_edge_of_its_own(edition: Edition) -> None:
    last = story(edition, 5)

    editing.move_story(edition, last, 1, NOW)
    assert headlines(edition, "culture") == ["5", "2", "4", "6"]

    editing.move_story(edition, last, -1, NOW)
    assert headlines(edition, "world") == ["3", "5"]


def test_a_story_stays_at_either_end_of_all_sections_and_so_does_the_lead(edition: Edition) -> None:
    before = [each.pk for each in edition.stories.all()]
    for number, step in ((1, 1), (1, -1), (3, -1), (6, 1)):
        editing.move_story(edition, story(edition, number), step, NOW)

    assert [each.pk for each in edition.stories.all()] == before


def words(edition: Edition) -> dict[int, str]:
    return {pk: because.words for pk, because in why_in(edition).items()}


def test_the_reason_of_a_story_says_what_is_true_where_it_stands_now(edition: Edition) -> None:
    lead, other = edition.stories.get(place="lead"), edition.stories.get(headline__endswith=" 4")
    untouched = edition.stories.get(headline__endswith=" 6")
    before = words(edition)
    assert before[lead.article_id] == "the lead: new, has a picture, has enough text"
    assert before[other.article_id].startswith("a story of its section: new, ")

    editing.make_lead(edition, other.pk, NOW)
    assert words(edition)[other.article_id] == "the lead, as an editor wanted"
    assert words(edition)[lead.article_id] == "the lead until an editor changed that"

    editing.place_story(edition, other.pk, "world", 0, NOW)
    assert words(edition)[other.article_id] == "moved here by an editor"
    assert {each.article.pk: each.words for each in article_reasons(edition) if each.is_in} == words(edition)

    editing.place_story(edition, other.pk, "culture", 0, NOW)
    editing.make_lead(edition, lead.pk, NOW)
    assert words(edition) == before
    assert before[untouched.article_id] == before[other.article_id]
