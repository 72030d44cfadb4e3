"""Everything an editor does can be undone, redone, seen in the history and restored."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roundup.core.errors import Refused
from roundup.editions import arranging, editing, ending, lifecycle
from roundup.editions.assembling import assemble_edition, reassemble_edition
from roundup.editions.form_versions import StaleForm
from roundup.editions.models import Edition, LedgerEntry
from roundup.editions.proof import proof_of
from roundup.editions.reasons import article_reasons
from roundup.editions.revision_differences import differences_between, runs_between
from roundup.editions.revisions import MOST_KEPT, Act, edition_content, revision_number
from roundup.editions.undoing import redo_change, restore_revision, undo_change
from tests.making import NOW, approved, make_article, make_edition, make_publication

pytestmark = pytest.mark.django_db
UNDO = Act("Undid", NOW)


@pytest.fixture
def edition() -> Edition:
    return make_edition(make_publication(), articles=5)


def story_id(edition: Edition, number: int) -> int:
    return edition.stories.get(headline__endswith=f" {number}").pk


def bring_in_another(edition: Edition) -> None:
    article = make_article(edition.publication, 40, published_at=None)
    editing.bring_in(edition, article.pk, "culture", NOW)


CHANGES: dict[str, Callable[[Edition], object]] = {
    "words": lambda edition: editing.set_words(edition, subject="Other", note="Hello", now=NOW),
    "story": lambda edition: editing.rewrite_story(
        edition,
        story_id(edition, 3),
        headline="Mine",
        blurb="Words",
        image_url="https://a.example/b.png",
        now=NOW,
    ),
    "move": lambda edition: editing.move_story(edition, story_id(edition, 3), 1, NOW),
    "place": lambda edition: editing.place_story(edition, story_id(edition, 3), "culture", 0, NOW),
    "lead": lambda edition: editing.make_lead(edition, story_id(edition, 4), NOW),
    "drop": lambda edition: editing.drop_story(edition, story_id(edition, 3), NOW),
    "drop the lead": lambda edition: editing.drop_story(edition, edition.stories.get(place="lead").pk, NOW),
    "bring in": bring_in_another,
    "move a block": lambda edition: arranging.move_block(edition, "section:world", 1, NOW),
    "leave out": lambda edition: arranging.leave_out(edition, "section:world", NOW),
    "sponsor": lambda edition: arranging.set_sponsor(
        edition, label="Paid", headline="Tea", url="https://tea.example/", text="Hot", now=NOW
    ),
    "make anew": lambda edition: reassemble_edition(edition, NOW),
}
EVERY = pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())


def state_of(edition: Edition) -> object:
    """Return everything about an edition that matters afterwards: content, bytes, ledger and reasons."""
    edition = Edition.objects.get(pk=edition.pk)
    live = edition.ledger.exclude(state="released").values_list("article_id", "copy_of_id")
    reasons = [(each.article.pk, each.is_in, each.words) for each in article_reasons(edition)]
    return edition_content(edition), proof_of(edition).hash, sorted(live), sorted(reasons)


@EVERY
def test_every_change_is_undone_and_redone(edition: Edition, change: Callable[[Edition], object]) -> None:
    editing.rewrite_story(edition, story_id(edition, 3), kicker="Before", now=NOW - timedelta(minutes=5))
    before = state_of(edition)
    change(edition)
    edition.refresh_from_db()
    after = state_of(edition)

    undo_change(edition, UNDO)
    assert state_of(edition) == before

    redo_change(edition, UNDO)
    assert state_of(edition) == after


@EVERY
def test_the_history_says_what_was_done_and_what_differs(
    edition: Edition, change: Callable[[Edition], object]
) -> None:
    if change is CHANGES["make anew"]:
        editing.drop_story(edition, story_id(edition, 3), NOW)
    change(edition)

    present = Edition.objects.get(pk=edition.pk).revision
    assert present
    assert present.what
    assert present.follows
    assert differences_between(present.follows.content, present.content)


def test_a_change_after_an_undo_throws_nothing_away(edition: Edition) -> None:
    editing.rewrite_story(edition, story_id(edition, 3), headline="First", now=NOW)
    undo_change(edition, UNDO)
    editing.set_words(edition, note="Second", now=NOW)

    first = next(revision for revision in edition.revisions.all() if "First" in str(revision.content))
    restore_revision(edition, first.number, Act("Restored", NOW))

    assert edition.stories.filter(headline="First").exists()
    undo_change(edition, UNDO)
    edition.refresh_from_db()
    assert edition.note == "Second"
    assert not edition.stories.filter(headline="First").exists()


def test_what_one_person_types_in_one_go_is_one_revision(edition: Edition) -> None:
    for text in ("G", "Go", "Good"):
        editing.set_words(edition, note=text, now=NOW)
    editing.set_words(edition, note="Good morning", now=NOW + timedelta(minutes=5))

    notes = [revision.content["note"] for revision in edition.revisions.order_by("number")]
    assert notes == ["", "Good", "Good morning"]


def test_typing_goes_on_in_a_new_revision_after_an_undo(edition: Edition) -> None:
    editing.set_words(edition, note="One", now=NOW)
    editing.set_words(edition, subject="Two", note="One", now=NOW + timedelta(minutes=5))
    undo_change(edition, UNDO)
    editing.set_words(edition, note="Three", now=NOW + timedelta(minutes=1))

    assert "Two" in [revision.content["subject"] for revision in edition.revisions.all()]


def test_undoing_an_edit_gives_back_the_approval_of_the_same_bytes(edition: Edition) -> None:
    approved(edition)
    editing.rewrite_story(edition, story_id(edition, 3), headline="Mine", now=NOW)
    assert Edition.objects.get(pk=edition.pk).status == "draft"

    assert undo_change(edition, UNDO).is_approved
    edition.refresh_from_db()
    assert edition.status == "approved"
    assert edition.approval

    redo_change(edition, UNDO)
    edition.refresh_from_db()
    assert edition.status == "draft"


def test_undoing_gives_no_approval_back_when_the_hour_or_another_thing_changed(edition: Edition) -> None:
    approved(edition)
    editing.rewrite_story(edition, story_id(edition, 3), headline="Mine", now=NOW)
    lifecycle.schedule_edition(edition, edition.send_at + timedelta(hours=1), NOW)

    assert not undo_change(edition, UNDO).is_approved
    edition.refresh_from_db()
    assert edition.status == "draft"


def test_undoing_what_was_approved_takes_the_approval_back(edition: Edition) -> None:
    editing.rewrite_story(edition, story_id(edition, 3), headline="Mine", now=NOW)
    approved(edition)

    undo_change(edition, UNDO)

    edition.refresh_from_db()
    assert edition.status == "draft"


def test_an_article_that_another_edition_took_stays_there_and_is_named(edition: Edition) -> None:
    dropped = edition.stories.get(pk=story_id(edition, 3))
    editing.drop_story(edition, dropped.pk, NOW)
    other = assemble_edition(edition.publication, NOW + timedelta(days=7))
    LedgerEntry.objects.exclude(edition=edition).filter(article=dropped.article).delete()
    LedgerEntry.objects.create(edition=other, article=dropped.article)

    (lost,) = undo_change(edition, UNDO).lost

    assert dropped.headline in lost
    assert f"Edition {other.number}" in lost
    assert not edition.stories.filter(article=dropped.article).exists()


def test_nobody_undoes_what_they_have_not_seen(edition: Edition) -> None:
    editing.rewrite_story(edition, story_id(edition, 3), headline="Mine", now=NOW)
    seen = revision_number(Edition.objects.get(pk=edition.pk))
    editing.set_words(edition, note="From another desk", now=NOW)

    with pytest.raises(StaleForm):
        undo_change(edition, UNDO, seen=seen)
    assert Edition.objects.get(pk=edition.pk).note == "From another desk"


def test_nothing_is_undone_where_nothing_was_done_or_the_mailing_has_begun(edition: Edition) -> None:
    with pytest.raises(Refused, match="nothing to undo"):
        undo_change(edition, UNDO)
    with pytest.raises(Refused, match="nothing to redo"):
        redo_change(edition, UNDO)
    editing.set_words(edition, note="Hello", now=NOW)
    Edition.objects.update(status="mailed")

    with pytest.raises(Refused, match="can no longer be changed"):
        undo_change(edition, UNDO)


def test_a_skipped_week_is_taken_up_again_as_it_was(edition: Edition) -> None:
    editing.rewrite_story(edition, story_id(edition, 3), headline="Mine", now=NOW)
    before = state_of(edition)

    ending.skip_edition(edition, NOW)
    assert not edition.ledger.exclude(state="released").exists()
    assert ending.take_up_edition(edition, NOW) == []

    assert state_of(edition) == before


def test_only_the_newest_revisions_are_kept_and_the_present_one_always(edition: Edition) -> None:
    for minute in range(0, 3 * (MOST_KEPT + 10), 3):
        editing.set_words(edition, note=f"{minute}", now=NOW + timedelta(minutes=minute))

    assert edition.revisions.count() == MOST_KEPT
    undo_change(edition, UNDO)


@given(st.text(max_size=60), st.text(max_size=60))
def test_the_words_of_a_comparison_are_those_of_both_revisions(before: str, after: str) -> None:
    runs = list(runs_between(before, after))

    assert "".join(run.text for run in runs if run.kind != "in") == before
    assert "".join(run.text for run in runs if run.kind != "out") == after
