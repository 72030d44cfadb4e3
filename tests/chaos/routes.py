"""A machine's way to the provider, where it is another one than its settings name.

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
    from roundup.sending.handing_over import message

    if way := os.environ.get(VARIABLE):
        named = message.ProviderOptions

        @functools.wraps(named)
        def elsewhere(**options: object) -> object:
            return named(**options | {"host": way})  # type: ignore[arg-type]

        message.ProviderOptions = elsewhere  # type: ignore[assignment, misc]
