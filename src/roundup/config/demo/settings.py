"""What the demo sets before Django reads its settings."""

from __future__ import annotations

import argparse
import os
from collections.abc import Mapping

from roundup.config.environment.variables import SETTINGS
from roundup.config.processes import ports
from roundup.core.errors import Refused

# A setting with a password or a key leads to something real.
_REAL = tuple(setting.name for setting in SETTINGS if setting.secret)


def choose_demo_settings(arguments: argparse.Namespace) -> None:
    """Choose the port, and settings with which nothing leaves the machine.

    Raises Refused if settings of a real magazine are present: its database or broker must not be touched.
    """
    _keep_out_of_production(os.environ)
    if arguments.port is None:
        arguments.port = ports.find_free_port("127.0.0.1", 8000)
    ports.require_free_port("127.0.0.1", arguments.port)
    os.environ["ROUNDUP_PROVIDER"] = "outbox"
    os.environ["ROUNDUP_BASE_URL"] = f"http://127.0.0.1:{arguments.port}"
    os.environ["ROUNDUP_FETCH_ALLOW"] = "127.0.0.0/8"


def _keep_out_of_production(environment: Mapping[str, str]) -> None:
    found = [name for name in _REAL if environment.get(name)]
    if environment.get("ROUNDUP_PROVIDER", "outbox") != "outbox":
        found.append("ROUNDUP_PROVIDER")
    if found:
        unset = " ".join(f"-u {name}" for name in found)
        raise Refused(
            f"{' and '.join(found)} in this shell may belong to a real magazine, which the demo must not "
            f"touch. Run it without them: `env {unset} ROUNDUP_DATA=demo roundup demo`."
        )
