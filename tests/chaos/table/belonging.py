"""Rows 36 and 37: a worker with other settings, and another installation on the same account."""

from __future__ import annotations

from tests.chaos.children import Child
from tests.chaos.house import House
from tests.chaos.judge import Verdict
from tests.chaos.row import Row, alarm
from tests.chaos.troubles import slow

# Who bounced, left or complained here, by the founder's addresses; and who is suppressed from the start.
_UNMAILED_HERE = {3, 5, 7} | {50, 150, 250}
_STRANGER = "stranger"


def _stated_and_slow(house: House) -> None:
    house.ask("state")
    slow(house)


def _without_its_settings(house: House, victim: Child) -> None:
    """Start a worker that nobody told by which provider mail leaves, on a machine of its own."""
    data = str(house.folder / _STRANGER)
    stranger = house.engine(ROUNDUP_PROVIDER="outbox", ROUNDUP_DATA=data)
    house.until(lambda: "installation:outlet" in house.ask("facts")["alarms"])
    house.until_it_has_looked(stranger)


def _nothing_was_swallowed(house: House, verdict: Verdict) -> None:
    alarm("installation:outlet")(house, verdict)
    if swallowed := list((house.folder / _STRANGER).glob("outbox/**/*.eml")):
        verdict.problems.append(f"{len(swallowed)} messages were written into files")


def _staging_sends_too(house: House, victim: Child) -> None:
    """Let another installation mail readers of the same numbers, and have us told what became of them."""
    staging = house.neighbour()
    try:
        staging.found()
        staging.ask("become_staging")
        staging.engine()
        staging.until_over()
        house.until_over()
        house.until_told()
    finally:
        staging.stop()


def _its_events_touch_nobody(house: House, verdict: Verdict) -> None:
    if (unmailed := set(house.ask("unmailed"))) != _UNMAILED_HERE:
        verdict.problems.append(f"{unmailed} are not mailed any more, not {_UNMAILED_HERE}")
    if not house.ask("facts")["tallies"].get("of-others"):
        verdict.problems.append("nothing was told of the other installation")


ROWS = (
    Row("36", "a worker without its settings", web=True, before=_stated_and_slow,
        during=_without_its_settings, end=_nothing_was_swallowed),
    Row("37", "two installations on one account", web=True, before=_stated_and_slow,
        during=_staging_sends_too, end=_its_events_touch_nobody),
)  # fmt: skip
