"""Years of one magazine, by a seed."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from roundup.publications.models import Publication
from tests.making import make_publication
from tests.schedules.magazine import Magazine
from tests.schedules.upheavals import RHYTHMS, Upheavals

_BEGINS = datetime(2026, 1, 5, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Life:
    """What became of a magazine."""

    faults: Sequence[str]
    counted: Counter[str]


def live(zone: str, rhythm: str, years: float, seed: int) -> Life:
    """Let a magazine live for years, with upheavals every few weeks."""
    chance = random.Random(f"{zone} {rhythm} {seed}")
    publication = make_publication(
        timezone=zone,
        **RHYTHMS[rhythm],
        send_time=chance.choice((time(2, 30), time(1, 30), time(7), time(23, 45))),
        assemble_time=chance.choice((time(14), time(2, 15), time(0))),
        assemble_days_before=chance.choice((1, 2, 4)),
    )
    Publication.objects.filter(pk=publication.pk).update(created_at=_BEGINS)
    publication.refresh_from_db()
    magazine = Magazine(publication, chance, _BEGINS)
    Upheavals(magazine, rhythm).plan_next()
    magazine.live_until(_BEGINS + years * timedelta(days=365.25))
    magazine.judge.look_at_articles(magazine.now)
    return Life(magazine.judge.faults, magazine.judge.counted)
