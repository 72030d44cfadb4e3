"""One publication's nonsense stops no other's tick."""

from __future__ import annotations

import pytest

from roundup.articles.models import Source
from roundup.editions import tasks
from roundup.editions.models import Edition
from roundup.publications.models import Alarm, Publication
from roundup.sending.best_of_month import assemble_due_months
from roundup.sending.safety import heartbeat
from tests.making import THURSDAY, make_articles, make_publication


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
