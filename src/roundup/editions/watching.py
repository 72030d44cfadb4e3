"""Watches approved editions that wait for their hour, because their approval may no longer hold."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache

from roundup.core.newsroom_language import tell
from roundup.editions.approvals import still_renders
from roundup.editions.models import Edition
from roundup.editions.proof import renderer_of
from roundup.editions.state_words import period_in_words
from roundup.publications.alarms import clear_alarm, raise_alarm
from roundup.rendering.renderer import Renderer


def watch_templates(edition: Edition, now: datetime) -> None:
    """Tell the editors if an approved edition looks different now because its templates have changed.

    It would be held at its hour. If the editors know at once, they have time to approve it again.
    """
    approval, about = edition.approval, f"edition:{edition.pk}:changed"
    if approval is None:
        return
    if _renders_with(renderer_of(edition.publication), edition, approval.hash):
        clear_alarm(edition.publication, about, now)
        return
    raise_alarm(
        edition.publication,
        about,
        tell(
            "The edition of %(day)s will not go out: the templates have changed since it was approved. Look "
            "at its proof, and approve it again.",
            day=period_in_words(edition),
        ),
        now,
    )


@lru_cache(maxsize=32)
def _renders_with(renderer: Renderer, edition: Edition, approved: str) -> bool:
    """Say whether an edition renders to the approved bytes with this hash. Each approval is rendered once."""
    return still_renders(edition)
