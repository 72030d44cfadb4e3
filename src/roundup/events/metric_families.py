"""The form of a metric: its name, type and help text, and its values by label."""

from __future__ import annotations

from collections.abc import Mapping

Family = tuple[str, str, str, Mapping[str, float]]


def by_label(label: str, counts: Mapping[str, float]) -> dict[str, float]:
    """Return counts under one label, each under its own value of the label."""
    return {f'{{{label}="{value}"}}': count for value, count in counts.items()}


def without_label(value: float) -> dict[str, float]:
    """Return a value without a label."""
    return {"": value}
