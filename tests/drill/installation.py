"""An installation that can be broken: `roundup up` on a PostgreSQL of its own, watched from outside."""

from __future__ import annotations

import os
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import psycopg
import redis

from tests.drill.signs import Signs
from tests.e2e.machine import Machine
from tests.e2e.parts import of, parts
from tests.editors.mailserver import MailHost
from tests.services.http_host import HttpHost
from tests.services.postgres import Server, running_server
from tests.services.waiting import until

PARTS = {"valkey", "worker", "beat", "web", "web's worker"}
# What a day does to them: an alarm is mailed once in an hour, and comes back as the same for ten minutes.
_A_DAY_PASSES = (
    "UPDATE publications_alarm SET raised_at = raised_at - interval '1 day', "
    "told_at = told_at - interval '1 day', cleared_at = cleared_at - interval '1 day'"
)
# In bytes: the data folder's disk, as large as a healthy one has to be and a little more.
_DISK = 260_000_000


class Installation:
    """One `roundup up`, its database, and the people and programs whom it tells."""

    def __init__(self, folder: Path, database: Server, monitor: HttpHost, pager: HttpHost, post: MailHost):
        self.database, self.data = database, folder / "data"
        self.monitor, self.pager, self.post = monitor, pager, post
        self.up: subprocess.Popen[str] | None = None
        mail = post.server
        assert mail is not None
        self.machine = Machine(
            self.data,
            new=True,
            DATABASE_URL=database.url,
            ROUNDUP_MAIL_URL=f"smtp://127.0.0.1:{mail.port}",
            ROUNDUP_MAIL_FROM="roundup@quay.example.org",
            ROUNDUP_ALARM_WEBHOOK_URL=f"{pager.url}/alarms",
            ROUNDUP_ALARM_WEBHOOK_KEY="a key of the drill",
            ROUNDUP_TICK_PING_URL=f"{monitor.url}/tick",
            ROUNDUP_TICK="5s",
            ROUNDUP_WORKERS="4",
        )
        self.signs = Signs(self)

    def found(self) -> None:
        self.machine.run_all(
            ("publication", "add", "The Quay"), ("user", "add", "ana@quay.example.org", "--role", "admin")
        )

    def pids(self) -> dict[str, int]:
        """Return the parts that live, and the supervisor."""
        assert self.up is not None
        return {**parts(self.up.pid, self.data), "supervisor": self.up.pid}

    def is_whole(self) -> bool:
        return set(self.pids()) >= PARTS

    def servers(self) -> list[int]:
        """Return the database's processes."""
        return self.database.pids()

    def send(self, part: str, number: signal.Signals) -> None:
        """Send a part a signal, if it lives."""
        for pid in self.servers() if part == "database" else [self.pids().get(part, 0)]:
            if pid:
                os.kill(pid, number)

    def broker(self) -> redis.Redis:
        return redis.Redis(unix_socket_path=str(self.data / "valkey.sock"))

    def let_a_day_pass(self) -> None:
        with psycopg.connect(self.database.url) as line:
            line.execute(_A_DAY_PASSES)

    def thaw(self) -> None:
        for pid in [*of(self.data), *self.servers()]:
            with suppress(ProcessLookupError):  # It has been replaced meanwhile.
                os.kill(pid, signal.SIGCONT)


@contextmanager
def installation() -> Iterator[Installation]:
    """Run one until the end of the block."""
    with ExitStack() as stack:
        # Not pytest's folder: a socket's path has room for a hundred letters.
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="drill-")))
        _own_disk(folder / "data", stack)
        hosts = [stack.enter_context(HttpHost()) for _ in range(2)]
        server = stack.enter_context(running_server())
        built = Installation(folder, server, *hosts, stack.enter_context(MailHost()))
        built.found()
        with built.machine.up() as process:
            built.up = process
            stack.callback(built.thaw)
            until(built.is_whole)
            with built.signs:
                try:
                    yield built
                finally:
                    built.thaw()


def _own_disk(data: Path, stack: ExitStack) -> None:
    """Give the data folder a small disk of its own, where we may."""
    data.mkdir()
    mounting = ["mount", "-t", "tmpfs", "-o", f"size={_DISK}", "drill", str(data)]
    if not subprocess.run(mounting, check=False, capture_output=True).returncode:
        stack.callback(subprocess.run, ["umount", str(data)], check=False)
