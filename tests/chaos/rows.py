"""The failure table (`docs/decisions/0012-chaos.md`), row by row.

Only its number 26 has no row: a standby that takes over without the last commits, which a setting
of PostgreSQL rules out.
"""

from __future__ import annotations

from tests.chaos.row import Row
from tests.chaos.table import answers, belonging, hearsay, machines, people, planning, posting, workers

ROWS: tuple[Row, ...] = (
    *planning.ROWS,
    *workers.ROWS,
    *posting.ROWS,
    *answers.ROWS,
    *people.ROWS,
    *hearsay.ROWS,
    *machines.ROWS,
    *belonging.ROWS,
)
