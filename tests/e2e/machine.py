"""roundup as an operator runs it: real processes on a data folder of their own."""

from __future__ import annotations

import os
import secrets
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import orjson

from tests.services.migrated import copy_sqlite
from tests.services.ports import reserved_port
from tests.services.waiting import PATIENCE

# `roundup` itself, which in an emergency ends its children by force, but not for a busy machine.
_PATIENT = f"""
import sys
from roundup.config import cli
try:
    from roundup.config.processes import supervisor
except ImportError:  # An installation of an old commit, which is to be upgraded.
    from roundup.config import supervisor
supervisor._PATIENCE.update(dict.fromkeys(supervisor._PATIENCE, {PATIENCE}))
sys.exit(cli.main())
"""

# Commands one after the other, up to the first that fails.
_SEVERAL = """
import json, sys
from roundup.config import cli
sys.exit(next(filter(None, map(cli.main, json.loads(sys.argv[1]))), 0))
"""


class Machine:
    """One installation. `run` is a command; `up` keeps `roundup up` going for a block.

    Its tables are there already, which takes a command seconds, unless it is `new`.
    """

    def __init__(self, data: Path, *, new: bool = False, **settings: str) -> None:
        self.data = data
        if not new:
            copy_sqlite(data / "roundup.sqlite3")
            (data / "secret-key").write_text(secrets.token_urlsafe(48))
        # What the processes of the last `up` wrote, line by line.
        self.said: list[str] = []
        self.port = reserved_port()
        self.python: str | Path = sys.executable
        self.folder = Path.cwd()
        plain = {k: v for k, v in os.environ.items() if not k.startswith(("ROUNDUP_", "DATABASE_", "REDIS_"))}
        self.environment = plain | {
            "ROUNDUP_DATA": str(data),
            "ROUNDUP_BASE_URL": f"http://127.0.0.1:{self.port}",
            "ROUNDUP_FETCH_ALLOW": "127.0.0.0/8",
            "ROUNDUP_TICK": "1s",
            **settings,
        }

    def run(self, *argv: str, code: int = 0) -> str:
        """Run one command to its end and return what it printed."""
        return self._python("-m", "roundup.config.cli", *argv, code=code)

    def run_all(self, *commands: Sequence[str]) -> None:
        """Run commands to their end in one process: a process for each would mostly start."""
        self._python("-c", _SEVERAL, orjson.dumps(commands).decode())

    def _python(self, *argv: str, code: int = 0) -> str:
        done = subprocess.run(
            [self.python, *argv],
            cwd=self.folder,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            stdin=subprocess.DEVNULL,
            check=False,
        )
        assert done.returncode == code, done.stdout + done.stderr
        return done.stdout

    def json(self, *argv: str) -> Any:
        return orjson.loads(self.run(*argv, "--json"))

    def count(self, rows: str) -> int:
        """Count rows of the database, for whoever waits for them: no command must start each time.

        `rows` is a table and a condition: `events_event WHERE kind = 3`.
        """
        with closing(sqlite3.connect(self.data / "roundup.sqlite3", timeout=PATIENCE)) as database:
            (found,) = database.execute(f"SELECT COUNT(*) FROM {rows}").fetchone()
        return int(found)

    def checks(self) -> list[dict[str, Any]]:
        """Return what `roundup doctor` finds, bad or not."""
        argv = [sys.executable, "-m", "roundup.config.cli", "doctor", "--json"]
        done = subprocess.run(argv, env=self.environment, capture_output=True, timeout=PATIENCE, check=False)
        found: list[dict[str, Any]] = orjson.loads(done.stdout)["checks"]
        return found

    @contextmanager
    def up(self) -> Iterator[subprocess.Popen[str]]:
        """Run `roundup up` until the end of the block, where it is asked to stop by SIGINT."""
        process = subprocess.Popen(
            [sys.executable, "-c", _PATIENT, "up", "--port", str(self.port)],
            env=self.environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert process.stderr is not None
        self.said = []
        ready = threading.Event()
        threading.Thread(target=_listen, args=(process.stderr, self.said, ready), daemon=True).start()
        try:
            assert ready.wait(PATIENCE), "".join(self.said)
            yield process
        finally:
            if process.poll() is None:
                process.send_signal(signal.SIGINT)
            process.wait(PATIENCE)
            process.stderr.close()

    def outbox(self) -> list[EmailMessage]:
        """Return every message in the outbox, parsed."""
        files = sorted((self.data / "outbox").rglob("*.eml"))
        return [message_from_bytes(file.read_bytes(), policy=policy.SMTP) for file in files]  # type: ignore[arg-type]


def _listen(stream: Any, said: list[str], ready: threading.Event) -> None:
    try:
        for line in stream:
            said.append(line)
            if "roundup is up" in line:
                ready.set()
    except ValueError:  # The stream is closed at the end of the block.
        pass
