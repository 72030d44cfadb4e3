"""The tick makes every draft that it can, and tells of each week that it could not make."""

from __future__ import annotations

from datetime import timedelta

import pytest

from roundup.articles.models import Source
from roundup.editions import tasks
from roundup.editions.due_drafts import assemble_due_edition
from roundup.editions.models import Edition
from roundup.events import metrics
from roundup.publications.models import Alarm, Publication
from roundup.sending.best_of_month import assemble_due_months
from roundup.sending.safety import heartbeat
from tests.making import FRIDAY, THURSDAY, make_articles, make_publication

HOUR, WEEK = timedelta(hours=1), timedelta(weeks=1)


@pytest.mark.django_db
def test_a_zone_that_nobody_knows_stops_its_own_publication_and_says_so() -> None:
    broken = make_publication(name="The Mole", slug="mole")
    sound = make_publication()
    make_articles(sound, 4)
    Source.objects.all().delete()
    Publication.objects.filter(pk=broken.pk).update(timezone="Mars/Olympus")

    tasks.run(THURSDAY)
    assemble_due_months(THURSDAY)

    assert Edition.objects.get().publication == sound
    told = Alarm.objects.get(publication=broken, about="tick")
    assert "does not know the time zone Mars/Olympus" in told.message
    assert heartbeat.overdue(THURSDAY) == ""
    assert 'roundup_next_due_seconds{publication="quay"}' in metrics.text()


@pytest.mark.django_db
def test_of_three_weeks_that_were_lost_each_is_told_once() -> None:
    publication = make_publication()
    make_articles(publication, 4)
    assert assemble_due_edition(publication, THURSDAY)
    back = THURSDAY + 4 * WEEK

    made = assemble_due_edition(publication, back)
    assert assemble_due_edition(publication, back + timedelta(seconds=5)) is None

    assert made is not None
    assert made.period == back.date()
    assert told() == [f"period:2026-{day}" for day in ("11-26", "12-03", "12-10")]


@pytest.mark.django_db
def test_before_the_first_edition_only_the_last_week_is_told() -> None:
    publication = make_publication()

    assemble_due_edition(publication, FRIDAY + HOUR)

    assert told() == ["period:2026-11-19"]


@pytest.mark.django_db
def test_two_drafts_that_are_due_at_once_are_both_made() -> None:
    """It comes out on Fridays and Saturdays, and nothing ran while both drafts became due."""
    publication = make_publication(send_weekdays=[4, 5], assemble_days_before=3)
    make_articles(publication, 4)
    assert assemble_due_edition(publication, THURSDAY)
    back = THURSDAY + WEEK

    made = [assemble_due_edition(publication, back) for _ in range(3)]

    assert [each and f"{each.send_at:%A}" for each in made] == ["Friday", "Saturday", None]


def told() -> list[str]:
    return sorted(Alarm.objects.filter(about__startswith="period:").values_list("about", flat=True))
