"""Settings that name a folder on this machine."""

from __future__ import annotations

from pathlib import Path

from roundup.core.settings import BadSetting


def read_folder(name: str, value: str) -> Path:
    try:
        path = Path(value).expanduser().absolute()
        if path.exists() and not path.is_dir():
            raise BadSetting(name, value, "a folder")
    except (OSError, RuntimeError, ValueError):
        raise BadSetting(name, value, "the path of a folder") from None
    return path


def read_existing_folder(name: str, value: str) -> Path | None:
    """Read the path of a folder that exists already; an empty value means none."""
    found = read_folder(name, value) if value else None
    if found and not found.is_dir():
        raise BadSetting(name, value, "a folder that exists")
    return found
