"""Rows 4 to 7 and 27 to 29: the broker, several workers, their clocks, a restored database."""

from __future__ import annotations

from tests.chaos import clocks
from tests.chaos.children import Child
from tests.chaos.house import House
from tests.chaos.judge import Verdict
from tests.chaos.row import Row, alarm, sent
from tests.chaos.troubles import hangs, silent_provider


def _flush_often(house: House, victim: Child) -> None:
    for batch in range(1, 6):
        house.until(lambda batch=batch: sent(house) >= min(batch * 30, 250))
        house.broker.flush()


def _kill_the_broker(house: House, victim: Child) -> None:
    house.until(lambda: sent(house) > 0)
    house.broker.kill()
    house.sample()
    house.broker.start()


def _second_beat(house: House, victim: Child) -> None:
    house.engine("celery")


def _slow_clock(house: House, victim: Child) -> None:
    house.engine("celery", **{clocks.VARIABLE: "-0.4"})


def _restore(house: House, victim: Child) -> None:
    """Restore the database of a moment at which most was still to be sent."""
    house.until(victim.is_stopped)
    victim.kill()
    house.until(lambda: not victim.lives)
    house.close_desk()
    backup = f"{house.name}_backup"
    house.databases.copy(house.name, backup)
    house.open_desk()
    later = house.engine()
    house.until_over()
    house.until_it_has_looked(later)
    later.kill()
    house.until(lambda: not later.lives)
    house.close_desk()
    house.databases.copy(backup, house.name)
    house.databases.drop(backup)
    house.open_desk()


def _held_by_the_fence(house: House, verdict: Verdict) -> None:
    if house.sample()["status"] != "held":
        verdict.problems.append("a restored database holds nothing")
    alarm("installation:restored")(house, verdict)
    house.ask("lift_fence")
    house.ask("resume")
    before = sent(house)
    house.until_it_has_looked(house.engines[-1])
    if sent(house) != before:
        verdict.problems.append("a restored database sent by itself")


ROWS = (
    Row("4", "the broker loses every wake-up, again and again", kind="celery", during=_flush_often,
        long=True),
    Row("5", "two workers with a beat each", kind="celery", during=_second_beat),
    Row("6", "killed after a claim", "claimed:die@2", long=True),
    Row("7", "frozen after a claim, and wakes late", "claimed:freeze@2", long=True),
    Row("7", "frozen after a claim, and wakes while others are at it", "claimed:freeze@2",
        before=silent_provider, uncertain=90),
    Row("27", "the database is restored from a backup", "answered:freeze@4", during=_restore,
        uncertain=300, end=_held_by_the_fence),
    Row("29", "the clocks of two workers differ", kind="celery", settings={clocks.VARIABLE: "0.4"},
        before=hangs, during=_slow_clock, long=True),
    Row("28", "the broker is killed and comes back", kind="celery", during=_kill_the_broker),
)  # fmt: skip
