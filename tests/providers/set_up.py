"""Setting an installation up for a provider, in tests."""

from __future__ import annotations

from typing import Any


def give(settings: Any, **values: str) -> None:
    """Give providers these settings, until the test ends; the others stay as they are."""
    settings.PROVIDER_SETTINGS = settings.PROVIDER_SETTINGS | values
