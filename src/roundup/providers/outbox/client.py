"""Takes a batch: either all of its messages or none.

A batch is written into a hidden folder and made safe on disk; then a single rename takes it. A process that
dies before that has taken nothing, so the outbox always knows what it has.
"""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import ClassVar

from roundup.core.batches import MAX_BATCH, OutgoingBatch, Receipt
from roundup.core.errors import ProviderBusy, ProviderHalted, ProviderUncertain
from roundup.core.newsroom_language import tell
from roundup.providers.outbox.paths import batch_folder, folder_name
from roundup.providers.reader_messages import Composer, check_readers


def _now() -> datetime:
    return datetime.now(UTC)


class Outbox:
    """Keeps batches under the data folder. Any number of processes may share one."""

    name: ClassVar[str] = "outbox"
    max_batch: ClassVar[int] = MAX_BATCH
    knows_at_once: ClassVar[bool] = True

    def __init__(self, data: Path, *, clock: Callable[[], datetime] = _now) -> None:
        self._data = data
        self._clock = clock

    def send(self, batch: OutgoingBatch) -> Receipt:
        """Keep the messages of `batch`; an attempt that is already kept is not kept twice."""
        check_readers(batch, MAX_BATCH)
        if batch.deadline.has_passed:
            raise ProviderBusy(tell("The time for this batch ran out; nothing was kept."))
        home = batch_folder(self._data, batch.key)
        kept = home / folder_name(batch.attempt)
        if not kept.exists():
            messages = Composer(batch, self._clock()).messages()
            try:
                self._keep(messages, home, kept)
            except FileNotFoundError as error:
                raise ProviderBusy(
                    tell("The attempt was given up for lost while it was still being written.")
                ) from error
            except OSError as error:
                raise ProviderHalted(
                    tell(
                        "The outbox cannot be written (%(error)s): check the free space and the permissions "
                        "of ROUNDUP_DATA, then resume.",
                        error=error.strerror,
                    )
                ) from error
            _make_certain(home)
        return Receipt(provider_id=f"{home.name}/{kept.name}", accepted=len(batch.recipients))

    def _keep(self, messages: Iterable[bytes], home: Path, kept: Path) -> None:
        home.mkdir(parents=True, exist_ok=True)
        draft = home / f".{kept.name}.{secrets.token_hex(8)}"
        draft.mkdir()
        try:
            for number, message in enumerate(messages, start=1):
                _write(draft / f"{number:04d}.eml", message)
            _sync(draft)
            draft.rename(kept)
        except BaseException as error:
            shutil.rmtree(draft, ignore_errors=True)
            # Another process may have taken the same attempt in the meantime: then it is taken.
            if not (isinstance(error, OSError) and kept.exists()):
                raise

    def probe(
        self, batch_key: str, attempt: str, posted_at: datetime, addresses: Sequence[str] = ()
    ) -> bool | None:
        """Say with certainty whether `attempt` was taken.

        An unfinished folder is removed first, so that a process that was only stopped while writing it cannot
        finish after we have said no.
        """
        home = batch_folder(self._data, batch_key)
        kept = home / folder_name(attempt)
        for draft in home.glob(f".{kept.name}.*"):
            _take_away(draft)
        return kept.exists()

    def close(self) -> None:
        """Do nothing: nothing is held open."""


def _write(path: Path, message: bytes) -> None:
    with path.open("xb") as file:
        file.write(message)
        file.flush()
        os.fsync(file.fileno())


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _make_certain(home: Path) -> None:
    """Make the rename and the folders above it permanent. Until then a power cut could undo it."""
    try:
        for folder in (home, home.parent, home.parent.parent):
            _sync(folder)
    except OSError as error:
        raise ProviderUncertain(
            tell("The outbox took the batch, but may lose it (%(error)s).", error=error.strerror)
        ) from error


def _take_away(draft: Path) -> None:
    hidden = draft.with_name(f".gone.{secrets.token_hex(8)}")
    try:
        draft.rename(hidden)
    except FileNotFoundError:
        return  # It has just been finished or given up.
    shutil.rmtree(hidden, ignore_errors=True)
