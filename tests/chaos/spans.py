"""The engine's fixed spans, shortened in their proportions, so that a trial takes seconds.

No setting of roundup shortens them: they are replaced in the processes of the trial alone. On a busy
machine they are stretched again, all by one factor, the `pace` of the trial: what takes milliseconds
on a free machine must not be taken for a provider that does not answer.
"""

from __future__ import annotations

import functools
import os
from datetime import timedelta
from pathlib import Path
from typing import Any

STEP, PACE, POST_SECONDS = "CHAOS_STEP", "CHAOS_PACE", "CHAOS_POST"
LEASE = 3.0
POST = 1.5
PATIENCE = 2.0
UNCERTAIN_AFTER = 1.0
TWICE = 1.0
# A random run's: shorter than a lease, as a freeze in mid-write that outlives all others may mail twice.
LONGEST_FREEZE = 2.5
_TIMEOUT = 0.8
_SLOWEST = 10.0


def pace() -> float:
    """Return by how much spans are stretched now: the processes that want each core, from two on."""
    return min(max(_wanting() / (2 * (os.cpu_count() or 1)), 1.0), _SLOWEST)


def _wanting() -> float:
    """Return how many processes want a core: the average of a minute, or those of now where they are more."""
    average = os.getloadavg()[0]
    try:
        now = float(Path("/proc/loadavg").read_text().split()[3].partition("/")[0])
    except OSError:
        return average
    return max(average, now)


def stretched() -> float:
    """Return the pace of the trial that this process belongs to."""
    return float(os.environ[PACE])


def shorten() -> None:
    """Replace the spans. Call it after Django's set-up, before the engine runs."""
    from roundup.providers.sendgrid import logs, options
    from roundup.sending.handing_over import claim, gate, provider_reach, submit
    from roundup.sending.preparing import freeze, provider_lists
    from roundup.sending.settling import resolve

    by = stretched()
    timeouts = {f"{what}_timeout": _TIMEOUT * by for what in ("connect", "write", "read")}
    timeouts["total_timeout"] = POST * by
    spans: list[tuple[Any, str, Any]] = [
        (freeze, "STEP", int(os.environ.get(STEP, "120"))),
        (claim, "LEASE", timedelta(seconds=LEASE * by)),
        (submit, "POST_WITHIN", timedelta(seconds=float(os.environ.get(POST_SECONDS, POST)) * by)),
        (submit, "ANSWER_WITHIN", timedelta(seconds=POST * by)),
        (provider_reach, "_FIRST_PAUSE", 0.2 * by),
        (provider_reach, "_LONGEST_PAUSE", 0.5 * by),
        (provider_reach, "_TRIAL", _TIMEOUT * by),
        (provider_lists, "PATIENCE", timedelta(seconds=PATIENCE * by)),
        (resolve, "_TWICE", timedelta(seconds=TWICE * by)),
        (logs, "MISS_MEANS_SOMETHING_AFTER", timedelta(seconds=by)),
        (gate, "_FIRST_PAUSE", timedelta(seconds=0.2 * by)),
        (gate, "_LONGEST_PAUSE", timedelta(seconds=0.5 * by)),
        (gate, "_TRIAL", timedelta(seconds=2 * POST * by)),
        (options, "SendGridOptions", functools.partial(options.SendGridOptions, **timeouts)),
    ]
    for module, name, span in spans:
        getattr(module, name)  # A span that has moved away would stay long.
        setattr(module, name, span)
