"""The last count of an edition's audience, so that a page can show it without counting every reader."""

from __future__ import annotations

import hashlib
import logging
from collections import Counter
from datetime import datetime, timedelta
from typing import Any, Final

import orjson
from django.db import DatabaseError

from roundup.editions.composing import stories_of
from roundup.editions.models import Edition
from roundup.sending.audience import Forecast, VariantReaders, forecast_audience
from roundup.sending.models import AudienceCount
from roundup.sending.ordinals import ordinal_of
from roundup.sending.transactions import write_transaction
from roundup.subscribers.eligibility import WhyNot

log = logging.getLogger(__name__)

# Counting a million readers takes a third of a second: no number of presses may make it a burden.
FRESH: Final = timedelta(seconds=20)


def last_count(edition: Edition) -> AudienceCount | None:
    """Return the last count, however old. This reads one row, however many readers there are."""
    return AudienceCount.objects.filter(edition=edition).first()


def is_of_draft(count: AudienceCount, edition: Edition, now: datetime) -> bool:
    """Say whether a count is for the edition's sections as they are now. This reads no subscribers."""
    return count.basis == _basis(edition, max(now, edition.send_at))


def current_count(edition: Edition, now: datetime, leaves: datetime | None = None) -> AudienceCount:
    """Return the count for the moment at which the edition leaves: a recent one, or one made now.

    With `leaves` it is the count for another moment, as if a person sent it then. A count for another day is
    not kept, because other readers pause on that day.
    """
    own = max(now, edition.send_at)
    basis, last = _basis(edition, leaves or own), last_count(edition)
    if last and last.basis == basis and timedelta(0) <= now - last.counted_at < FRESH:
        return last
    numbers = _numbers(forecast_audience(edition, leaves or own))
    made = AudienceCount(edition=edition, counted_at=now, basis=basis, numbers=numbers)
    if basis == _basis(edition, own):
        _keep(made)
    return made


def _keep(made: AudienceCount) -> None:
    """Keep the count. If several are made at once, the last one stays. If keeping fails, the caller still has
    its answer.
    """
    try:
        with write_transaction():
            made.save()
    except DatabaseError as error:
        log.warning("the audience of edition %s was not kept: %s", made.edition_id, type(error).__name__)


def forecast_of(count: AudienceCount) -> Forecast:
    """Return who would have got the edition when it was counted."""
    variants = (VariantReaders(tuple(names), spoken, n) for names, spoken, n in count.numbers["variants"])
    left_out = Counter({WhyNot(why): n for why, n in count.numbers["left_out"].items()})
    return Forecast(tuple(variants), left_out)


def _numbers(forecast: Forecast) -> dict[str, Any]:
    return {
        "variants": [[list(one.sections), one.language, one.readers] for one in forecast.variants],
        "left_out": {str(why): n for why, n in forecast.left_out.items()},
    }


def _basis(edition: Edition, leaves: datetime) -> str:
    """Return a digest of what the numbers depend on besides the readers."""
    told = [(story.section_key, story.section_name, story.byline) for story in stories_of(edition)]
    day = leaves.astimezone(edition.publication.zone).date()
    parts = [f"{day}", ordinal_of(edition), sorted({*told}), sorted(edition.publication.section_keys)]
    return hashlib.sha256(orjson.dumps(parts)).hexdigest()
