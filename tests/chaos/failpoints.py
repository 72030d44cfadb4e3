"""Where the engine can be made to die, freeze or lose its database, without a hook in its code.

`CHAOS_FAIL="claimed:die@2 wrote:fail"` means: die at the second claim, and have the database fail
right after the first result was written. A point is a seam, a name that one module looks up in
another: it is replaced by one that calls the same and then, or first, does the harm.
"""

from __future__ import annotations

import functools
import os
import signal
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import OperationalError

VARIABLE = "CHAOS_FAIL"
_HALF_OF_MORE_THAN = 2000


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _freeze() -> None:
    """Freeze the process here, while none of its threads holds the one write lock that SQLite has.

    A process that is frozen with that lock stops a whole house on SQLite, which is another trial. The signal
    goes to this thread: another one may take what goes to the process, and this one would run on meanwhile.
    """
    from roundup.sending import transactions

    with transactions._ONE_WRITER:
        signal.pthread_kill(threading.get_ident(), signal.SIGSTOP)


def _fail() -> None:
    raise OperationalError("the database went away (chaos)")


_HARMS: Mapping[str, Callable[[], None]] = {"die": _die, "freeze": _freeze, "fail": _fail}


@dataclass(slots=True)
class Failpoint:
    """Does its harm at the hits from `first` to `last`, counted from 1."""

    harm: Callable[[], None]
    first: int
    last: int
    hits: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def hit(self) -> None:
        with self.lock:
            self.hits += 1
            now = self.first <= self.hits <= self.last
        if now:
            self.harm()


def arm() -> None:
    """Set up what the environment names. Raises KeyError for a point or a harm that is not known."""
    for words in os.environ.get(VARIABLE, "").split():
        name, _, rest = words.partition(":")
        harm, _, when = rest.partition("@")
        first, _, last = (when or "1").partition("-")
        _POINTS[name](Failpoint(_HARMS[harm], int(first), int(last or first)))


def _after(module: Any, name: str, point: Failpoint, *, only_if: Callable[[Any], bool] | None = None) -> None:
    """Hit `point` whenever `module.name` has returned; what it returned is lost if that raises."""
    original = getattr(module, name)

    @functools.wraps(original)
    def wrapped(*args: Any, **kwargs: Any) -> Any:
        found = original(*args, **kwargs)
        if only_if is None or only_if(found):
            point.hit()
        return found

    setattr(module, name, wrapped)


def _before(module: Any, name: str, point: Failpoint) -> None:
    original = getattr(module, name)

    @functools.wraps(original)
    def wrapped(*args: Any, **kwargs: Any) -> Any:
        point.hit()
        return original(*args, **kwargs)

    setattr(module, name, wrapped)


def _started(point: Failpoint) -> None:
    from roundup.sending import tasks

    _after(tasks, "start_due_mailings", point, only_if=bool)


def _planning(point: Failpoint) -> None:
    from roundup.sending.preparing import freeze

    _after(freeze, "_write", point)


def _planned_a_step(point: Failpoint) -> None:
    from roundup.sending import tasks

    _after(tasks, "prepare_step", point, only_if=lambda over: not over)


def _planned(point: Failpoint) -> None:
    from roundup.sending import tasks

    _after(tasks, "prepare_step", point, only_if=bool)


def _claimed(point: Failpoint) -> None:
    from roundup.sending import tasks

    _after(tasks, "claim_batch", point, only_if=bool)


def _posting(point: Failpoint) -> None:
    from roundup.sending import tasks

    _after(tasks, "begin_post", point, only_if=bool)


def _beginning(point: Failpoint) -> None:
    """Inside the transaction that begins a post."""
    from roundup.sending.handing_over import submit

    _after(submit, "readers_still_mailed", point)


def _advanced(point: Failpoint) -> None:
    """Inside a transaction that has moved a marker, and is about to be committed."""
    from roundup.sending.safety import fence

    _after(fence, "advance", point)


def _sending(point: Failpoint) -> None:
    """After the check of the deadline, before the first byte."""
    from roundup.providers.sendgrid.client import SendGrid

    _before(SendGrid, "send", point)


def _built(point: Failpoint) -> None:
    """With the whole body at hand, before the first byte."""
    from roundup.providers.sendgrid.client import SendGrid

    _before(SendGrid, "_post", point)


def _half_sent(point: Failpoint) -> None:
    """With the first half of a body on its way."""
    from roundup.providers import wire

    original = wire._Stream.write

    def write(self: Any, buffer: bytes, timeout: float | None = None) -> None:
        if len(buffer) > _HALF_OF_MORE_THAN:
            original(self, buffer[: len(buffer) // 2], timeout)
            point.hit()
            buffer = buffer[len(buffer) // 2 :]
        original(self, buffer, timeout)

    wire._Stream.write = write  # type: ignore[method-assign]


def _answered(point: Failpoint) -> None:
    """With the 202 read, and nothing written down of it."""
    from roundup.providers.sendgrid.client import SendGrid

    _after(SendGrid, "send", point)


def _writing(point: Failpoint) -> None:
    from roundup.sending.handing_over import submit

    _before(submit, "write_result", point)


def _wrote(point: Failpoint) -> None:
    from roundup.sending.handing_over import submit

    _after(submit, "write_result", point)


def _journaled(point: Failpoint) -> None:
    from roundup.sending.handing_over import journal

    _after(journal, "keep", point)


def _replayed(point: Failpoint) -> None:
    """In the middle of a replay: written, and not yet forgotten."""
    from roundup.sending.handing_over import results

    _after(results, "write_result", point)


def _excised(point: Failpoint) -> None:
    from roundup.sending.handing_over import submit

    _after(submit, "refuse_reader", point)


def _split(point: Failpoint) -> None:
    from roundup.sending.handing_over import submit

    _after(submit, "split_batch", point)


def _asked(point: Failpoint) -> None:
    """With the provider's word about a batch at hand, and nothing written down of it."""
    from roundup.sending.settling import resolve

    _after(resolve, "_evidence", point)


def _settled(point: Failpoint) -> None:
    from roundup.sending.settling import resolve

    _after(resolve, "_settled", point)


def _finished(point: Failpoint) -> None:
    from roundup.sending.settling import finishing

    _before(finishing, "mark_mailed", point)


def _applied(point: Failpoint) -> None:
    from roundup.events import tasks

    _after(tasks, "apply_next", point, only_if=lambda applied: applied.notices)


def _applying(point: Failpoint) -> None:
    """Inside the transaction that applies notices."""
    from roundup.events import applying

    _after(applying, "follow_events", point)


_POINTS: Mapping[str, Callable[[Failpoint], None]] = {
    point.__name__.lstrip("_").replace("_", "-"): point
    for point in (
        _advanced,
        _answered,
        _applied,
        _applying,
        _asked,
        _beginning,
        _built,
        _claimed,
        _excised,
        _finished,
        _half_sent,
        _journaled,
        _planned,
        _planned_a_step,
        _planning,
        _posting,
        _replayed,
        _sending,
        _settled,
        _split,
        _started,
        _writing,
        _wrote,
    )
}
POINTS = tuple(_POINTS)
