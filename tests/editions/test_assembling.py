"""One edition for each period, whoever assembles it, and a ledger of what it tells."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from threading import Barrier, Thread

import pytest
from django.db import connection

from roundup.core.errors import Refused
from roundup.editions import editing, ending, lifecycle
from roundup.editions.assembling import assemble_edition, reassemble_edition, window_of
from roundup.editions.considered import considered_articles
from roundup.editions.description import edition_document
from roundup.editions.due_drafts import assemble_due_edition
from roundup.editions.models import Edition, LedgerEntry
from roundup.editions.reasons import why_in
from roundup.publications.models import Alarm
from tests.making import (
    FRIDAY,
    NOW,
    THURSDAY,
    approved,
    make_article,
    make_articles,
    make_edition,
    make_publication,
)
from tests.services.beside import Beside

pytestmark = pytest.mark.django_db
WEEK = timedelta(days=7)


def states(edition: Edition) -> set[str]:
    return set(edition.ledger.values_list("state", flat=True))


def test_assembling_again_returns_the_same_draft() -> None:
    publication = make_publication()
    edition = make_edition(publication)
    make_article(publication, 99)

    assert assemble_edition(publication, NOW + timedelta(hours=3)) == edition
    assert edition_document(assemble_edition(publication, NOW)) == edition_document(edition)


def test_every_article_considered_has_a_verdict() -> None:
    publication = make_publication()
    make_article(publication, 50, published_at=NOW + timedelta(days=1))
    make_article(publication, 51, published_at=NOW - timedelta(days=90))
    edition = make_edition(publication)

    articles = edition_document(edition)["articles"]

    assert {article["in"] for article in articles} == {True, False}
    assert len(articles) == 8
    assert all(article["reason"] for article in articles)


@pytest.mark.django_db(transaction=True)
def test_twenty_assemblers_at_once_make_one_edition() -> None:
    publication = make_publication()
    make_articles(publication)
    barrier, made = Barrier(20), []

    def run() -> None:
        barrier.wait()
        try:
            made.append(assemble_edition(publication, NOW).pk)
        finally:
            connection.close()

    threads = [Thread(target=run) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(made) == 20
    assert len(set(made)) == 1
    assert Edition.objects.count() == 1
    assert LedgerEntry.objects.count() == 6


@pytest.mark.django_db(transaction=True)
def test_editions_that_are_made_at_once_get_a_number_each() -> None:
    publication = make_publication()
    barrier = Barrier(8)

    def assemble(weeks: int) -> None:
        barrier.wait()
        assemble_edition(publication, NOW + weeks * WEEK)

    for other in [Beside(partial(assemble, weeks)) for weeks in range(8)]:
        other.done()

    assert sorted(Edition.objects.values_list("number", flat=True)) == list(range(1, 9))


def test_an_article_in_one_draft_is_not_in_the_next() -> None:
    publication = make_publication()
    make_edition(publication)

    following = assemble_edition(publication, NOW + WEEK)

    reasons = {article["reason"].split(":")[0] for article in edition_document(following)["articles"]}
    assert not following.stories.exists()
    assert reasons == {"in another draft"}


def test_a_cancelled_edition_gives_its_articles_back() -> None:
    publication = make_publication()
    edition = make_edition(publication)

    ending.cancel_edition(edition, NOW)

    assert states(edition) == {"released"}
    assert assemble_edition(publication, NOW + WEEK).stories.count() == 6


def test_a_mailed_edition_has_spent_its_articles() -> None:
    publication = make_publication()
    edition = make_edition(publication)
    Edition.objects.filter(pk=edition.pk).update(status="approved")

    lifecycle.mark_mailed(edition.pk, NOW)

    assert states(edition) == {"spent"}
    reasons = {
        article["reason"]
        for article in edition_document(assemble_edition(publication, NOW + WEEK))["articles"]
    }
    assert reasons == {"already sent: edition 1"}


def test_a_copy_of_a_chosen_article_is_spent_with_it() -> None:
    publication = make_publication()
    words = {"title": "The treaty that only the clerks remember", "summary": "And what it says of them."}
    make_article(publication, 1, **words)
    make_article(publication, 2, **words)
    edition = assemble_edition(publication, NOW)

    assert (edition.stories.count(), edition.ledger.count()) == (1, 2)


def test_what_may_be_a_copy_stands_beside_the_other_and_the_newsroom_says_so() -> None:
    publication = make_publication()
    for number in (1, 2):
        make_article(publication, number, title="The treaty that only the clerks remember")
    edition = assemble_edition(publication, NOW)

    told, other = (article["reason"] for article in edition_document(edition)["articles"])

    assert edition.stories.count() == 1
    assert told.endswith("perhaps the same as “The treaty that only the clerks remember”")
    assert {because.words for because in why_in(edition).values()} == {told}
    assert other.startswith("another article covers the same event")


def test_a_back_dated_article_is_in_the_week_that_first_saw_it() -> None:
    publication = make_publication()
    make_edition(publication)
    make_article(publication, 70, published_at=NOW - timedelta(days=5), first_seen_at=NOW + timedelta(days=3))

    following = assemble_edition(publication, NOW + WEEK)

    assert [story.article.url for story in following.stories.all()] == ["https://quay.example.org/70"]


def test_the_schedule_assembles_once() -> None:
    publication = make_publication()
    make_articles(publication, 3)

    made = assemble_due_edition(publication, THURSDAY)
    assert made is not None
    assert made.stories.count() == 3
    assert assemble_due_edition(publication, THURSDAY + timedelta(hours=1)) is None


def test_the_schedule_leaves_a_draft_that_was_made_early() -> None:
    publication = make_publication()
    edition = make_edition(publication)
    editing.drop_story(edition, edition.stories.last().pk, NOW)

    assert assemble_due_edition(publication, THURSDAY) is None
    assert edition.stories.count() == 5


def test_a_publication_younger_than_its_hour_owes_nothing() -> None:
    publication = make_publication()
    publication.created_at = THURSDAY - timedelta(days=2)

    assert assemble_due_edition(publication, THURSDAY - timedelta(days=1)) is None


def test_an_hour_that_passed_with_the_sending_is_told_and_not_made_up_for() -> None:
    publication = make_publication()

    assert assemble_due_edition(publication, FRIDAY + timedelta(hours=1)) is None
    assert "no edition for the week to 19 November" in Alarm.objects.get(cleared_at=None).message


def test_an_hour_missed_before_the_sending_is_made_up_for_with_what_is_known_by_then() -> None:
    publication, late = make_publication(), FRIDAY - timedelta(hours=1)
    make_articles(publication)
    make_article(publication, 80, published_at=late - timedelta(hours=2), first_seen_at=late)

    made = assemble_due_edition(publication, late)

    assert made is not None
    assert (made.assembled_at, made.period_end) == (late, THURSDAY)
    assert made.stories.filter(article__url__endswith="/80").exists()


def test_a_thin_week_is_known_to_whoever_approves_it() -> None:
    publication = make_publication()
    make_articles(publication, 1)
    edition = assemble_edition(publication, NOW)
    assert "only 1 story for" in Alarm.objects.get(cleared_at=None).message

    approved(edition)

    assert not Alarm.objects.filter(cleared_at=None).exists()


def test_a_thin_week_raises_an_alarm_and_a_full_one_clears_it() -> None:
    publication = make_publication()
    edition = assemble_edition(publication, NOW)
    assert Alarm.objects.get(cleared_at=None).message.startswith("A thin week: only 0 stories")

    make_articles(publication)
    reassemble_edition(edition, NOW)

    assert not Alarm.objects.filter(cleared_at=None).exists()


def test_only_a_draft_is_assembled_again() -> None:
    edition = make_edition(make_publication())
    ending.cancel_edition(edition, NOW)

    with pytest.raises(Refused, match="only a draft"):
        reassemble_edition(edition, NOW)


def test_an_edition_goes_out_at_the_publication_s_hour() -> None:
    assert make_edition(make_publication()).send_at == FRIDAY


def test_a_draft_s_own_reservations_do_not_keep_its_articles_out() -> None:
    publication = make_publication()
    edition = make_edition(publication)

    found = considered_articles(publication, window_of(edition, NOW), edition)

    assert {candidate.used for candidate in found} == {""}


def test_an_article_that_only_says_when_it_was_updated_is_dated_by_that() -> None:
    publication = make_publication()
    fresh = NOW - timedelta(days=1)
    make_article(publication, 90, published_at=None, updated_at=fresh, first_seen_at=fresh)
    make_article(publication, 91, published_at=None, updated_at=fresh, first_seen_at=NOW - timedelta(days=30))

    reasons = {
        a["url"][-2:]: a["reason"].split(":")[0]
        for a in edition_document(assemble_edition(publication, NOW))["articles"]
    }

    assert reasons == {"90": "the lead"}
