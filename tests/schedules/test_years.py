"""Whatever is done to a schedule, every edition comes once, and no article is lost or told twice."""

from __future__ import annotations

import pytest

from tests.schedules.life import live


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("zone", "rhythm", "years"),
    [
        ("Australia/Lord_Howe", "weekly", 0.25),
        ("Africa/Casablanca", "n-weekly", 0.5),
        ("America/Nuuk", "monthly", 0.5),
        ("Europe/Dublin", "twice-weekly", 0.15),
    ],
)
def test_no_edition_and_no_article_is_lost_or_told_twice(zone: str, rhythm: str, years: float) -> None:
    life = live(zone, rhythm, years, seed=1)

    assert not life.faults
