"""A draft made of far more or far fewer articles than usual is told of, and does not go out by itself."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from roundup.editions import ending, lifecycle
from roundup.editions.assembling import assemble_edition
from roundup.editions.deadlines import meet_deadline
from roundup.editions.keeping_up import keep_up
from roundup.editions.models import Edition
from roundup.editions.unusual_weeks import watch_unusual_week
from roundup.publications.alarm_acts import dismiss_alarm
from roundup.publications.models import Alarm, Publication
from tests.making import FRIDAY, NOW, THURSDAY, approved, make_article, make_publication

pytestmark = pytest.mark.django_db

HOUR, WEEK = timedelta(hours=1), timedelta(weeks=1)
USUAL = 14


def publish(publication: Publication, week: int, count: int) -> None:
    """Let the source bring so many articles in the hours before the draft of a week."""
    for n in range(count):
        moment = THURSDAY + week * WEEK - 2 * HOUR - n * timedelta(minutes=1)
        make_article(publication, 1000 * (week + 50) + n, published_at=moment, first_seen_at=moment)


@pytest.fixture
def publication() -> Publication:
    """A magazine with seven usual weeks behind it."""
    made = make_publication(max_stories=4, least_stories=2)
    for week in range(-7, 0):
        publish(made, week, USUAL)
        edition = assemble_edition(made, THURSDAY + week * WEEK)
        Edition.objects.filter(pk=edition.pk).update(status="approved")
        lifecycle.mark_mailed(edition.pk, THURSDAY + week * WEEK + HOUR)
    Alarm.objects.all().delete()
    return made


def told(edition: Edition) -> list[str]:
    about = Alarm.objects.filter(about__startswith=f"edition:{edition.pk}:", cleared_at=None)
    return sorted(each.rpartition(":")[2] for each in about.values_list("about", flat=True))


def test_a_flood_is_told_with_its_numbers(publication: Publication) -> None:
    publish(publication, 0, 90)

    edition = assemble_edition(publication, THURSDAY)

    assert told(edition) == ["flood"]
    message = Alarm.objects.get().message
    assert "had 90 new articles to choose from; usually there are about 14" in message


def test_a_drought_is_told_and_ends_as_the_draft_keeps_up(publication: Publication) -> None:
    publish(publication, 0, 2)
    edition = assemble_edition(publication, THURSDAY)
    assert told(edition) == ["drought"]
    assert "had only 2 new articles" in Alarm.objects.get().message

    publish(publication, 0, 0)
    for n in range(6):
        make_article(publication, n, published_at=THURSDAY + HOUR, first_seen_at=THURSDAY + HOUR)
    keep_up(edition, THURSDAY + 2 * HOUR)

    assert told(edition) == []


def test_a_usual_week_is_told_of_by_nobody(publication: Publication) -> None:
    publish(publication, 0, USUAL - 4)

    assert told(assemble_edition(publication, THURSDAY)) == []


def test_a_thin_week_is_told_once_as_such(publication: Publication) -> None:
    publish(publication, 0, 1)

    assert told(assemble_edition(publication, THURSDAY)) == ["thin"]


def test_a_draft_made_early_has_no_drought_before_its_hour(publication: Publication) -> None:
    for n in range(2):
        make_article(publication, n, published_at=NOW - HOUR, first_seen_at=NOW - HOUR)
    edition = assemble_edition(publication, NOW)
    assert told(edition) == []

    keep_up(edition, THURSDAY + HOUR)

    assert told(edition) == ["drought"]


def test_a_draft_made_early_has_no_flood_if_all_its_news_came_on_one_day(publication: Publication) -> None:
    early = THURSDAY - WEEK + 3 * HOUR
    for n in range(2 * USUAL):
        make_article(publication, n, published_at=early - HOUR, first_seen_at=early - HOUR)

    assert told(assemble_edition(publication, early)) == []


def test_the_news_of_two_weeks_is_no_flood(publication: Publication) -> None:
    publish(publication, 0, 2 * USUAL)
    publish(publication, 1, 2 * USUAL)

    assert told(assemble_edition(publication, THURSDAY + WEEK)) == []


@pytest.mark.parametrize(
    ("articles", "end"),
    [
        pytest.param(90, approved, id="a flood, approved"),
        pytest.param(2, lambda edition: ending.skip_edition(edition, THURSDAY), id="a drought, skipped"),
        pytest.param(90, lambda edition: ending.cancel_edition(edition, THURSDAY), id="a flood, cancelled"),
    ],
)
def test_it_is_over_when_the_edition_is(
    articles: int, end: Callable[[Edition], object], publication: Publication
) -> None:
    publish(publication, 0, articles)
    edition = assemble_edition(publication, THURSDAY)
    assert told(edition)

    end(edition)

    assert told(edition) == []


def test_a_flood_goes_out_by_itself_only_after_somebody_looked(publication: Publication) -> None:
    Publication.objects.update(at_deadline="send")
    publish(publication, 0, 90)
    edition = assemble_edition(publication, THURSDAY)

    meet_deadline(edition, FRIDAY)
    edition.refresh_from_db()
    assert edition.status == Edition.Status.DRAFT
    assert "far more articles than usual" in Alarm.objects.get(about__endswith=":unapproved").message

    dismiss_alarm(Alarm.objects.get(about__endswith=":flood"), FRIDAY)
    meet_deadline(edition, FRIDAY)
    edition.refresh_from_db()
    assert edition.status == Edition.Status.APPROVED


def test_all_weeks_are_counted_by_one_query(publication: Publication) -> None:
    edition = assemble_edition(publication, THURSDAY)

    with CaptureQueriesContext(
        connection,
    ) as queries:
        watch_unusual_week(edition, 3, THURSDAY)

    assert sum("editions_verdict" in each["sql"] for each in queries) == 1
