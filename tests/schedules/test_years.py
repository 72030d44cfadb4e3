"""Whatever is done to a schedule, every edition comes once, and no article is lost or told twice."""

from __future__ import annotations

import pytest

from tests.schedules.life import live


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("zone", "rhythm"),
    [
        ("Australia/Lord_Howe", "weekly"),
        ("Africa/Casablanca", "n-weekly"),
        ("America/Nuuk", "monthly"),
        ("Europe/Dublin", "twice-weekly"),
    ],
)
def test_no_edition_and_no_article_is_lost_or_told_twice(zone: str, rhythm: str) -> None:
    life = live(zone, rhythm, years=1, seed=1)

    assert not life.faults
