"""Rows 1 to 3: while the audience is written down."""

from __future__ import annotations

from tests.chaos.row import Row

ROWS = (
    Row("1", "killed while a step of the planning is being written", "planning:die@2"),
    Row("2", "killed between two steps of the planning", "planned-a-step:die@2", long=True),
    Row("2", "the commit of a step is not acknowledged", "planned-a-step:fail@2"),
    Row("2", "the commit of the beginning is not acknowledged", "started:fail", long=True),
    Row("3", "killed when all is planned", "planned:die", long=True),
)
