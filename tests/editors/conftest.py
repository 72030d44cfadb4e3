"""The newsroom's Wednesday, for what is no page."""

from __future__ import annotations

from tests.newsroom.conftest import admin, clock, edition, editor, publication  # noqa: F401 - fixtures
