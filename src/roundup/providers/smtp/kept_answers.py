"""What happened to each reader of an attempt, kept on the disk while it is under way.

A process that is killed cannot report the answers it got. So each attempt has a file with its readers and a
mark for each, which is overwritten in place. The process that settles the attempt seals the file first, so
that a process that was only frozen hands nothing more over.

Nothing is synced: what a process has written survives the process, but not a power cut. After a restart of
the machine only the mark of a taken message is believed, because it is never written too early.
"""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

import orjson

from roundup.core.errors import ProviderBusy
from roundup.core.newsroom_language import tell
from roundup.providers.base import Answers

_OPEN, _SEALED = b"o", b"s"
_WAITING, _HANDED_OVER, _TAKEN = b".", b"?", b"+"
_A_MONTH = 30 * 86_400
_BOOT = Path("/proc/sys/kernel/random/boot_id")


class KeptAnswers:
    """The files of one data folder. Any number of processes may share them."""

    def __init__(self, data: Path) -> None:
        self._folder = data / "answers"

    def expect(self, attempt: str, readers: Sequence[int]) -> None:
        """Note that an attempt is about to begin. Raises OSError if that cannot be written."""
        self._folder.mkdir(parents=True, exist_ok=True)
        head = orjson.dumps({"boot": _boot(), "readers": list(readers)})
        with (self._folder / attempt).open("xb") as file:
            file.write(b"%b\n%b%b" % (head, _OPEN, _WAITING * len(readers)))

    def attempts(self) -> list[str]:
        """Return the attempts that are noted, whether they are under way or not.

        Notes that nobody has asked for in a month are dropped: no database knows their attempt.
        """
        if not self._folder.is_dir():
            return []
        return sorted(path.name for path in self._folder.iterdir() if not _dropped(path))

    def seal(self, attempt: str) -> Answers | None:
        """Let nothing more of an attempt leave, and return how far it got; None if it is not noted here."""
        try:
            with _locked(self._folder / attempt) as file:
                head, _, marks = _content(file).partition(b"\n")
                os.pwrite(file, _SEALED, len(head) + 1)
        except FileNotFoundError:
            return None
        return _answers(head, marks[1:])

    def forget(self, attempt: str) -> None:
        with suppress(FileNotFoundError):
            (self._folder / attempt).unlink()

    @contextmanager
    def of(self, attempt: str) -> Iterator[Notes]:
        """Yield the notes for an attempt's answers; without an earlier `expect` they keep nothing."""
        try:
            file = os.open(self._folder / attempt, os.O_RDWR)
        except FileNotFoundError:
            yield Notes()
            return
        try:
            yield _Kept(file)
        finally:
            os.close(file)


class Notes:
    """Notes that keep nothing, for a mail to one person: its attempt needs no note for each reader."""

    def handing_over(self, index: int) -> None:
        """Note that the server may have a reader's message from now on. Raises ProviderBusy once sealed."""

    def taken(self, index: int) -> None:
        """Note that the server took it."""

    def not_taken(self, index: int) -> None:
        """Note that the server refused it."""


class _Kept(Notes):
    def __init__(self, file: int) -> None:
        self._file = file
        self._seal = _content(file).index(b"\n") + 1

    def handing_over(self, index: int) -> None:
        fcntl.flock(self._file, fcntl.LOCK_EX)
        try:
            if os.pread(self._file, 1, self._seal) != _OPEN:
                raise ProviderBusy(tell("The attempt was given up for lost while it was under way."))
            self._mark(index, _HANDED_OVER)
        finally:
            fcntl.flock(self._file, fcntl.LOCK_UN)

    def taken(self, index: int) -> None:
        self._mark(index, _TAKEN)

    def not_taken(self, index: int) -> None:
        self._mark(index, _WAITING)

    def _mark(self, index: int, mark: bytes) -> None:
        os.pwrite(self._file, mark, self._seal + 1 + index)


@contextmanager
def _locked(path: Path) -> Iterator[int]:
    file = os.open(path, os.O_RDWR)
    try:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield file
    finally:
        os.close(file)


def _dropped(path: Path) -> bool:
    with suppress(FileNotFoundError):
        if time.time() - path.stat().st_mtime < _A_MONTH:
            return False
        path.unlink()
    return True


def _content(file: int) -> bytes:
    return os.pread(file, os.fstat(file).st_size, 0)


def _answers(head: bytes, marks: bytes) -> Answers | None:
    try:
        said = orjson.loads(head)
        boot, readers = said["boot"], said["readers"]
    except (orjson.JSONDecodeError, KeyError, TypeError):
        return None
    lasted = bool(boot) and boot == _boot() and len(marks) == len(readers)
    of: dict[bytes, list[int]] = {_TAKEN: [], _HANDED_OVER: [], _WAITING: []}
    for place, reader in enumerate(readers):
        mark = marks[place : place + 1]
        of[mark if mark == _TAKEN or (lasted and mark == _WAITING) else _HANDED_OVER].append(reader)
    return Answers(taken=of[_TAKEN], unanswered=of[_HANDED_OVER], waiting=of[_WAITING])


def _boot() -> str:
    """Return the id of this start of the machine, or '' if it has none."""
    try:
        return _BOOT.read_text("ascii").strip()
    except OSError:
        return ""
