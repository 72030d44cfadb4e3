"""`make year`: the whole plan, or the weeks that WEEKS names (WEEKS=1-9), and a table of what came of it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from pytest_django.live_server_helper import LiveServer

from tests.year.judge import judge
from tests.year.plan import YEAR
from tests.year.simulation import simulation
from tests.year.table import differing, table_of

pytestmark = pytest.mark.django_db(transaction=True)


def chosen_weeks() -> list[Any]:
    first, _, last = (os.environ.get("WEEKS") or f"1-{len(YEAR)}").partition("-")
    return [week for week in YEAR if int(first) <= week.number <= int(last or first)]


def test_the_year_goes_as_it_was_planned(live_server: LiveServer, settings: Any, tmp_path: Path) -> None:
    weeks = chosen_weeks()
    log = Path(os.environ.get("YEAR_LOG") or tmp_path / "year.log")
    with simulation(weeks, settings, live_server.url, log) as lived:
        judged = judge(weeks, lived.live())
    print(f"\n{table_of(judged)}")  # noqa: T201 - the table is what this is for
    assert not differing(judged), f"These weeks differ from the plan: {differing(judged)}"
