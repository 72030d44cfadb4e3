"""The engine's fixed spans, shortened in their proportions, so that a trial takes seconds.

No setting of roundup shortens them: they are replaced in the processes of the trial alone.
"""

from __future__ import annotations

import functools
import os
from datetime import timedelta
from typing import Any

STEP = "CHAOS_STEP"
LEASE = 3.0
POST = 1.5
# Longer than any freeze of a random run: see docs/decisions/0012.
UNCERTAIN_AFTER = "1s"
TWICE = 1.0
LONGEST_FREEZE = 2.5
_TIMEOUTS = {"connect_timeout": 0.8, "write_timeout": 0.8, "read_timeout": 0.8, "total_timeout": POST}


def shorten() -> None:
    """Replace the spans. Call it after Django's set-up, before the engine runs."""
    from roundup.providers.sendgrid import logs
    from roundup.sending import build, claim, gate, prepare, resolve, submit

    spans: list[tuple[Any, str, Any]] = [
        (prepare, "STEP", int(os.environ.get(STEP, "120"))),
        (claim, "LEASE", timedelta(seconds=LEASE)),
        (submit, "POST_WITHIN", timedelta(seconds=POST)),
        (submit, "_BUSY_PAUSE", 0.3),
        (resolve, "_TWICE", timedelta(seconds=TWICE)),
        (logs, "MISS_MEANS_SOMETHING_AFTER", timedelta(seconds=1)),
        (gate, "_FIRST_PAUSE", timedelta(seconds=0.2)),
        (gate, "_LONGEST_PAUSE", timedelta(seconds=0.5)),
        (gate, "_TRIAL", timedelta(seconds=2 * POST)),
        (build, "ProviderOptions", functools.partial(build.ProviderOptions, **_TIMEOUTS)),
    ]
    for module, name, span in spans:
        getattr(module, name)  # A span that has moved away would stay long.
        setattr(module, name, span)
