"""An empty database with all tables, made once per run of the tests; whatever starts afresh gets a copy."""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg

_NAME = "roundup_migrated"
_RUN = "PYTEST_MIGRATED_RUN"


def begin_run() -> None:
    """Give this run a name that its workers inherit."""
    os.environ.setdefault(_RUN, str(os.getpid()))


def end_run() -> None:
    """Forget what was made. Only who began the run does: the others are not yet done."""
    if os.environ.get(_RUN) == str(os.getpid()):
        shutil.rmtree(_folder(), ignore_errors=True)


def copy_sqlite(target: Path) -> None:
    """Put a copy of a migrated SQLite database at `target`."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with _alone() as folder:
        made = folder / "roundup.sqlite3"
        if not made.exists():
            fresh = folder / "fresh" / "roundup.sqlite3"
            _migrate(fresh.parent, f"sqlite:///{fresh}")
            fresh.rename(made)
    shutil.copyfile(made, target)


@contextmanager
def postgres_copy(server: str, target: str) -> Iterator[None]:
    """Make `target` a copy of a migrated database of the server at this URL, for a block."""
    with psycopg.connect(server, autocommit=True) as session:
        _copy_postgres(session, server, target)
    yield
    with psycopg.connect(server, autocommit=True) as session:
        session.execute(f'DROP DATABASE IF EXISTS "{target}" WITH (FORCE)'.encode())


def _copy_postgres(session: psycopg.Connection[Any], server: str, target: str) -> None:
    with _alone() as folder:
        made = folder / "postgres"
        if not made.exists():
            session.execute(f'DROP DATABASE IF EXISTS "{_NAME}"'.encode())
            session.execute(f'CREATE DATABASE "{_NAME}"'.encode())
            _migrate(folder / "fresh", urlunsplit(urlsplit(server)._replace(path=f"/{_NAME}")))
            made.touch()
        session.execute(f'DROP DATABASE IF EXISTS "{target}" WITH (FORCE)'.encode())
        session.execute(f'CREATE DATABASE "{target}" TEMPLATE "{_NAME}"'.encode())


def _migrate(data: Path, url: str) -> None:
    data.mkdir(parents=True, exist_ok=True)
    subprocess.run(
        [sys.executable, "-m", "roundup.config.manage", "migrate", "--verbosity", "0"],
        env=os.environ | {"ROUNDUP_DATA": str(data), "DATABASE_URL": url},
        check=True,
        stdin=subprocess.DEVNULL,
    )


@contextmanager
def _alone() -> Iterator[Path]:
    """Hold this run's folder: of several workers one makes, and the others find it made."""
    folder = _folder()
    folder.mkdir(mode=0o700, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield folder


def _folder() -> Path:
    return Path(tempfile.gettempdir()) / f"roundup-migrated-{os.environ[_RUN]}"
