"""Rows 19 to 21, 25 and 30: what readers and editors do meanwhile."""

from __future__ import annotations

from tests.chaos.children import Child
from tests.chaos.founder import address_of
from tests.chaos.house import House
from tests.chaos.judge import Verdict
from tests.chaos.row import Row, expect, sent
from tests.chaos.troubles import hangs_accepted, hangs_on, silent_provider

_NEW = "moved-38@readers.example"


def _readers_leave(house: House, victim: Child) -> None:
    house.ask("unsubscribe", ids=[35, 135])
    house.ask("erase", ids=[36, 136])
    house.ask("delete", ids=[37, 137])
    house.ask("move", number=38, address=_NEW)


def _those_who_left(house: House, verdict: Verdict) -> None:
    counts = house.provider.inbox.counts()
    for number in (35, 36, 37, 38, 135, 136, 137):
        if counts[address_of(number)]:
            verdict.problems.append(f"reader {number} was mailed after leaving")
    if counts[_NEW] != 1:
        verdict.problems.append("who moved got no copy at the new address")


def _leave_too_late(house: House, victim: Child) -> None:
    """Unsubscribe all to whom a copy is on its way or gone: they are accounted for as mailed."""
    house.until(lambda: sent(house) > 60)
    copies = house.provider.inbox.counts()
    house.ask("unsubscribe", ids=[n for n in range(1, house.readers + 1) if copies[address_of(n)]])


def _hold_in_mid_post(house: House, victim: Child) -> None:
    house.until(lambda: sent(house) > 60)
    house.ask("hold")
    house.provider.faults.clear()
    house.until_it_has_looked(victim)
    before = sent(house)
    house.until_it_has_looked(victim)
    assert sent(house) == before
    house.ask("resume")


def _cancel_in_mid_post(house: House, victim: Child) -> None:
    house.until(lambda: sent(house) > 60)
    house.ask("cancel")
    house.provider.faults.clear()


def _some_stayed(house: House, verdict: Verdict) -> None:
    if verdict.where["excluded"] < 60:
        verdict.problems.append("a cancelled mailing went on")


def _send_again(house: House, victim: Child) -> None:
    """A person sends again what may have been taken, and marks the other as taken; both are wrong."""
    house.until(lambda: house.sample()["batches"].get("uncertain") == 2 and sent(house) > 200)
    counts = house.provider.inbox.counts()
    for batch, numbers in house.ask("uncertain").items():
        taken = bool(counts[address_of(numbers[0])])
        house.ask("decide", batch=int(batch), taken=taken)


ROWS = (
    Row("19, 25", "readers leave, move and are erased between claim and post", "claimed:freeze@2",
        during=_readers_leave, end=_those_who_left, moved={38: _NEW}),
    Row("20", "readers leave when they have just been mailed", before=hangs_accepted, during=_leave_too_late,
        long=True),
    Row("21", "held while a batch is being posted", before=hangs_on, during=_hold_in_mid_post, long=True),
    Row("21", "cancelled while a batch is being posted", before=hangs_on, during=_cancel_in_mid_post,
        end=_some_stayed),
    Row("30", "a person decides about two batches", web=True, before=silent_provider, during=_send_again,
        end=lambda house, verdict: expect(verdict, uncertain=0)),
)  # fmt: skip
