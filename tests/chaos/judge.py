"""Holds the provider's inbox against the account: who got a copy, and who should have."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from roundup.providers.sendgrid.standin.events import event_rows
from tests.chaos.founder import AT_STAGING, address_of
from tests.chaos.house import House
from tests.chaos.leaks import leaks

_OPEN = {"ready", "leased", "posting"}


@dataclass(slots=True)
class Verdict:
    """What was found. `problems` is empty where everybody got the mailing once, or is accounted for."""

    problems: list[str] = field(default_factory=list)
    where: Counter[str] = field(default_factory=Counter)
    twice: int = 0
    missing: int = 0

    def __str__(self) -> str:
        return "; ".join(self.problems) or f"closed: {dict(self.where)}"


def judge(
    house: House,
    *,
    uncertain: bool = False,
    again: frozenset[int] = frozenset(),
    moved: Mapping[int, str] | None = None,
    events: bool = False,
) -> Verdict:
    """Judge a trial that is over.

    `uncertain`: readers may be left uncertain, who are listed and have one copy or none. `again`:
    whom a person sent it again, knowing that they may get it twice. `moved`: new addresses.
    `events`: all events were told, so that their sums must be right too.
    """
    verdict = Verdict()
    where = _where(house.ask("ledger"))
    copies = _copies(house, moved or {})
    for stranger in copies.keys() - set(range(1, house.readers + 1)):
        verdict.problems.append(f"{copies[stranger]} copies went to strangers")
    for number in range(1, house.readers + 1):
        _judge_one(number, where.get(number, []), copies[number], number in again, verdict)
    _judge_account(house, verdict, uncertain)
    if events:
        _judge_events(house, verdict)
    verdict.problems += [f"an address stands in {place}" for place in leaks(house)]
    return verdict


def _where(ledger: Mapping[str, Any]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    for number, outcome, state in ledger["deliveries"]:
        if outcome == 20:
            found[number].append("refused")
        elif outcome or state == "cancelled":
            found[number].append("excluded")
        else:
            found[number].append("pending" if state in _OPEN else state)
    for number, _ in ledger["exclusions"]:
        found[number].append("excluded")
    return found


def _copies(house: House, moved: Mapping[int, str]) -> Counter[int]:
    """Count the copies of each reader; 0 stands for everybody else."""
    numbers = {address_of(number): number for number in range(1, house.readers + 1)}
    numbers |= {address: number for number, address in moved.items()}
    found: Counter[int] = Counter()
    for address, count in house.provider.inbox.counts().items():
        if not address.endswith(AT_STAGING):
            found[numbers.get(address, 0)] += count
    return found


def _judge_one(number: int, where: list[str], copies: int, again: bool, verdict: Verdict) -> None:
    if len(where) != 1:
        verdict.problems.append(f"reader {number} stands in the ledger {len(where)} times")
        return
    verdict.where[where[0]] += 1
    if copies > 1 and not again:
        verdict.twice += 1
        verdict.problems.append(f"reader {number} got {copies} copies")
    if where[0] == "accepted" and not copies:
        verdict.missing += 1
        verdict.problems.append(f"reader {number} is called accepted and got nothing")
    if where[0] in ("excluded", "refused", "pending") and copies and not again:
        verdict.problems.append(f"reader {number} is called {where[0]} and got a copy")


def _judge_account(house: House, verdict: Verdict, uncertain: bool) -> None:
    account = house.sample()["account"]
    if account is None or account["candidates"] != house.readers:
        verdict.problems.append(f"not everybody is a candidate: {account}")
        return
    said = {"excluded": sum(account["excluded"].values())} | {
        word: account[word] for word in ("accepted", "refused", "uncertain", "pending")
    }
    if {word: count for word, count in said.items() if count} != dict(verdict.where):
        verdict.problems.append(f"the account says {said}, the ledger {dict(verdict.where)}")
    if verdict.where["pending"]:
        verdict.problems.append(f"{verdict.where['pending']} readers still wait")
    if verdict.where["uncertain"] and not uncertain:
        verdict.problems.append(f"{verdict.where['uncertain']} readers are left uncertain")
    facts = house.ask("facts")
    if facts["mailings"] != 1:
        verdict.problems.append(f"there are {facts['mailings']} mailings")
    if facts["incidents"] and not verdict.twice:
        verdict.problems.append("an incident is counted that never happened")


def _judge_events(house: House, verdict: Verdict) -> None:
    told = [row for accepted in house.provider.inbox.accepted() for row in event_rows(accepted)]
    facts = house.ask("facts")
    kept = sum(count for word, count in facts["tallies"].items() if word not in ("copies", "passed-over"))
    if not len(told) == facts["events"] == kept:
        verdict.problems.append(f"{len(told)} events happened, {facts['events']} are kept and {kept} counted")
    delivered = sum(row["event"] == "delivered" for row in told)
    bounced = {row["email"] for row in told if row["event"] == "bounce"}
    said = house.sample()["events"]
    if said["delivered"] + said["bounced"] < len(bounced) or said["delivered"] > delivered:
        verdict.problems.append(f"the sums of events are wrong: {said}")
