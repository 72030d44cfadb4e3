"""Moments in the publication's zone, and counts, as people read them."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from roundup.core.moments_and_counts import count_words, moment_words, short_words

BERLIN = ZoneInfo("Europe/Berlin")
FRIDAY = datetime(2026, 11, 20, 6, tzinfo=UTC)


def test_a_moment_is_told_in_the_zone_of_the_publication() -> None:
    assert moment_words(FRIDAY, BERLIN) == "Friday 20 November 2026, 07:00"
    assert short_words(FRIDAY, BERLIN) == "Fri 20 Nov, 07:00"


def test_one_of_a_kind_is_told_in_the_singular() -> None:
    assert count_words(1, "copy", "copies") == "1 copy"
    assert count_words(12345, "copy", "copies") == "12,345 copies"
