"""Stores a reader's `Preferences` in columns of `Subscriber`, each field in the column with its name."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields
from typing import Any

from roundup.core.preferences import Preferences

PREFERENCE_COLUMNS = tuple(field.name for field in fields(Preferences))


def from_columns(values: Iterable[Any]) -> Preferences:
    """Return the preferences in these columns (in the order of `PREFERENCE_COLUMNS`)."""
    kept = dict(zip(PREFERENCE_COLUMNS, values, strict=True))
    return Preferences(**kept | {"sections": frozenset(kept["sections"])})


def to_columns(preferences: Preferences) -> dict[str, Any]:
    """Return the columns for these preferences, by name."""
    values = {name: getattr(preferences, name) for name in PREFERENCE_COLUMNS}
    return values | {"sections": sorted(preferences.sections)}
