"""The tasks of the articles room."""

from __future__ import annotations

from typing import Final

from celery import shared_task
from django.utils import timezone

from roundup.articles import fetching
from roundup.articles.source_management import installed_fetcher

# By then, the next tick has started another look.
_STALE_SECONDS: Final = 60


@shared_task(name="articles.fetch_due")
def fetch_due() -> None:
    """Start a look at every source that is due. Safe to run twice: only one look claims a source."""
    for source_id in fetching.due_sources(timezone.now()):
        fetch_source.apply_async((source_id,), expires=_STALE_SECONDS)


@shared_task(name="articles.fetch_source")
def fetch_source(source_id: int) -> None:
    """Look at a source if it is still due.

    Safe to run twice: after the first claim, the source is no longer due.
    """
    fetching.fetch_source(source_id, timezone.now(), installed_fetcher(), only_if_due=True)
