"""Rows 8 to 12: from the moment that posting begins until its result is written."""

from __future__ import annotations

from tests.chaos import clocks, spans
from tests.chaos.children import Child
from tests.chaos.house import House
from tests.chaos.row import Row, sent
from tests.chaos.troubles import hangs_accepted


def _kill_when_accepted(house: House, victim: Child) -> None:
    house.until(lambda: sent(house) > 60)
    victim.kill()
    house.until(lambda: not victim.lives)


def _an_hour_passes(house: House, victim: Child) -> None:
    clocks.leap(house.leapt, 3600)


ROWS = (
    Row("8", "killed while posting begins", "beginning:die@2", long=True),
    Row("8", "killed when posting has begun, before any byte", "posting:die@2"),
    Row("8", "killed between the check of the deadline and the first byte", "sending:die@2", long=True),
    Row("9", "killed in the middle of a body", "half-sent:die@2", long=True),
    Row("10", "killed while it waits for the answer to what was taken", before=hangs_accepted,
        during=_kill_when_accepted, long=True),
    Row("10", "killed with the answer read and nothing written", "answered:die@2"),
    Row("10", "killed when the result is written", "wrote:die@2", long=True),
    Row("11", "the database does not take a result", "writing:fail@2-4", long=True),
    Row("11", "the commit of a result is not acknowledged", "wrote:fail@2", long=True),
    Row("11", "killed when the result is in the journal only", "writing:fail@2 journaled:die"),
    Row("11", "killed in the middle of the journal's replay", "writing:fail@2-3 replayed:die", long=True),
    Row("12", "frozen when posting has begun, and wakes after everybody gave up", "posting:freeze@2",
        long=True),
    Row("12", "frozen with the body at hand, and wakes after everybody gave up", "built:freeze@2"),
    # So long a time for its post is over by the wall clock alone.
    Row("12", "suspended with the body at hand, while the wall clock went on", "built:freeze@2",
        settings={spans.POST_SECONDS: "60"}, during=_an_hour_passes),
)  # fmt: skip
