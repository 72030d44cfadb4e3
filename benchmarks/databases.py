"""Gives a benchmark its database, or each in turn: Django takes only one database per process."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence

from benchmarks.desk import DATABASES


def one_at_a_time(name: str, argv: Sequence[str]) -> int:
    """Run `python -m benchmarks NAME` on every database in turn; return the worst exit code."""
    again = [sys.executable, "-m", "benchmarks", name, *argv, "--database"]
    return max(subprocess.run([*again, database], check=False).returncode for database in DATABASES)


def new_sqlite(data: str) -> None:
    """Set Django up on a new database in the folder `data`, whatever this environment names."""
    for name in ("DATABASE_URL", "REDIS_URL"):
        os.environ.pop(name, None)
    os.environ["ROUNDUP_DATA"] = data
    os.environ["DJANGO_SETTINGS_MODULE"] = "roundup.config.settings"
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
