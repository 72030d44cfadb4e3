"""One module for each group of commands; each registers its commands with the command line."""

from __future__ import annotations

from roundup.config.commands import (
    alarms,
    calendar,
    editions,
    processes,
    publications,
    schedule,
    sections,
    sources,
    subscribers,
    users,
)

COMMANDS = (
    processes.register,
    sources.register,
    publications.register,
    sections.register,
    users.register,
    editions.register,
    calendar.register,
    schedule.register,
    alarms.register,
    subscribers.register,
)
