"""What the doctor says of one check, for tests."""

from __future__ import annotations

from roundup.config.doctor.examination import examine_installation


def told(name: str) -> str:
    """Return what the doctor says of one check, with its mark."""
    found = {verdict["check"]: verdict for verdict in examine_installation()}[name]
    mark = "BAD" if not found["ok"] else "see" if found["note"] else "ok"
    return f"{mark} {found['message']}"


def bad() -> set[str]:
    return {verdict["check"] for verdict in examine_installation() if not verdict["ok"]}
