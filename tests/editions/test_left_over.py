"""An article that an edition had and did not mail is left to the next one, whenever that becomes known."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from roundup.editions import ending
from roundup.editions.assembling import assemble_edition
from roundup.editions.keeping_up import keep_up
from roundup.editions.models import Edition
from roundup.publications.models import Publication
from tests.making import NOW, make_article, make_articles, make_publication

pytestmark = pytest.mark.django_db

HOUR, DAY, WEEK = timedelta(hours=1), timedelta(days=1), timedelta(weeks=1)


@pytest.fixture
def publication() -> Publication:
    return make_publication()


def told(edition: Edition) -> set[int]:
    return {int(story.article.url.rpartition("/")[2]) for story in edition.stories.all()}


def reason(edition: Edition, number: int) -> str:
    return edition.verdicts.get(article__url=f"https://quay.example.org/{number}").reason


def approve(edition: Edition) -> None:
    Edition.objects.filter(pk=edition.pk).update(status=Edition.Status.APPROVED)


@pytest.mark.parametrize("end", [ending.skip_edition, ending.cancel_edition])
def test_what_is_free_only_when_the_next_edition_is_approved_goes_to_the_one_after(
    end: Callable[[Edition, datetime], None], publication: Publication
) -> None:
    make_articles(publication, 3)
    first = assemble_edition(publication, NOW)
    make_article(publication, 50, published_at=NOW + DAY, first_seen_at=NOW + DAY)
    second = assemble_edition(publication, NOW + WEEK)
    approve(second)

    end(first, NOW + WEEK)
    third = assemble_edition(publication, NOW + 2 * WEEK)

    assert told(second) == {50}
    assert told(third) == {1, 2, 3}


def test_what_an_edition_judged_is_not_left_over_when_one_before_it_is_skipped(
    publication: Publication,
) -> None:
    publication.max_stories = 1
    publication.save()
    make_articles(publication, 2)
    first = assemble_edition(publication, NOW)
    ending.skip_edition(first, NOW + HOUR)
    second = assemble_edition(publication, NOW + WEEK)
    approve(second)

    third = assemble_edition(publication, NOW + 2 * WEEK)

    assert len(told(second)) == 1
    assert told(third) == set()


def test_of_two_open_drafts_the_later_keeps_what_the_earlier_saw_in_it(publication: Publication) -> None:
    first, second = assemble_edition(publication, NOW), assemble_edition(publication, NOW + WEEK)
    make_article(publication, 50, published_at=NOW + HOUR, first_seen_at=NOW + HOUR)
    keep_up(second, NOW + 2 * HOUR)
    keep_up(first, NOW + 3 * HOUR)
    approve(first)

    keep_up(second, NOW + 4 * HOUR)

    assert reason(first, 50) == "reserved"
    assert told(second) == {50}


def test_a_story_that_was_taken_while_its_edition_was_skipped_comes_back_when_it_is_free(
    publication: Publication,
) -> None:
    make_articles(publication, 3)
    first = assemble_edition(publication, NOW)
    ending.skip_edition(first, NOW)
    second = assemble_edition(publication, NOW + WEEK)
    assert len(ending.take_up_edition(first, NOW + HOUR)) == 3
    assert reason(first, 1) == "reserved"

    ending.skip_edition(second, NOW + HOUR)
    keep_up(first, NOW + 2 * HOUR)

    assert told(first) == {1, 2, 3}
