"""Random runs: one seed, one story of kills, freezes, floods and silences, and its verdict."""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.chaos import clocks
from tests.chaos.children import Child, Nursery
from tests.chaos.databases import Databases
from tests.chaos.founder import address_of
from tests.chaos.house import House, house
from tests.chaos.judge import Verdict, judge
from tests.chaos.spans import LONGEST_FREEZE, STEP

_STORM = (
    "server-error", "server-error-accepted", "rate-limit", "too-large", "hang", "hang-accepted",
    "disconnect", "disconnect-accepted", "cut", "drip", "drip-accepted", "nonsense", "nonsense-accepted",
    "quota", "sandbox",
)  # fmt: skip
_FAILS = (
    "planning:die", "planned-a-step:die", "planned-a-step:fail", "claimed:die@{n}", "posting:die@{n}",
    "sending:die@{n}", "half-sent:die@{n}", "answered:die@{n}", "writing:fail@{n}", "wrote:fail@{n}",
    "wrote:die@{n}", "writing:fail@{n} journaled:die", "asked:die", "settled:die", "applying:die",
    "applied:fail", "split:die", "beginning:die@{n}",
)  # fmt: skip
_ACTS = 14
# Seconds after which the story goes on although nobody calls the provider: all are dead, or all is done.
_NO_CALL = 1.0
# In how many runs nothing goes wrong before the first batch leaves.
_LET_BEGIN = 0.7
# Seconds by which a worker's clock is wrong.
_CLOCKS = (0, 0, 0.2, -0.2)
COUNTED = ("kills", "freezes", "flushes", "broker deaths", "faults")
# The logs of a run that failed stay here, by its seed.
FAILED = Path(".cache/chaos")


@dataclass(frozen=True, slots=True)
class Run:
    """What became of a run.

    `done` counts what went wrong on the way: processes killed, freezes, flushes and deaths of the
    broker, faults of the provider. `waiting` is how many readers had no end yet when all was fixed;
    `left` counts those whom a person had to decide about.
    """

    seed: int
    database: str
    readers: int
    seconds: float
    samples: int
    done: Counter[str]
    waiting: int
    left: int
    verdict: Verdict
    story: tuple[str, ...]

    def __str__(self) -> str:
        return (
            f"seed {self.seed} {self.database} {self.readers} readers {self.seconds:.1f} s; "
            f"{', '.join(f'{self.done[word]} {word}' for word in COUNTED)}, {self.samples} samples; "
            f"{self.waiting} waited for the end, {self.left} for a person; {self.verdict}"
        )


def run(seed: int, databases: Databases, nursery: Nursery, readers: int) -> Run:
    """Live through the story of `seed`, fix everything, and judge."""
    began = time.monotonic()
    step = max(readers // 4, 1)
    size = max(5, readers // 80)
    with house(databases, nursery, readers, ROUNDUP_BATCH_SIZE=str(min(size, 1000))) as built:
        story = _Story(random.Random(seed), built, {STEP: str(step)})
        left, waiting, stuck = 0, 0, []
        try:
            story.tell()
            story.done += Counter(kills=built.deaths, faults=built.provider.misbehaved)
            waiting = story.pending()
            left = story.fix()
        except AssertionError as error:
            stuck = [repr(error)]
        verdict = judge(built, events=not story.events_are_lost and not stuck)
        verdict.problems += stuck
        if verdict.problems:
            built.keep_logs(FAILED / str(seed))
        seconds = time.monotonic() - began
        return Run(
            seed=seed,
            database=databases.kind,
            readers=readers,
            seconds=seconds,
            samples=built.samples,
            done=story.done,
            waiting=waiting,
            left=left,
            verdict=verdict,
            story=tuple(story.told),
        )


class _Story:
    """Acts in a random order. `told` says what happened."""

    def __init__(self, chance: random.Random, built: House, settings: dict[str, str]) -> None:
        self._chance = chance
        self._house = built
        self._settings = settings
        self._workers = [chance.choice(("loop", "loop", "celery")) for _ in range(chance.choice((1, 2, 3)))]
        # Without the logs only events can tell, of which then never all of a batch may be lost.
        self._blind = chance.random() < 0.2
        self.events_are_lost = False
        self.told: list[str] = []
        self.done: Counter[str] = Counter()

    def tell(self) -> None:
        self._house.broker.start()
        self._house.web()
        self._house.provider.faults.latency = self._chance.choice((0.05, 0.1))
        self._house.provider.logs.permitted = not self._blind
        for kind in self._workers:
            self._hire(kind)
        if self._chance.random() < _LET_BEGIN:
            self._house.until(lambda: self._house.provider.requests, sampling=False)
        for _ in range(_ACTS):
            if not self.pending():
                break
            act = self._chance.choice(self._acts())
            self.told.append(act.__name__.lstrip("_"))
            act()
            self._wait_for_calls(self._chance.randint(0, 6))

    def _acts(self) -> list[Callable[[], None]]:
        return [
            self._kill, self._kill, self._kill_all, self._freeze, self._hire_doomed, self._hire_doomed,
            self._hire_doomed, self._storm, self._storm, self._calm, self._broker_dies, self._broker_forgets,
            self._broker_returns, self._webhook_away, self._webhook_back, self._webhook_mangles,
            self._webhook_loses, self._web_dies, self._hold_and_resume, self._refuse_one,
        ]  # fmt: skip

    def _wait(self, seconds: float) -> None:
        """Let time pass, looking at the account; who was held is resumed, who is frozen wakes up."""
        ends = time.monotonic() + seconds
        while time.monotonic() < ends:
            self._look()
            time.sleep(0.05)

    def _wait_for_calls(self, count: int) -> None:
        """Let the provider be called so often, unless nobody calls any more."""
        wanted = self._house.provider.requests + count
        ends = time.monotonic() + _NO_CALL * self._house.pace
        while self._house.provider.requests < wanted and time.monotonic() < ends and self.pending():
            self._look()
            time.sleep(0.05)

    def _look(self) -> None:
        if self._house.sample()["status"] == "held":
            self._house.try_to("resume")

    def _hire(self, kind: str, fail: str = "") -> Child:
        clock = str(self._chance.choice(_CLOCKS))
        return self._house.engine(kind, fail=fail, **self._settings, **{clocks.VARIABLE: clock})

    def _hire_doomed(self) -> None:
        fail = self._chance.choice(_FAILS).format(n=self._chance.randint(1, 4))
        self.told.append(fail)
        self._hire("loop", fail)

    def _one(self) -> Child | None:
        engines = [child for child in self._house.engines if not child.frozen]
        return self._chance.choice(engines) if engines else None

    def _kill(self) -> None:
        if child := self._one():
            child.kill()

    def _kill_all(self) -> None:
        for child in self._house.engines:
            child.kill()
        self._wait(self._chance.uniform(0, 0.5))
        for kind in self._workers:
            self._hire(kind)

    def _freeze(self) -> None:
        if child := self._one():
            child.freeze()
            # Not looking meanwhile: what it locks would make this freeze longer than it may be.
            time.sleep(self._chance.uniform(0.2, LONGEST_FREEZE) * self._house.pace)
            child.thaw()
            self.done["freezes"] += 1

    def _storm(self) -> None:
        kinds = self._chance.sample(_STORM, 4)
        self._house.provider.faults.storm(self._chance.randint(0, 10**6), dict.fromkeys(kinds, 0.12))

    def _calm(self) -> None:
        self._house.provider.faults.storm(0, {})

    def _broker_dies(self) -> None:
        self._house.broker.kill()
        self.done["broker deaths"] += 1

    def _broker_returns(self) -> None:
        self._house.broker.start()

    def _broker_forgets(self) -> None:
        self._house.broker.flush()
        self.done["flushes"] += 1

    def _webhook_away(self) -> None:
        self._house.provider.webhook.outage()
        if self._blind:
            # Where events alone can tell, their silence must be shorter than the window.
            time.sleep(self._chance.uniform(0.1, 0.4) * self._house.pace)
            self._house.provider.webhook.release()

    def _webhook_back(self) -> None:
        self._house.provider.webhook.release()

    def _webhook_mangles(self) -> None:
        self._house.provider.webhook.duplicate(self._chance.randint(1, 4))
        self._house.provider.webhook.shuffle(self._chance.random() < 0.5)

    def _webhook_loses(self) -> None:
        if not self._blind:
            self.events_are_lost = True
            self._house.provider.webhook.lose(self._chance.uniform(0, 0.6), whole=self._chance.random() < 0.5)

    def _web_dies(self) -> None:
        for child in self._house.webs:
            child.kill()
        self._wait(self._chance.uniform(0, 0.5))
        self._house.web()

    def _hold_and_resume(self) -> None:
        self._house.try_to("hold")
        self._wait(self._chance.uniform(0, 0.5))

    def _refuse_one(self) -> None:
        self._house.provider.faults.refuse(address_of(self._chance.randint(1, self._house.readers)))

    def pending(self) -> int:
        """Return how many readers have no end yet."""
        account = self._house.sample()["account"]
        if account is None:
            return self._house.readers
        unknown = self._house.readers - account["candidates"]
        return int(unknown + account["pending"] + account["uncertain"])

    def fix(self) -> int:
        """Let all behave, and wait for the end; return how many readers a person had to decide about."""
        built = self._house
        for child in built.engines:
            child.thaw()
            child.kill()
        built.provider.faults.clear()
        built.provider.faults.latency = 0.02
        built.provider.webhook.behave()
        built.broker.start()
        for kind in self._workers:
            self._hire(kind)
        self._hire("loop")
        built.until(self._only_doubts_are_left)
        built.until_told()
        left = self._decide() if self._blind else 0
        built.until_over()
        built.until_told()
        return left

    def _only_doubts_are_left(self) -> bool:
        self._look()
        found = self._house.sample()["account"]
        if found is None or found["candidates"] < self._house.readers or found["pending"]:
            return False
        return bool(self._blind or not found["uncertain"])

    def _decide(self) -> int:
        """Be the person who knows: what the inbox holds was taken, the rest goes again."""
        built = self._house
        counts = built.provider.inbox.counts()
        left = 0
        for batch, numbers in built.ask("uncertain").items():
            taken = any(counts[address_of(number)] for number in numbers)
            if built.ask("decide", batch=int(batch), taken=taken):
                left += len(numbers)
        return left
