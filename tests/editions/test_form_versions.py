"""Two editors at one draft: nobody overwrites the other unseen, and nothing typed is lost."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from roundup.core.errors import Refused
from roundup.editions import editing
from roundup.editions.assembling import reassemble_edition
from roundup.editions.composing import stories_of
from roundup.editions.form_versions import (
    StaleForm,
    drop_version,
    edition_words,
    order_version,
    story_words,
    version_of,
)
from roundup.editions.models import Edition, Story
from roundup.editions.revisions import revision_number
from tests.making import NOW, approved, make_article, make_edition, make_publication

pytestmark = pytest.mark.django_db


@pytest.fixture
def edition() -> Edition:
    edition = make_edition(make_publication())
    editing.set_words(edition, subject="First", preheader="P", note="N", note_signature="", now=NOW)
    return edition


def story(edition: Edition, number: int) -> Story:
    return edition.stories.get(headline__endswith=f" {number}")


def in_words(edition: Edition) -> str:
    edition.refresh_from_db()
    return version_of(edition_words(edition))


def in_order(edition: Edition) -> str:
    return order_version(stories_of(edition))


def test_the_second_to_write_the_same_words_sees_both(edition: Edition) -> None:
    seen = in_words(edition)
    editing.set_words(edition, subject="Ana\N{RIGHT SINGLE QUOTATION MARK}s", now=NOW, seen=seen)

    with pytest.raises(StaleForm) as refused:
        editing.set_words(edition, subject="Bo", note="Bo too", now=NOW, seen=seen)

    assert [(torn.name, torn.saved, torn.typed) for torn in refused.value.torn] == [
        ("subject", "Ana’s", "Bo")
    ]
    edition.refresh_from_db()
    assert (edition.subject, edition.note) == ("Ana’s", "N")


def test_two_who_write_different_words_both_keep_theirs(edition: Edition) -> None:
    seen = in_words(edition)
    editing.set_words(edition, subject="Ana", preheader="P", note="N", now=NOW, seen=seen)

    # The form of the second still has the subject that it was filled with.
    editing.set_words(edition, subject="First", preheader="P", note="Bo", now=NOW, seen=seen)

    edition.refresh_from_db()
    assert (edition.subject, edition.note) == ("Ana", "Bo")


def test_the_same_words_twice_are_not_a_conflict(edition: Edition) -> None:
    seen = in_words(edition)
    for _ in range(2):
        editing.set_words(edition, subject="Same", now=NOW, seen=seen)

    assert in_words(edition) != seen


def test_a_field_that_is_missing_stays_as_it_is(edition: Edition) -> None:
    editing.set_words(edition, note="Another", now=NOW)
    chosen = story(edition, 4)
    editing.rewrite_story(edition, chosen.pk, headline="Tides", now=NOW)

    before, chosen_now = story_words(chosen), Story.objects.get(pk=chosen.pk)
    assert (edition.subject, edition.preheader, edition.note) == ("First", "P", "Another")
    assert story_words(chosen_now) == before | {"headline": "Tides"}


def test_a_field_can_be_emptied(edition: Edition) -> None:
    editing.set_words(edition, note="", now=NOW, seen=in_words(edition))

    assert edition.note == ""


def test_the_second_to_rewrite_a_story_sees_both(edition: Edition) -> None:
    chosen = story(edition, 4)
    seen = version_of(story_words(chosen))
    editing.rewrite_story(edition, chosen.pk, blurb="Ana", image_alt="A pier", now=NOW, seen=seen)

    with pytest.raises(StaleForm) as refused:
        editing.rewrite_story(edition, chosen.pk, blurb="Bo", image_alt="A boat", now=NOW, seen=seen)

    assert [torn.name for torn in refused.value.torn] == ["blurb", "image_alt"]
    assert Story.objects.get(pk=chosen.pk).blurb == "Ana"


def test_what_is_not_a_version_is_refused(edition: Edition) -> None:
    with pytest.raises(Refused, match="not complete"):
        editing.set_words(edition, note="x", now=NOW, seen="")


ORDERING: list[Callable[[Edition, str], object]] = [
    lambda e, seen: editing.move_story(e, story(e, 6).pk, -1, NOW, seen=seen),
    lambda e, seen: editing.place_story(e, story(e, 6).pk, "world", 0, NOW, seen=seen),
    lambda e, seen: editing.make_lead(e, story(e, 6).pk, NOW, seen=seen),
    lambda e, seen: editing.bring_in(e, make_article(e.publication, 41).pk, "world", NOW, seen=seen),
]


@pytest.mark.parametrize("act", ORDERING)
def test_nothing_is_moved_in_an_order_that_was_not_seen(
    edition: Edition, act: Callable[[Edition, str], object]
) -> None:
    seen = in_order(edition)
    editing.drop_story(edition, story(edition, 2).pk, NOW)
    before = in_order(edition)

    with pytest.raises(StaleForm, match="press again"):
        act(edition, seen)

    assert in_order(edition) == before


@pytest.mark.parametrize("act", ORDERING)
def test_what_is_seen_as_it_is_can_be_moved(edition: Edition, act: Callable[[Edition, str], object]) -> None:
    before = in_order(edition)

    act(edition, before)

    assert in_order(edition) != before


def test_a_story_is_not_dropped_with_words_that_were_just_written(edition: Edition) -> None:
    chosen = story(edition, 4)
    seen = drop_version(stories_of(edition), chosen)
    editing.rewrite_story(edition, chosen.pk, blurb="Just written", now=NOW)

    with pytest.raises(StaleForm):
        editing.drop_story(edition, chosen.pk, NOW, seen=seen)

    chosen.refresh_from_db()
    editing.drop_story(edition, chosen.pk, NOW, seen=drop_version(stories_of(edition), chosen))


def test_a_draft_is_not_made_again_over_work_that_was_not_seen(edition: Edition) -> None:
    seen = revision_number(edition)
    editing.rewrite_story(edition, story(edition, 4).pk, blurb="Just written", now=NOW)

    with pytest.raises(StaleForm, match="this draft"):
        reassemble_edition(edition, NOW, seen=seen)

    assert edition.stories.filter(blurb="Just written").exists()


NOTHING: list[Callable[[Edition], object]] = [
    lambda e: editing.set_words(
        e, subject=" First ", preheader="P", note="N\r\n", note_signature="", now=NOW
    ),
    lambda e: editing.move_story(e, story(e, 6).pk, 1, NOW),
    lambda e: editing.place_story(e, story(e, 6).pk, "culture", 10_000, NOW),
    lambda e: editing.make_lead(e, e.stories.get(place="lead").pk, NOW),
    lambda e: editing.rewrite_story(e, story(e, 6).pk, **story_words(story(e, 6)), now=NOW),
]


@pytest.mark.parametrize("act", NOTHING)
def test_what_changes_nothing_voids_no_approval(edition: Edition, act: Callable[[Edition], object]) -> None:
    Edition.objects.update(touched_at=None)
    approved(edition)

    act(edition)

    edition.refresh_from_db()
    assert (edition.status, edition.touched_at) == ("approved", None)


def test_blanks_that_nobody_sees_are_not_rewritten_by_a_save(edition: Edition) -> None:
    chosen = story(edition, 4)
    Story.objects.filter(pk=chosen.pk).update(blurb="Prix\N{NO-BREAK SPACE}: 5  euros")
    approved(edition)

    editing.rewrite_story(edition, chosen.pk, blurb="Prix\N{NO-BREAK SPACE}: 5  euros", now=NOW)

    edition.refresh_from_db()
    assert edition.status == "approved"
