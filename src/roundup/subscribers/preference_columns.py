"""Stores a reader's `Preferences` in columns of `Subscriber`, each field in the column with its name."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields
from typing import Any, Final

from roundup.core.preferences import Preferences

PREFERENCE_COLUMNS = tuple(field.name for field in fields(Preferences))
# Lists, with one entry on each line: for a million readers without any, JSON columns would cost seconds.
LISTED: Final = ("writers", "muted_sections", "muted_writers")
_USUAL: Final = Preferences()


def from_columns(values: Iterable[Any]) -> Preferences:
    """Return the preferences in these columns (in the order of `PREFERENCE_COLUMNS`)."""
    columns = list(values)
    if columns == _USUAL_COLUMNS:
        return _USUAL
    kept = dict(zip(PREFERENCE_COLUMNS, columns, strict=True))
    listed = {name: frozenset(kept[name].splitlines()) for name in LISTED}
    return Preferences(**kept | listed | {"sections": frozenset(kept["sections"])})


def to_columns(preferences: Preferences) -> dict[str, Any]:
    """Return the columns for these preferences, by name."""
    values = {name: getattr(preferences, name) for name in PREFERENCE_COLUMNS}
    listed = {name: "\n".join(sorted(values[name])) for name in LISTED}
    return values | listed | {"sections": sorted(preferences.sections)}


_USUAL_COLUMNS: Final = list(to_columns(_USUAL).values())
