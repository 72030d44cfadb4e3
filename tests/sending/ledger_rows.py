"""Mailings and batches in any state, and what is written of them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from roundup.editions.models import Edition
from roundup.publications.models import Publication
from roundup.sending.models import Attempt, Batch, Mailing, Variant
from tests.making import FRIDAY

State = Batch.State
MINUTE = timedelta(minutes=1)
MINUTES = st.one_of(st.none(), st.integers(-1, 1))
MAILING = st.fixed_dictionaries(
    {
        "status": st.sampled_from(["sending", "sending", "sending", "held", "cancelled"]),
        "is_held": st.integers(0, 3).map(lambda n: n == 0),
        "outlet": st.sampled_from(["ours", "ours", "elsewhere"]),
        "installation": st.sampled_from(["ours", "ours", "unknown"]),
    }
)
GOING = {"status": "sending", "is_held": False, "outlet": "ours", "installation": "ours"}


def at(minutes: int | None) -> datetime | None:
    return None if minutes is None else FRIDAY + minutes * MINUTE


def make_mailing(publication: Publication, number: int, **fields: Any) -> Mailing:
    day = FRIDAY + timedelta(weeks=number)
    edition = Edition.objects.create(
        publication=publication,
        number=number,
        period=day.date(),
        period_start=day,
        period_end=day,
        assembled_at=day,
        news_since=day,
        dated=day.date(),
        send_at=day,
        held_at=FRIDAY if fields.pop("is_held", False) else None,
    )
    return Mailing.objects.create(edition=edition, audience_bound=9, started_at=FRIDAY, **fields)


def make_batch(mailing: Mailing, seq: int, **fields: Any) -> Batch:
    variant, _ = Variant.objects.get_or_create(
        mailing=mailing, key="all", defaults={"stories": [], "subject": "s", "html": "h", "text": "t"}
    )
    return Batch.objects.create(mailing=mailing, variant=variant, seq=seq, planned=1, **fields)


def row(batch: Batch) -> dict[str, Any]:
    found = Batch.objects.values().get(pk=batch.pk)
    return {name: value for name, value in found.items() if name not in ("id", "seq")}


def attempt(batch: Batch) -> dict[str, Any]:
    found = Attempt.objects.values().get(batch=batch)
    own = ("id", "batch_id", "nonce", "finished_at")
    return {name: value for name, value in found.items() if name not in own} | {
        "is_finished": found["finished_at"] is not None
    }
