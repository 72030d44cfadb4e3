"""Each event is told once: an editor says which article tells it, and which belong together."""

from __future__ import annotations

from datetime import timedelta

import pytest

from roundup.articles.models import Article
from roundup.core.errors import Refused
from roundup.editions import clustering, editing
from roundup.editions.assembling import assemble_edition, reassemble_edition
from roundup.editions.clusters import EditionClusters
from roundup.editions.form_versions import STORIES_CHANGED, StaleForm, order_version
from roundup.editions.models import Edition, LedgerEntry
from roundup.editions.reasons import article_reasons
from roundup.editions.revision_differences import differences_between
from roundup.editions.revisions import Act, edition_content
from roundup.editions.undoing import redo_change, restore_revision, undo_change
from tests.crane_week import HEADLINES, crane_story, crane_week
from tests.making import NOW, approved, make_publication

pytestmark = pytest.mark.django_db


@pytest.fixture
def edition() -> Edition:
    return crane_week(make_publication())


def article(number: int) -> Article:
    return Article.objects.get(title=HEADLINES[number - 1])


def also(edition: Edition) -> list[Article]:
    edition = Edition.objects.get(pk=edition.pk)
    return [Article.objects.get(pk=pk) for pk in EditionClusters.of(edition).also(crane_story(edition))]


def live(edition: Edition) -> set[int]:
    entries = edition.ledger.exclude(state=LedgerEntry.State.RELEASED)
    return set(entries.values_list("article_id", flat=True))


def reason(edition: Edition, which: Article) -> str:
    edition = Edition.objects.get(pk=edition.pk)
    (found,) = [each for each in article_reasons(edition) if each.article == which]
    return found.words


def reassembled(edition: Edition) -> Edition:
    return reassemble_edition(edition, NOW + timedelta(minutes=1))


def test_an_event_is_told_once_and_the_others_stand_below_it(edition: Edition) -> None:
    story, others = crane_story(edition), also(edition)

    assert edition.stories.count() == 11
    assert {story.article, *others} == {article(1), article(2), article(3)}
    why = EditionClusters.of(edition).why_joined(story.article_id, [each.pk for each in others])
    assert why.startswith("Words that they share: ")
    assert {"setúbal", "crane", "ferry"} <= {word.casefold().strip(",") for word in why.split()}


def test_another_article_is_told_instead_in_its_own_words_and_in_the_same_place(edition: Edition) -> None:
    before = crane_story(edition)
    editing.rewrite_story(edition, before.pk, headline="Our crane", kicker="Ours", focus="n", now=NOW)
    other = also(edition)[-1]

    clustering.tell_instead(edition, before.pk, other.pk, NOW)

    story = edition.stories.get(pk=before.pk)
    assert story.article == other
    assert (story.headline, story.kicker, story.focus) == (other.title, "", "c")
    assert story.image == other.image
    assert (story.place, story.section_key, story.position) == (
        before.place,
        before.section_key,
        before.position,
    )
    assert before.article in also(edition)
    assert other.pk in live(edition)
    assert before.article_id not in live(edition)
    assert reason(edition, other) == "chosen by an editor instead of another article"
    assert reason(edition, before.article) == f"another article covers the same event: {other.title}"


def test_telling_another_can_be_undone_and_done_again(edition: Edition) -> None:
    story = crane_story(edition)
    other = also(edition)[0]
    before, reserved = edition_content(edition), live(edition)
    clustering.tell_instead(edition, story.pk, other.pk, NOW)
    told, reserved_then = edition_content(edition), live(edition)

    assert not undo_change(edition, Act("", NOW)).lost
    assert (edition_content(edition), live(edition)) == (before, reserved)
    assert not redo_change(edition, Act("", NOW)).lost
    assert (edition_content(edition), live(edition)) == (told, reserved_then)


def test_two_stories_that_exchanged_their_articles_come_back(edition: Edition) -> None:
    story = crane_story(edition)
    first, other = story.article, also(edition)[0]
    clustering.tell_instead(edition, story.pk, other.pk, NOW)
    editing.bring_in(edition, first.pk, "world", NOW)
    brought = edition_content(edition)
    assert edition.revision

    undone = restore_revision(edition, 1, Act("Restored", NOW))

    assert undone == []
    assert edition.stories.get(article=first).pk == story.pk
    assert restore_revision(edition, 3, Act("Restored", NOW)) == []
    assert edition_content(edition) == brought


def test_what_is_told_instead_is_told_when_the_draft_is_made_again(edition: Edition) -> None:
    other = also(edition)[-1]
    clustering.tell_instead(edition, crane_story(edition).pk, other.pk, NOW)

    again = reassembled(edition)

    assert crane_story(again).article == other
    assert len(also(again)) == 2


def test_an_article_that_is_parted_is_left_out_and_may_be_brought_in(edition: Edition) -> None:
    story = crane_story(edition)
    other, third = also(edition)

    clustering.part_article(edition, story.pk, other.pk, NOW)

    assert also(edition) == [third]
    assert reason(edition, other) == "an editor said that it is about another event"
    editing.bring_in(edition, other.pk, "world", NOW)
    assert also(edition) == [third]


def test_a_parted_article_has_a_story_of_its_own_in_the_next_draft(edition: Edition) -> None:
    other = also(edition)[0]
    clustering.part_article(edition, crane_story(edition).pk, other.pk, NOW)

    again = reassembled(edition)

    assert again.stories.filter(article=other).exists()
    assert again.stories.count() == 12


def test_an_article_that_is_joined_stands_below_its_story_now_and_in_the_next_draft(edition: Edition) -> None:
    dropped = edition.stories.get(headline=HEADLINES[3])
    editing.drop_story(edition, dropped.pk, NOW)

    clustering.join_article(edition, crane_story(edition).pk, dropped.article_id, NOW)

    assert dropped.article in also(edition)
    assert reason(edition, dropped.article).startswith("another article covers the same event: ")
    again = reassembled(edition)
    assert dropped.article in also(again)
    assert again.stories.count() == 10


@pytest.mark.parametrize("decide", [clustering.tell_instead, clustering.part_article])
def test_a_decision_voids_an_approval_which_holds_again_once_it_is_undone(
    decide: object, edition: Edition
) -> None:
    approved(edition)
    decide(edition, crane_story(edition).pk, also(edition)[0].pk, NOW)  # type: ignore[operator]
    edition.refresh_from_db()
    assert edition.status == Edition.Status.DRAFT

    assert undo_change(edition, Act("", NOW)).is_approved


@pytest.mark.parametrize("decide", [clustering.tell_instead, clustering.part_article])
def test_what_is_no_longer_of_the_event_is_refused(decide: object, edition: Edition) -> None:
    story, other = crane_story(edition), also(edition)[0]
    clustering.part_article(edition, story.pk, other.pk, NOW)
    before = edition_content(edition)

    with pytest.raises(Refused, match="no longer listed below"):
        decide(edition, story.pk, other.pk, NOW)  # type: ignore[operator]

    assert edition_content(edition) == before


def test_words_that_somebody_has_just_written_are_not_thrown_away_unseen(edition: Edition) -> None:
    story, other = crane_story(edition), also(edition)[0]

    with pytest.raises(StaleForm):
        clustering.tell_instead(edition, story.pk, other.pk, NOW, seen="of before")


@pytest.mark.parametrize("decide", [clustering.part_article, clustering.join_article])
def test_a_form_of_other_stories_is_refused(decide: object, edition: Edition) -> None:
    story, other = crane_story(edition), also(edition)[0]
    seen = order_version(list(edition.stories.all()))
    clustering.tell_instead(edition, story.pk, also(edition)[1].pk, NOW)

    with pytest.raises(StaleForm, match=STORIES_CHANGED[:40]):
        decide(edition, story.pk, other.pk, NOW, seen=seen)  # type: ignore[operator]


def test_an_article_with_a_story_cannot_be_joined(edition: Edition) -> None:
    with pytest.raises(Refused, match="already in the edition"):
        clustering.join_article(edition, crane_story(edition).pk, article(4).pk, NOW)


def test_an_article_that_another_edition_has_is_refused(edition: Edition) -> None:
    story, other = crane_story(edition), also(edition)[0]
    later = assemble_edition(edition.publication, NOW + timedelta(days=7))
    LedgerEntry.objects.create(edition=later, article=other)

    with pytest.raises(Refused, match=f"Edition {later.number} has"):
        clustering.tell_instead(edition, story.pk, other.pk, NOW)


def test_the_history_says_what_was_decided(edition: Edition) -> None:
    before, story, other = edition_content(edition), crane_story(edition), also(edition)[0]

    clustering.tell_instead(edition, story.pk, other.pk, NOW)
    told = edition_content(edition)
    assert edition.revision
    assert edition.revision.what == f"Used “{other.title}” instead of “{story.headline}”"
    differences = [each.what for each in differences_between(before, told)]
    assert f"“{other.title}” replaces “{story.headline}”." in differences
    assert not [each for each in differences if "dropped" in each or "brought in" in each]

    clustering.part_article(edition, story.pk, story.article_id, NOW)
    assert edition.revision.what == f"Separated “{story.article.title}”: another event"
    assert [each.what for each in differences_between(told, edition_content(edition))] == [
        "The grouping of articles by event changed."
    ]


def test_a_revision_of_a_version_without_decisions_can_be_restored(edition: Edition) -> None:
    other = also(edition)[0]
    clustering.part_article(edition, crane_story(edition).pk, other.pk, NOW)
    first = edition.revisions.get(number=1)
    del first.content["cluster_edits"]
    first.save()

    undo_change(edition, Act("", NOW))

    assert other in also(edition)
    editing.set_words(edition, note="Good morning.", now=NOW)
    assert [each.number for each in edition.revisions.all()] == [3, 2, 1]
