"""Runs a benchmark on each database, in separate processes: Django takes only one database per process."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence

from benchmarks.desk import DATABASES


def one_at_a_time(name: str, argv: Sequence[str]) -> int:
    """Run `python -m benchmarks NAME` on every database in turn; return the worst exit code."""
    again = [sys.executable, "-m", "benchmarks", name, *argv, "--database"]
    return max(subprocess.run([*again, database], check=False).returncode for database in DATABASES)
