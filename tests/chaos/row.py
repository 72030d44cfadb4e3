"""A row of the failure table: what happens, and how it must end.

In every row nobody is mailed twice and nobody is lost; what a row says beside that is its `end`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from typing import Any

from tests.chaos.children import Child, Nursery
from tests.chaos.databases import Databases
from tests.chaos.house import House, Stuck, house
from tests.chaos.judge import Verdict, judge

Happening = Callable[[House, Child], Any]


def _nothing(house: House, victim: Child) -> None:
    pass


@dataclass(frozen=True, slots=True, eq=False)
class Row:
    """One row: what is prepared, the worker to which it happens, what others do meanwhile, the end.

    `fail` names the victim's failpoints. `uncertain` says that readers stay uncertain until a person
    decides; `web` that the provider can tell of events; `events` that it tells all, and that they must
    add up. `end` checks what is particular. A `long` one is left to `make chaos`;
    `only` names the database that it is about; one that is `apart` has the database's server to itself.
    """

    row: str
    says: str
    fail: str = ""
    kind: str = "loop"
    settings: Mapping[str, str] = field(default_factory=dict)
    web: bool = False
    events: bool = False
    before: Callable[[House], Any] = lambda house: None
    during: Happening = _nothing
    uncertain: int = 0
    end: Callable[[House, Verdict], Any] = lambda house, verdict: None
    again: frozenset[int] = frozenset()
    moved: Mapping[int, str] = field(default_factory=dict, hash=False)
    long: bool = False
    only: str = ""
    apart: bool = False

    @contextmanager
    def house(self, databases: Databases, nursery: Nursery) -> Iterator[House]:
        """Build the installation in which the row is played."""
        with (
            databases.apart() if self.apart else nullcontext(databases) as own,
            house(own, nursery) as built,
        ):
            yield built

    def play(self, house: House, mutant: str = "") -> Verdict:
        """Let it happen in a new installation, and return what the judge found."""
        if self.web or self.events:
            house.web()
        self.before(house)
        if self.kind == "celery":
            house.broker.start()
        victim = house.engine(self.kind, fail=self.fail, mutant=mutant, **self.settings)
        if ":die" in self.fail:
            house.until(lambda: not victim.lives)
        if ":freeze" in self.fail:
            house.until(victim.is_stopped)
        self.during(house, victim)
        stuck = self._until_over(house, victim, mutant)
        verdict = judge(
            house,
            uncertain=bool(self.uncertain),
            again=self.again,
            moved=self.moved,
            events=self.events,
        )
        verdict.problems += stuck
        self.end(house, verdict)
        return verdict

    def _until_over(self, house: House, victim: Child, mutant: str) -> list[str]:
        """Let another go on where the victim cannot, and wake the victim last; return what got stuck."""
        try:
            if not victim.lives or victim.is_stopped():
                heir = house.engine("loop", mutant=mutant)
            house.until_over(uncertain=self.uncertain)
            if victim.is_stopped():
                victim.thaw()
                house.until_it_has_looked(victim)
                house.until_it_has_looked(heir)
                house.until_over(uncertain=self.uncertain)
            if self.events:
                house.until_told()
        except Stuck as stuck:
            return [str(stuck)]
        return []


def sent(house: House) -> int:
    return len(house.provider.inbox)


def expect(verdict: Verdict, **where: int) -> None:
    found = {word: verdict.where[word] for word in where}
    if found != where:
        verdict.problems.append(f"expected {where}, found {found}")


def alarm(about: str) -> Callable[[House, Verdict], None]:
    def end(house: House, verdict: Verdict) -> None:
        if not any(about in alarm for alarm in house.ask("facts")["alarms"]):
            verdict.problems.append(f"there is no alarm about {about}")

    return end
