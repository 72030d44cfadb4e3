"""Addresses that bounce softly: given up after weeks, by what the mailings came to."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from roundup.editions.assembling import assemble_edition
from roundup.events.soft_bounces import give_up_addresses
from roundup.subscribers.models import Subscriber, Suppression
from tests.events.mailed import Mailed, mailed, report
from tests.events.provider import Row
from tests.making import FRIDAY, agreed, make_publication, make_readers

pytestmark = pytest.mark.django_db
WEEK = timedelta(days=7)
SOFT: Row = {"kind": "bounce", "type": "bounce", "status": "4.2.2"}


@pytest.fixture
def readers() -> list[Subscriber]:
    return make_readers(make_publication(), ["ada", "bo"])


def mailings(readers: list[Subscriber], number: int) -> list[Mailed]:
    """Return weekly mailings, the last one on the Friday."""
    dates = [FRIDAY - WEEK * back for back in reversed(range(number))]
    publication = readers[0].publication
    # Assembled on the Wednesday before.
    return [mailed(assemble_edition(publication, at - timedelta(days=2)), readers, at) for at in dates]


def tell(week: Mailed, at_week: int, reader: int = 0, **kind: Any) -> None:
    seconds = -int((WEEK * at_week).total_seconds())
    report(week.row(reader, after=seconds, **kind))


TWO_DAYS_ON = FRIDAY + timedelta(days=2)


def test_three_mailings_in_a_row_are_enough(readers: list[Subscriber]) -> None:
    for back, week in zip((2, 1, 0), mailings(readers, 3), strict=True):
        tell(week, back, **SOFT)
        tell(week, back, reader=1, kind="delivered")

    assert give_up_addresses(TWO_DAYS_ON) == 1
    assert Suppression.objects.get().email_hash == readers[0].email_hash
    assert Suppression.objects.get().reason == "bounced"
    assert give_up_addresses(TWO_DAYS_ON) == 0


def test_a_delivery_in_between_counts_even_if_it_becomes_known_last(readers: list[Subscriber]) -> None:
    first, second, third, last = mailings(readers, 4)
    for back, week in ((3, first), (1, third), (0, last)):
        tell(week, back, **SOFT)
    tell(second, 2, kind="delivered")

    assert give_up_addresses(TWO_DAYS_ON) == 0


def test_nobody_is_given_up_before_late_events_could_come_in(readers: list[Subscriber]) -> None:
    for back, week in zip((2, 1, 0), mailings(readers, 3), strict=True):
        tell(week, back, **SOFT)

    assert give_up_addresses(FRIDAY + timedelta(hours=23)) == 0
    assert give_up_addresses(FRIDAY + timedelta(hours=25)) == 1


def test_whom_a_person_takes_back_later_stays_until_it_bounces_again(readers: list[Subscriber]) -> None:
    for back, week in zip((2, 1, 0), mailings(readers, 3), strict=True):
        tell(week, back, **SOFT)

    assert give_up_addresses(FRIDAY + timedelta(days=4)) == 0


def test_whoever_came_back_since_begins_again(readers: list[Subscriber]) -> None:
    for back, week in zip((2, 1, 0), mailings(readers, 3), strict=True):
        tell(week, back, **SOFT)
    agreed(readers[0], FRIDAY + timedelta(hours=30))

    assert give_up_addresses(TWO_DAYS_ON) == 0


DEAD = "unable to get mx info: failed to get IPs from PTR record"


@pytest.mark.parametrize(
    "row",
    [
        {"kind": "bounce", "type": "blocked", "reason": DEAD},
        {"kind": "blocked", "reason": DEAD},
        {"kind": "bounce", "type": "blocked", "bounce_classification": "Technical"},
        {"kind": "bounce", "type": "expired", "status": "5.0.0"},
        {"kind": "bounce", "type": "bounce", "reason": "Unable to resolve MX host"},
    ],
)
def test_a_domain_that_is_dead_for_weeks_is_given_up(readers: list[Subscriber], row: Row) -> None:
    for back, week in zip((2, 1, 0), mailings(readers, 3), strict=True):
        tell(week, back, **row)
    assert not Suppression.objects.exists()

    assert give_up_addresses(TWO_DAYS_ON) == 1


@pytest.mark.parametrize("classification", ["Reputation", "Content", "Frequency or Volume"])
def test_what_a_server_has_against_us_gives_no_reader_up(
    readers: list[Subscriber], classification: str
) -> None:
    for back, week in enumerate(reversed(mailings(readers, 6))):
        tell(week, back, kind="bounce", type="blocked", bounce_classification=classification)

    assert give_up_addresses(TWO_DAYS_ON) == 0
