"""Rows 22 to 24: events that are late, lost, shuffled, or come many times."""

from __future__ import annotations

from tests.chaos.children import Child
from tests.chaos.house import House
from tests.chaos.judge import Verdict
from tests.chaos.row import Row, alarm, expect, sent
from tests.chaos.troubles import late_and_shuffled, late_webhook, mangled, no_logs, silent_provider


def _webhook_returns(house: House, victim: Child) -> None:
    """End the silence when an editor was told of it, or the batch went again nevertheless."""
    house.until(lambda: ":uncertain" in str(house.ask("facts")["alarms"]) or sent(house) > house.readers)
    house.provider.webhook.release()


def _listed(house: House, verdict: Verdict) -> None:
    expect(verdict, uncertain=60)
    found = house.sample()
    if sum(batch["readers"] for batch in found["uncertain"]) != 60:
        verdict.problems.append(f"not all uncertain ones are listed: {found['uncertain']}")
    alarm(":uncertain")(house, verdict)


def _until_told(house: House, victim: Child) -> None:
    """Wait until an editor is told of what cannot be known."""
    house.until(lambda: str(house.ask("facts")["alarms"]).count(":uncertain") == 2)


ROWS = (
    Row("22", "the webhook is away for a while", events=True, before=late_webhook, during=_webhook_returns),
    Row("22", "the webhook was away, and tells all in any order", events=True, before=late_and_shuffled,
        during=_webhook_returns, long=True),
    Row("22", "only its neighbours tell that a batch never arrived", events=True, before=no_logs, long=True),
    Row("23", "nobody can tell what became of two batches", web=True, before=silent_provider,
        during=_until_told, uncertain=60, end=_listed),
    Row("24", "seven copies of every event in any order", events=True, before=mangled, long=True),
    Row("24", "killed while events are being applied", "applying:die", events=True, before=mangled),
    Row("24", "the commit of applied events is not acknowledged", "applied:fail@1-3", events=True,
        before=mangled, long=True),
)  # fmt: skip
