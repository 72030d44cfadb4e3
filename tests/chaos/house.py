"""One installation under trial: its database, its processes, the provider, and the judge's eyes."""

from __future__ import annotations

import itertools
import math
import os
import signal
import socket
import tempfile
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import orjson

from tests.chaos import clocks, engine, failpoints, founder, mutants, spans
from tests.chaos.broker import Broker
from tests.chaos.children import Child, Nursery
from tests.chaos.databases import Databases
from tests.chaos.doors import accepts, listens
from tests.chaos.post_office import PostOffice
from tests.services.environment import is_a_setting
from tests.services.ports import reserved_port

# Seconds without any move, and in all, after which a trial is stuck: reached only where something is broken.
_PATIENCE, _LONGEST = 90.0, 600.0
_PAUSE = 0.05
_OF_TRIALS = ("CHAOS_", "DJANGO_", "PYTEST_")
# Read once: pytest changes the environment while trials begin in other threads.
_PLAIN_ENVIRONMENT = {
    name: value
    for name, value in os.environ.items()
    if not is_a_setting(name) and not name.startswith(_OF_TRIALS)
}
_numbers = itertools.count(1)


class Stuck(AssertionError):
    """What was waited for did not come."""


class Unclosed(AssertionError):
    """A sample of the account did not close."""


class House:
    """The installation.

    `samples` counts how often its account was looked at, and closed; `paused` is the longest wait, in
    seconds, for others to go on.
    """

    def __init__(
        self,
        folder: Path,
        databases: Databases,
        nursery: Nursery,
        readers: int,
        settings: Mapping[str, str],
        provider: PostOffice | None = None,
    ) -> None:
        self.folder = folder
        self.leapt = folder / "leapt"
        self.databases = databases
        self.readers = readers
        self.samples = 0
        self._account: dict[str, Any] | None = None
        self.pace = spans.pace()
        self.provider = provider or PostOffice()
        self.paused = 0.0
        self.broker = Broker(folder)
        self.name = f"chaos_{os.getpid()}_{next(_numbers)}"
        self._nursery = nursery
        self._talking = threading.Lock()
        self._children: list[Child] = []
        self._port = reserved_port()
        self._desk: Child | None = None
        self.environment = _PLAIN_ENVIRONMENT | {
            "ROUNDUP_DATA": str(folder / "data"),
            # Part of what was approved, so the same in all copies; the web listens elsewhere.
            "ROUNDUP_BASE_URL": "http://127.0.0.1:8000",
            "ROUNDUP_SECRET_KEY": "a secret of the trials",
            "ROUNDUP_PROVIDER": "sendgrid",
            "ROUNDUP_UNCERTAIN_AFTER": f"{math.ceil(spans.UNCERTAIN_AFTER * self.pace)}s",
            spans.PACE: str(self.pace),
            clocks.LEAPT: str(self.leapt),
            "ROUNDUP_BATCH_SIZE": "30",
            "ROUNDUP_TICK": "1s",
            "ROUNDUP_WORKERS": "4",
            "SENDGRID_API_KEY": self.provider.key,
            "SENDGRID_HOST": self.provider.url,
            "SENDGRID_WEBHOOK_KEY": self.provider.webhook_key,
            "REDIS_URL": self.broker.url,
            "DATABASE_URL": databases.url(self.name),
            **settings,
        }

    def found(self) -> None:
        """Take a copy of the founded database, and sit down at the desk."""
        template = self.databases.founded(self.readers, self._fill)
        self.databases.copy(template, self.name)
        self.open_desk()

    def _fill(self, url: str) -> None:
        log = self.folder / "founder.log"
        environment = self.environment | {"DATABASE_URL": url, "ROUNDUP_LATE_AFTER": "2d"}
        child = self._nursery.start("founder", founder.__name__, environment, log, str(self.readers))
        self.until(lambda: not child.lives, sampling=False)
        assert child.exit_code == 0, log.read_text()

    def neighbour(self) -> House:
        """Return another installation, not founded yet, that sends by the same account of the provider."""
        folder = self.folder / "neighbour"
        folder.mkdir()
        return House(folder, self.databases, self._nursery, self.readers, {}, self.provider)

    def engine(self, kind: str = "loop", *, fail: str = "", mutant: str = "", **settings: str) -> Child:
        """Start a worker: `loop`, or `celery` with a beat of its own."""
        name = f"{kind}-{len(self._children)}"
        environment = self.environment | settings
        environment |= {failpoints.VARIABLE: fail, mutants.VARIABLE: mutant}
        environment[engine.ROUNDS] = str(self.folder / f"{name}.rounds")
        return self._start(name, engine.__name__, environment, kind)

    def web(self) -> Child:
        """Start the web, with a broker that it can ring, and let the provider tell it of events."""
        self.broker.start()
        child = self._start("web", "tests.chaos.web", self.environment, f"127.0.0.1:{self._port}")
        self.until(lambda: listens(self._port), sampling=False)
        self.provider.webhook.aim(f"http://127.0.0.1:{self._port}/hooks/sendgrid/")
        return child

    def address(self, path: str) -> str:
        return f"http://127.0.0.1:{self._port}{path}"

    def metrics(self) -> str:
        with urllib.request.urlopen(self.address("/metrics"), timeout=_LONGEST) as answer:
            return str(answer.read().decode())

    def _start(self, name: str, module: str, environment: Mapping[str, str], *arguments: str) -> Child:
        child = self._nursery.start(name, module, environment, self.folder / f"{name}.log", *arguments)
        self._children.append(child)
        return child

    @property
    def engines(self) -> list[Child]:
        """Return the workers that live, frozen ones too."""
        return [child for child in self._children if child.name != "web" and child.lives]

    @property
    def deaths(self) -> int:
        """Return how many workers and webs were killed so far, by themselves or by others."""
        return sum(child.exit_code == -signal.SIGKILL for child in self._children)

    @property
    def webs(self) -> list[Child]:
        return [child for child in self._children if child.name == "web" and child.lives]

    def rounds(self, child: Child) -> int:
        """Return how many rounds a `loop` has gone."""
        try:
            return int((self.folder / f"{child.name}.rounds").read_text() or 0)
        except FileNotFoundError:
            return 0

    def until_it_has_looked(self, child: Child) -> None:
        """Wait until a loop has gone all through its work once more."""
        before = self.rounds(child)
        self.until(lambda: self.rounds(child) >= before + 2 or not child.lives)

    def open_desk(self) -> None:
        path = self.folder / "desk.sock"
        path.unlink(missing_ok=True)
        self._desk = self._nursery.start(
            "desk", "tests.chaos.operator_desk", self.environment, self.folder / "desk.log", str(path)
        )
        self.until(lambda: path.exists() and accepts(path), sampling=False)

    def close_desk(self) -> None:
        if self._desk:
            self._desk.kill()
            self.until(lambda: self._desk is None or not self._desk.lives, sampling=False)

    def ask(self, order: str, **arguments: Any) -> Any:
        """Have the person at the desk do something. Raises AssertionError where it is refused."""
        answer = self.try_to(order, **arguments)
        assert "refused" not in answer, answer
        return answer["found"]

    def try_to(self, order: str, **arguments: Any) -> Any:
        with self._talking, socket.socket(socket.AF_UNIX) as line:
            line.settimeout(_LONGEST * self.pace)
            line.connect(str(self.folder / "desk.sock"))
            with line.makefile("rwb") as talk:
                talk.write(orjson.dumps({"do": order, **arguments}) + b"\n")
                talk.flush()
                return orjson.loads(talk.readline())

    def sample(self) -> dict[str, Any]:
        """Look at the account, which has to close at any moment."""
        answer = self.try_to("status")
        if "refused" in answer:
            return {"status": "", "account": None}
        found: dict[str, Any] = answer["found"]
        self._account = found["account"]
        if (account := found["account"]) is not None:
            parts = [account[word] for word in ("accepted", "refused", "uncertain", "pending")]
            self.samples += 1
            if account["candidates"] != sum(parts) + sum(account["excluded"].values()):
                raise Unclosed(f"The account does not add up: {account}")
            listed = sum(batch["readers"] for batch in found["uncertain"])
            if listed < account["uncertain"] and found["status"] != "held":
                raise Unclosed(f"Not all uncertain ones are listed: {found}")
        return found

    def until(self, condition: Callable[[], object], *, sampling: bool = True) -> None:
        """Wait for `condition`, and look at the account meanwhile. Raises Stuck where nothing moves."""
        began = moved = time.monotonic()
        state = self._state()
        while not condition():
            now = time.monotonic()
            if self._state() != state:
                moved, state = now, self._state()
            if now - moved > _PATIENCE * self.pace or now - began > _LONGEST * self.pace:
                raise Stuck(f"Waited {now - began:.0f} s in vain, at last {now - moved:.0f} s for any move.")
            if sampling:
                self.sample()
            time.sleep(_PAUSE)

    def _state(self) -> tuple[object, ...]:
        """Return what moves when anything goes on."""
        inbox, webhook = len(self.provider.inbox), self.provider.webhook.events
        return self.provider.requests, inbox, webhook, str(self._account)

    def until_over(self, *, uncertain: int = 0) -> dict[str, Any]:
        """Wait until nobody is pending and at most `uncertain` readers stay uncertain; return the status."""
        found: dict[str, Any] = {}

        def over() -> bool:
            nonlocal found
            found = self.sample()
            account = found["account"]
            if account is None or account["candidates"] < self.candidates or account["pending"]:
                return False
            return found["status"] != "preparing" and account["uncertain"] <= uncertain

        try:
            self.until(over, sampling=False)
        except Stuck as stuck:
            raise Stuck(f"{stuck} The last account: {found}") from None
        return found

    @property
    def candidates(self) -> int:
        return self.readers

    def until_told(self) -> None:
        """Wait until every event of the provider has been taken and applied."""
        self.until(lambda: self.provider.webhook.flush(0.1))
        self.until(lambda: self.ask("facts")["waiting"] == 0)

    def stop(self) -> None:
        """End all processes and forget the database; the provider stays."""
        for child in self._children:
            child.thaw()
            child.kill()
        self.close_desk()
        self.until(lambda: not any(child.lives for child in self._children), sampling=False)
        self.broker.kill()
        self.databases.drop(self.name)

    def keep_logs(self, folder: Path) -> None:
        """Copy what the processes said to a place that outlives the trial."""
        folder.mkdir(parents=True, exist_ok=True)
        for path, text in self.logs():
            (folder / path.name).write_text(text)

    def logs(self) -> Iterator[tuple[Path, str]]:
        for path in sorted(self.folder.glob("*.log")):
            yield path, path.read_text(errors="replace")


@contextmanager
def house(databases: Databases, nursery: Nursery, readers: int = 300, **settings: str) -> Iterator[House]:
    """Build an installation for a block, and tear it down after."""
    # Not pytest's folder: a socket's path has room for a hundred letters.
    with tempfile.TemporaryDirectory(prefix="chaos-", ignore_cleanup_errors=True) as name:
        built = House(Path(name), databases, nursery, readers, settings)
        with built.provider:
            try:
                built.found()
                yield built
            finally:
                built.stop()
