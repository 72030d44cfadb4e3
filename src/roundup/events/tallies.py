"""Adds to the tallies: counts without personal data, which outlive what was counted."""

from __future__ import annotations

from collections.abc import Mapping

from django.db.models import F

from roundup.events.models import Tally


def add_to_tallies(counts: Mapping[str, int]) -> None:
    """Add these counts. Every caller locks the rows in the same order."""
    words = sorted(word for word, count in counts.items() if count)
    Tally.objects.bulk_create([Tally(word=word) for word in words], ignore_conflicts=True)
    for word in words:
        Tally.objects.filter(pk=word).update(count=F("count") + counts[word])
