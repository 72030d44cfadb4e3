"""A sponsor runs for the days it was sold for: it comes with new editions and leaves by itself."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from roundup.core.errors import Refused
from roundup.editions import arranging
from roundup.editions.assembling import assemble_edition
from roundup.editions.lifecycle import schedule_edition
from roundup.editions.models import Edition
from roundup.editions.proof import proof_of
from tests.making import NOW, make_article, make_edition, make_publication

pytestmark = pytest.mark.django_db
WEEK = timedelta(days=7)


@pytest.fixture
def edition() -> Edition:
    return make_edition(make_publication())


def sell(edition: Edition, starts: date | None = None, ends: date | None = None) -> None:
    arranging.set_sponsor(
        edition,
        label="Paid",
        headline="Tea for sailors",
        url="https://tea.example/",
        starts=starts.isoformat() if starts else "",
        ends=ends.isoformat() if ends else "",
        now=NOW,
    )


def is_shown(edition: Edition) -> bool:
    return "Tea for sailors" in proof_of(Edition.objects.get(pk=edition.pk)).rendered.html


def next_edition(edition: Edition) -> Edition:
    make_article(edition.publication, 90, published_at=NOW + WEEK - timedelta(hours=1))
    return assemble_edition(edition.publication, NOW + WEEK)


@pytest.mark.parametrize(
    ("starts", "ends", "shown"),
    [(None, None, True), (0, 0, True), (-9, 9, True), (1, 9, False), (-9, -1, False)],
)
def test_a_sponsor_is_shown_on_its_days_alone(
    starts: int | None, ends: int | None, shown: bool, edition: Edition
) -> None:
    first, last = (None if days is None else edition.dated + timedelta(days=days) for days in (starts, ends))
    sell(edition, first, last)

    assert is_shown(edition) is shown


def test_an_edition_that_is_put_off_beyond_the_last_day_loses_it(edition: Edition) -> None:
    sell(edition, ends=edition.dated)
    schedule_edition(edition, edition.send_at + timedelta(days=1), NOW)

    assert not is_shown(edition)


def test_a_new_edition_begins_with_a_sponsor_that_still_runs(edition: Edition) -> None:
    sell(edition, ends=edition.dated + WEEK)
    after = next_edition(edition)

    assert is_shown(after)
    assert next_edition_sponsor(after) == {}


def next_edition_sponsor(edition: Edition) -> dict[str, str]:
    make_article(edition.publication, 91, published_at=NOW + 2 * WEEK - timedelta(hours=1))
    return assemble_edition(edition.publication, NOW + 2 * WEEK).sponsor


def test_a_sponsor_without_a_last_day_is_in_its_edition_alone(edition: Edition) -> None:
    sell(edition)

    assert next_edition(edition).sponsor == {}


@pytest.mark.parametrize(
    ("starts", "ends"), [("tomorrow", ""), ("", "2026-02-31"), ("2026-12-09", "2026-12-01")]
)
def test_what_makes_no_days_is_refused_and_nothing_is_saved(starts: str, ends: str, edition: Edition) -> None:
    with pytest.raises(Refused, match="Nothing was saved"):
        arranging.set_sponsor(
            edition,
            label="Paid",
            headline="Tea",
            url="https://tea.example/",
            starts=starts,
            ends=ends,
            now=NOW,
        )
    assert Edition.objects.get(pk=edition.pk).sponsor == {}
