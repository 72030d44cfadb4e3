"""An hour that an editor typed, in the publication's zone."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from roundup.core.errors import Refused
from roundup.core.moments_and_counts import local_input
from roundup.newsroom.views.leaving import local_moment

BERLIN = ZoneInfo("Europe/Berlin")
FRIDAY = datetime(2026, 11, 20, 6, tzinfo=UTC)


def test_a_form_gives_back_the_moment_it_was_filled_with() -> None:
    assert local_moment(local_input(FRIDAY, BERLIN), BERLIN) == FRIDAY


def test_an_hour_that_comes_twice_means_the_first() -> None:
    assert local_moment("2026-10-25T02:30", BERLIN) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "Friday",
        "2026-13-01T00:00",
        "2026-03-29T02:30",
        "2026-10-25T02:30+05:00",
        "2026-10-25T02:30Z",
        "0001-01-01T00:00",
        "9999-12-31T23:59",
    ],
)
def test_what_is_not_an_hour_is_refused(typed: str) -> None:
    with pytest.raises(Refused):
        local_moment(typed, BERLIN)
