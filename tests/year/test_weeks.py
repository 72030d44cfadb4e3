"""A week of the year in each run of the tests: it has all of an ordinary one, and a fault at the hour."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pytest_django.live_server_helper import LiveServer

from tests.year.judge import judge
from tests.year.plan import YEAR
from tests.year.simulation import simulation

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.one_database]


@pytest.mark.parametrize("number", [9])
def test_a_week_goes_as_it_was_planned(
    number: int, live_server: LiveServer, settings: Any, tmp_path: Path
) -> None:
    weeks = [week for week in YEAR if week.number == number]
    with simulation(weeks, settings, live_server.url, tmp_path / "year.log") as lived:
        judged = judge(weeks, lived.live(since="Thu 12:00"))

    assert [one.differences for one in judged] == [[]]
