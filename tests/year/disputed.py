"""Rows of the plan that we hold to be wrong: by week, why, and what happens instead. The fewer the better."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

DISPUTED: Final[Mapping[int, str]] = {}
