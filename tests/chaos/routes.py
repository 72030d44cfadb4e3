"""A machine's route to the provider, if it differs from the one in its settings.

All workers of an installation are set up alike: a route that is broken, or that a cable carries, is one
machine's own affair. So the settings stay, and the calls go elsewhere.
"""

from __future__ import annotations

import functools
import os

VARIABLE = "CHAOS_ROUTE"
NOWHERE = "http://127.0.0.1:1"


def reroute() -> None:
    """Have the provider called where the environment says, if it says anything."""
    from roundup.providers.sendgrid import options

    if way := os.environ.get(VARIABLE):
        named = options.SendGridOptions

        @functools.wraps(named)
        def elsewhere(**given: object) -> object:
            return named(**given | {"host": way})  # type: ignore[arg-type]

        options.SendGridOptions = elsewhere  # type: ignore[assignment, misc]
