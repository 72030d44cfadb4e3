"""Until it is approved, a draft follows the news; what an editor changed stays."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from roundup.articles.models import Article
from roundup.editions import editing, undoing
from roundup.editions.assembling import assemble_edition, reassemble_edition
from roundup.editions.description import edition_document
from roundup.editions.form_versions import StaleForm
from roundup.editions.keeping_up import Change, drafts_to_keep_up, keep_up, offer_news, offered_news
from roundup.editions.models import Edition, LedgerEntry, Story
from roundup.editions.revisions import Act, edition_content, revision_number
from roundup.publications.models import Alarm, Publication
from tests.making import NOW, make_article, make_edition, make_publication

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=3)


@pytest.fixture
def publication() -> Publication:
    return make_publication(max_stories=6)


@pytest.fixture
def edition(publication: Publication) -> Edition:
    return make_edition(publication, 8)


def news(publication: Publication, number: int = 90, at: datetime = LATER) -> Article:
    return make_article(publication, number, published_at=at, first_seen_at=at)


def told(edition: Edition) -> list[int]:
    return [int(story.article.url.rpartition("/")[2]) for story in edition.stories.order_by("position")]


def story(edition: Edition, number: int) -> Story:
    return edition.stories.get(article__url=f"https://quay.example.org/{number}")


def reserved(edition: Edition) -> set[int]:
    living = edition.ledger.filter(state=LedgerEntry.State.RESERVED)
    return {int(entry.article.url.rpartition("/")[2]) for entry in living}


def test_a_note_typed_on_tuesday_freezes_nothing(publication: Publication, edition: Edition) -> None:
    editing.set_words(edition, note="Dear readers", now=NOW)
    news(publication)

    keep_up(edition, LATER)

    edition.refresh_from_db()
    assert 90 in told(edition)
    assert edition.note == "Dear readers"
    assert edition.subject == "The headline of article number 90"
    assert reserved(edition) == set(told(edition))
    assert edition.stories.count() == 6


def test_a_subject_that_an_editor_typed_stays(publication: Publication, edition: Edition) -> None:
    editing.set_words(edition, subject="Ours", now=NOW)
    news(publication)

    keep_up(edition, LATER)

    edition.refresh_from_db()
    assert (edition.subject, told(edition)[0]) == ("Ours", 90)


def test_without_news_nothing_changes_and_no_revision_is_kept(edition: Edition) -> None:
    editing.drop_story(edition, story(edition, 3).pk, NOW)
    editing.bring_in(edition, Article.objects.get(url__endswith="/7").pk, "culture", NOW)
    editing.move_story(edition, story(edition, 4).pk, 1, NOW)
    before, revisions = edition_content(edition), edition.revisions.count()

    assert keep_up(edition, LATER) == Change()

    edition.refresh_from_db()
    assert edition_content(edition)["stories"] == before["stories"]
    assert edition.revisions.count() == revisions
    assert edition.assembled_at == LATER


def test_what_an_editor_touched_stays_and_the_weakest_other_goes(
    publication: Publication, edition: Edition
) -> None:
    weakest = [number for number in told(edition) if number in (5, 6)]
    editing.rewrite_story(edition, story(edition, weakest[-1]).pk, headline="Ours", now=NOW)
    for number in (90, 91, 92):
        news(publication, number)

    keep_up(edition, LATER)

    assert story(edition, weakest[-1]).headline == "Ours"
    assert {90, 91, 92, weakest[-1]} <= set(told(edition))
    assert len(told(edition)) == 6


def test_what_was_dropped_never_comes_back_by_itself(publication: Publication, edition: Edition) -> None:
    editing.drop_story(edition, story(edition, 2).pk, NOW)
    editing.bring_in(edition, Article.objects.get(url__endswith="/8").pk, "culture", NOW)
    editing.drop_story(edition, story(edition, 8).pk, NOW)
    Article.objects.filter(url__endswith="/8").update(published_at=LATER)
    news(publication)

    keep_up(edition, LATER)
    keep_up(edition, LATER + timedelta(hours=1))

    assert {2, 8}.isdisjoint(told(edition))
    reasons = {each["url"][-2:]: each["reason"] for each in edition_document(edition)["articles"]}
    assert reasons["/2"] == reasons["/8"] == "dropped by an editor"


def test_a_source_s_correction_comes_in_unless_an_editor_touched_the_story(edition: Edition) -> None:
    editing.rewrite_story(edition, story(edition, 3).pk, blurb="Ours", now=NOW)
    Article.objects.filter(url__endswith="/3").update(title="Nobody reads this one")
    Article.objects.filter(url__endswith="/4").update(
        title="Amended at its source", summary="What article 4 says since it was corrected."
    )
    kept = story(edition, 4).pk

    change = keep_up(edition, LATER)

    assert change.changing == (story(edition, 4).article_id,)
    assert (story(edition, 4).pk, story(edition, 4).headline, story(edition, 4).blurb) == (
        kept,
        "Amended at its source",
        "What article 4 says since it was corrected.",
    )
    assert story(edition, 3).headline == "The headline of article number 3"


def test_what_an_editor_undoes_does_not_come_again(publication: Publication, edition: Edition) -> None:
    Article.objects.filter(url__endswith="/4").update(title="Amended at its source")
    news(publication)
    before = told(edition)
    keep_up(edition, LATER)
    edition.refresh_from_db()
    assert edition.revision is not None
    assert edition.revision.what.startswith("Kept up with the news")

    undoing.undo_change(edition, Act("Undo", LATER))
    assert told(edition) == before
    keep_up(edition, LATER + timedelta(hours=1))

    assert told(edition) == before
    assert story(edition, 4).headline == "The headline of article number 4"
    assert reserved(edition) == set(before)


def test_news_that_follows_news_is_one_revision(publication: Publication, edition: Edition) -> None:
    before = told(edition)
    for hours in (3, 4, 5):
        news(publication, 90 + hours, NOW + timedelta(hours=hours))
        keep_up(edition, NOW + timedelta(hours=hours))

    edition.refresh_from_db()
    assert edition.revisions.count() == 2
    assert undoing.undo_change(edition, Act("Undo", LATER)).what.startswith("Kept up with the news")
    assert told(edition) == before


def test_what_is_offered_changes_nothing_until_it_is_taken_in(
    publication: Publication, edition: Edition
) -> None:
    found = news(publication)
    assert drafts_to_keep_up(LATER) == [edition]
    before = edition_content(edition)

    offer = offer_news(edition, LATER)

    assert offer.coming == (found.pk,)
    assert len(offer.going) == 1
    assert offered_news(edition) == offer
    assert edition_content(edition) == before

    ana = User.objects.create_user("ana@quay.example.org")
    assert keep_up(edition, LATER, by=ana, seen=revision_number(edition)).coming == (found.pk,)
    edition.refresh_from_db()
    assert edition.revision is not None
    assert edition.revision.what.startswith("Took in the news")
    assert edition.revision.by == ana
    assert offered_news(edition) == Change()


def test_news_is_not_taken_in_over_work_that_was_not_seen(publication: Publication, edition: Edition) -> None:
    seen = revision_number(edition)
    editing.set_words(edition, note="Just typed", now=NOW)
    news(publication)

    with pytest.raises(StaleForm):
        keep_up(edition, LATER, seen=seen)

    assert 90 not in told(edition)


def test_news_ends_a_thin_week(publication: Publication) -> None:
    publication.least_stories = 3
    publication.save()
    edition = make_edition(publication, 2)
    assert Alarm.objects.filter(cleared_at=None).exists()
    news(publication)

    keep_up(edition, LATER)

    assert not Alarm.objects.filter(cleared_at=None).exists()


def test_the_next_edition_s_news_begins_where_the_draft_was_last_kept_current(
    publication: Publication, edition: Edition
) -> None:
    news(publication)
    keep_up(edition, LATER)
    edition.refresh_from_db()
    news(publication, 95, LATER + timedelta(minutes=1))

    following = assemble_edition(publication, NOW + timedelta(days=7))

    assert following.news_since == LATER
    assert told(following) == [95]


def test_a_draft_that_is_made_anew_belongs_to_the_rules_again(
    publication: Publication, edition: Edition
) -> None:
    editing.drop_story(edition, story(edition, 1).pk, NOW)
    editing.rewrite_story(edition, story(edition, 3).pk, headline="Ours", now=NOW)
    news(publication)

    reassemble_edition(edition, LATER)

    assert keep_up(edition, LATER + timedelta(hours=1)) == Change()
    assert {1, 90} <= set(told(edition))


@pytest.mark.django_db(transaction=True)
def test_drafts_of_before_keep_up_as_well_and_keep_what_was_touched(publication: Publication) -> None:
    edition = make_edition(publication, 8)
    leaves = MigrationExecutor(connection).loader.graph.leaf_nodes()
    editing.drop_story(edition, story(edition, 2).pk, NOW)
    editing.rewrite_story(edition, story(edition, 6).pk, headline="Ours", now=NOW)
    try:
        MigrationExecutor(connection).migrate([("editions", "0015_scored_verdicts")])
    finally:
        MigrationExecutor(connection).migrate(leaves)
    for number in (90, 91, 92):
        news(publication, number)

    keep_up(edition, LATER)

    assert {90, 91, 6} <= set(told(edition))
    assert 2 not in told(edition)
    assert len(told(edition)) == 5
