"""Says why a child that was reading a source ended without an answer, and who has to act.

The publisher is blamed only if the source made the child exceed its limits. A busy machine, a machine short
of memory and a fault of our own are reported as such.
"""

from __future__ import annotations

import logging
import signal
from typing import Final

from roundup.core.errors import SourceError
from roundup.core.newsroom_language import tell

log = logging.getLogger(__name__)

# The child's exit status after a failed allocation. The memory limit is far above what a source needs.
OUT_OF_MEMORY: Final = 71
_OUR_OWN: Final = (signal.SIGKILL, signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
_LAST_WORDS: Final = 2000


def failure_of_child(returncode: int, said: bytes) -> SourceError:
    """Return why there is no reading, judging by how the child ended; `said` is its standard error.

    A negative `returncode` is the signal that ended it, as in `subprocess`.
    """
    if returncode == -signal.SIGXCPU:
        return _too_slow()
    if returncode == OUT_OF_MEMORY:
        return _too_big()
    if -returncode in _OUR_OWN:
        return SourceError(
            "stopped-here",
            tell("Something stopped us while we were reading this source. It will be tried again."),
        )
    log.error("the child that reads sources ended with %s: %s", returncode, _last_words(said))
    return SourceError(
        "crashed-here",
        tell(
            "Roundup failed to read this source, and the fault is Roundup's own: see the log, and report "
            "it. It will be tried again."
        ),
    )


def child_too_slow() -> SourceError:
    """Return the failure of a child that neither exited nor used up its CPU time: nobody is to blame."""
    return SourceError("slow-here", tell("Reading this source took too long here. It will be tried again."))


def child_not_started(error: OSError) -> SourceError:
    """Return the failure of a machine that could not start a child at all."""
    return SourceError(
        "busy-here",
        tell("We could not start reading this source (%(why)s). It will be tried again.", why=error.strerror),
    )


def _too_slow() -> SourceError:
    return SourceError(
        "too-heavy",
        tell(
            "This source takes more computing time to read than any normal one. "
            "Ask its publisher to repair it."
        ),
    )


def _too_big() -> SourceError:
    return SourceError(
        "too-heavy",
        tell("This source takes more memory to read than any normal one. Ask its publisher to repair it."),
    )


def _last_words(said: bytes) -> str:
    """Return where and how the child failed, without any words of the source, which may contain addresses."""
    lines = said[-_LAST_WORDS:].decode(errors="replace").splitlines()
    places = [line.strip() for line in lines if line.startswith("  File ")]
    fault = lines[-1].partition(":")[0] if lines else "it said nothing"
    return "; ".join([*places, fault])
