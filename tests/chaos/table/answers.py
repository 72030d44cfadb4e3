"""Rows 13 to 18: what the provider answers, or does not."""

from __future__ import annotations

from tests.chaos import routes
from tests.chaos.children import Child
from tests.chaos.house import House
from tests.chaos.judge import Verdict
from tests.chaos.row import Row, alarm, expect, sent
from tests.chaos.troubles import (
    every_fault,
    nameless_poison,
    poison,
    quota,
    sandbox,
    server_errors,
    too_large,
    too_many,
)


def _refused_one(house: House, verdict: Verdict) -> None:
    expect(verdict, refused=1)


def _revive(house: House, victim: Child) -> None:
    """Let it meet a provider that cannot be reached, and then one that can."""
    house.until_it_has_looked(victim)
    victim.kill()
    house.until(lambda: not victim.lives)


def _resume_when_held(house: House, victim: Child) -> None:
    house.until(lambda: house.sample()["status"] == "held")
    before = sent(house)
    house.until_it_has_looked(victim)
    assert sent(house) == before
    house.ask("resume")


ROWS = (
    Row("13", "time-outs, broken lines and nonsense, taken or not", before=every_fault),
    Row("13", "server errors, taken or not", before=server_errors, long=True),
    Row("13", "killed with the word about an uncertain batch at hand", "asked:die@2",
        before=server_errors, long=True),
    Row("13", "killed when an uncertain batch is settled", "settled:die", before=server_errors, long=True),
    Row("14", "the provider cannot be reached", settings={routes.VARIABLE: routes.NOWHERE}, during=_revive),
    Row("14", "the provider asks to wait", before=too_many),
    Row("15", "the quota is used up", before=quota, during=_resume_when_held),
    Row("15", "the provider only checks", before=sandbox, during=_resume_when_held, long=True),
    Row("16", "one address is refused", before=poison, end=_refused_one, long=True),
    Row("16", "killed while the refused one is taken out", "excised:die", before=poison, end=_refused_one),
    Row("16", "a batch is refused without a reason", before=nameless_poison, long=True),
    Row("17", "a request is too large", before=too_large, long=True),
    Row("17", "killed while a batch is halved", "split:die", before=too_large, long=True),
    Row("18", "the provider takes copies and drops them over its quota", events=True,
        end=alarm("over-quota")),
)  # fmt: skip
