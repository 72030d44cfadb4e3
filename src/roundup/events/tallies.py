"""Adds to the tallies: counts without anything personal, which outlive what was counted."""

from __future__ import annotations

from collections.abc import Mapping

from django.db.models import F

from roundup.events.models import Tally


def add_to_tallies(counts: Mapping[str, int]) -> None:
    """Add these counts. The rows are locked in the same order by everybody."""
    words = sorted(word for word, count in counts.items() if count)
    Tally.objects.bulk_create([Tally(word=word) for word in words], ignore_conflicts=True)
    for word in words:
        Tally.objects.filter(pk=word).update(count=F("count") + counts[word])
