"""One module a group of commands; each registers its own with the command line."""

from __future__ import annotations

from roundup.config.commands import (
    alarms,
    editions,
    processes,
    publications,
    sources,
    subscribers,
    users,
)

COMMANDS = (
    processes.register,
    sources.register,
    publications.register,
    users.register,
    editions.register,
    alarms.register,
    subscribers.register,
)
