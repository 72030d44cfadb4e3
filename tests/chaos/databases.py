"""Databases of trials: one is founded for each number of readers, and every trial gets a copy."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit, urlunsplit

import psycopg

from tests.services.postgres import Server, running_server


class Databases(Protocol):
    """One kind of database. All methods are safe for all threads."""

    kind: str

    def founded(self, readers: int, found: Callable[[str], None]) -> str:
        """Return the name of the template; `found` fills the database at a URL, once for each number."""
        ...

    def copy(self, template: str, name: str) -> None:
        """Make `name` a copy of another database, in the place of what it was. Nobody may be at either."""
        ...

    def drop(self, name: str) -> None: ...

    def apart(self) -> AbstractContextManager[Databases]:
        """Return databases that nobody else uses, so that their server may be taken down."""
        ...

    def restart(self, during: Callable[[], None], *, crash: bool = False) -> None:
        """Take the server down, do `during` while it is away, and bring it up."""
        ...

    def url(self, name: str) -> str: ...


class _Founded:
    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._templates: dict[int, str] = {}

    def once(self, readers: int, make: Callable[[str], None]) -> str:
        with self._lock:
            if readers not in self._templates:
                make(f"template_{readers}")
                self._templates[readers] = f"template_{readers}"
            return self._templates[readers]


class SQLite:
    kind = "sqlite"

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._founded = _Founded()

    def founded(self, readers: int, found: Callable[[str], None]) -> str:
        return self._founded.once(readers, lambda name: found(self.url(name)))

    def copy(self, template: str, name: str) -> None:
        self.drop(name)
        paths = (self._path(template), self._path(name))
        with closing(sqlite3.connect(paths[0])) as source, closing(sqlite3.connect(paths[1])) as target:
            source.backup(target)
            target.execute("PRAGMA journal_mode=WAL")

    def drop(self, name: str) -> None:
        for tail in ("", "-wal", "-shm"):
            self._path(name).with_name(f"{name}.sqlite3{tail}").unlink(missing_ok=True)

    @contextmanager
    def apart(self) -> Iterator[Databases]:
        yield self

    def restart(self, during: Callable[[], None], *, crash: bool = False) -> None:
        raise NotImplementedError("SQLite is a file: nobody restarts it")

    def url(self, name: str) -> str:
        return f"sqlite:///{self._path(name)}"

    def _path(self, name: str) -> Path:
        return self._folder / f"{name}.sqlite3"


class PostgreSQL:
    kind = "postgresql"

    def __init__(self, server: Server) -> None:
        self._server = server
        self._founded = _Founded()
        self._lock = threading.Lock()

    def founded(self, readers: int, found: Callable[[str], None]) -> str:
        def make(name: str) -> None:
            self._run(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)', f'CREATE DATABASE "{name}"')
            found(self.url(name))

        return self._founded.once(readers, make)

    def copy(self, template: str, name: str) -> None:
        self.drop(name)
        self._run(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')

    def drop(self, name: str) -> None:
        self._run(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    @contextmanager
    def apart(self) -> Iterator[Databases]:
        with running_server(lasting=True) as server:
            yield PostgreSQL(server)

    def restart(self, during: Callable[[], None], *, crash: bool = False) -> None:
        if crash:
            self._server.crash()
        else:
            self._server.stop()
        during()
        self._server.start()

    def url(self, name: str) -> str:
        parts = urlsplit(self._server.url)
        return urlunsplit(parts._replace(path=f"/{name}"))

    def _run(self, *statements: str) -> None:
        # One at a time: two copies of one template at once disturb each other.
        with self._lock, psycopg.connect(self._server.url, autocommit=True) as line:
            for statement in statements:
                line.execute(statement.encode())
