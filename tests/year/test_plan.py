"""The plan of the year says things that can happen, in their order."""

from __future__ import annotations

import pytest

from roundup.publications.alarm_kinds import ALARM_KINDS
from tests.year.disputed import DISPUTED
from tests.year.plan import YEAR
from tests.year.shapes import Week, moment


def test_the_year_has_fifty_two_weeks_in_their_order() -> None:
    assert [week.number for week in YEAR] == list(range(1, 53))


@pytest.mark.parametrize("week", YEAR, ids=lambda week: str(week.number))
def test_each_moment_can_be_read_and_each_span_ends_after_it_began(week: Week) -> None:
    spans = [(fault.since, fault.until) for fault in week.faults if fault.until]
    spans += [(trouble.raised, trouble.over) for trouble in week.alarms]

    assert all(moment(week.number, since) < moment(week.number, until) for since, until in spans)
    assert all(moment(week.number, one.at) for one in (*week.people, *week.mails))


@pytest.mark.parametrize("week", YEAR, ids=lambda week: str(week.number))
def test_each_alarm_is_of_a_kind_that_there_is(week: Week) -> None:
    named = {trouble.kind for trouble in week.alarms} | {kind for mail in week.mails for kind in mail.about}

    assert named <= {kind.pattern for kind in ALARM_KINDS}


def test_what_is_disputed_is_in_the_plan() -> None:
    assert set(DISPUTED) <= {week.number for week in YEAR}
