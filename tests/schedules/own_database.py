"""Lives in a process that has a database of its own."""

from __future__ import annotations

import logging
import tempfile
from collections import Counter

from tests.services import environment, migrated


def set_up(folder: str) -> None:
    """Give this process an empty database in a folder."""
    tempfile.tempdir = folder
    data = environment.enter()
    from django.conf import settings

    logging.disable(logging.ERROR)
    database = settings.DATABASES["default"]
    database["NAME"] = str(data / "years.sqlite3")
    migrated.copy_sqlite(data / "years.sqlite3")


def live_apart(zone: str, rhythm: str, years: float, seed: int) -> tuple[list[str], Counter[str]]:
    """Let a magazine live (`life.live`), and leave nothing of it in the database."""
    from django.db import transaction

    from tests.schedules.life import live

    with transaction.atomic():
        lived = live(zone, rhythm, years, seed)
        transaction.set_rollback(True)
    return list(lived.faults), lived.counted
